# shellcheck shell=bash
# The images that run inside a cluster, packed into one archive under the official names. Sourced by build-node.sh.
# The archive is made by hand, not by the engine: images of these names have no business there.
# shellcheck disable=SC2154 # arch, here and work come from building.sh

archive=$work/archive
entries=()

# pack REFERENCE ROOT CONFIG: one layer, and the image's configuration as Docker's archives have it
pack() {
  local folder=${1//[:\/]/_} sum
  mkdir -p "$archive/$folder"
  tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 -C "$2" -cf "$archive/$folder/layer.tar" .
  sum=$(sha256sum <"$archive/$folder/layer.tar")
  printf '{"architecture":"%s","os":"linux","config":%s,"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' \
    "$arch" "$3" "${sum%% *}" >"$archive/$folder/config.json"
  entries+=("{\"Config\":\"$folder/config.json\",\"RepoTags\":[\"$1\"],\"Layers\":[\"$folder/layer.tar\"]}")
}

# cluster_images FILE
cluster_images() {
  local root=$work/cluster container
  mkdir -p "$root"/{pause,coredns,local-path/usr/bin,busybox}

  compile "$root/pause/pause" own ./pause
  pack rancher/mirrored-pause:3.6 "$root/pause" '{"Entrypoint":["/pause"],"User":"65535:65535"}'

  # CoreDNS 1.12.1 sets a field, to its zero value, that client-go 0.33 no longer has. A later CoreDNS wants later
  # versions of what Kubernetes is made of, and all of it would be compiled twice.
  go -C "$here/node" list -deps ./coredns >/dev/null
  cp -r --no-preserve=mode "$(go -C "$here/node" list -m -f '{{.Dir}}' github.com/coredns/coredns)" "$work/coredns-source"
  sed -i '/RetryOnError:/d' "$work/coredns-source/plugin/kubernetes/object/informer.go"
  { cat "$here/node/go.mod"; echo "replace github.com/coredns/coredns => $work/coredns-source"; } >"$work/coredns.mod"
  cp "$here/node/go.sum" "$work/coredns.sum"
  compile "$root/coredns/coredns" node ./coredns '' -modfile="$work/coredns.mod"
  pack rancher/mirrored-coredns-coredns:1.12.1 "$root/coredns" '{"Entrypoint":["/coredns"],"WorkingDir":"/"}'

  compile "$root/local-path/usr/bin/local-path-provisioner" local-path-provisioner github.com/rancher/local-path-provisioner '-X main.VERSION=v0.0.30'
  pack rancher/local-path-provisioner:v0.0.30 "$root/local-path" '{"Cmd":["local-path-provisioner"],"Env":["PATH=/usr/bin"]}'

  container=$(docker create neotool.local/busybox:1.37)
  docker export "$container" | tar -C "$root/busybox" --exclude=dev -xf -
  docker rm "$container" >/dev/null
  pack rancher/mirrored-library-busybox:1.36.1 "$root/busybox" '{"Cmd":["sh"],"Env":["PATH=/bin:/usr/bin"]}'

  printf '[%s]' "$(IFS=,; echo "${entries[*]}")" >"$archive/manifest.json"
  tar -C "$archive" -cf "$1" .
}
