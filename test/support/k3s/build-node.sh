#!/usr/bin/env bash
# Builds the test equipment in place of rancher/k3s: a k3d node of upstream Kubernetes and etcd (one program, node/),
# Debian forky's containerd and runc, and CNI plugins. Ten minutes the first time. build-node.sh NAME
# shellcheck source=test/support/k3s/building.sh
. "$(dirname "${BASH_SOURCE[0]}")/building.sh"
# shellcheck source=scripts/images/debian.sh
. "$recipes/debian.sh"
# shellcheck source=test/support/k3s/cluster-images.sh
. "$here/cluster-images.sh"
stand_in neotool.local/busybox:1.37 busybox
stand_in neotool.local/base:forky base-forky
find_mirror
root=$work/context/root

fetch_debs forky "$work/debs" containerd runc iptables conntrack iproute2 mount busybox
unpack_debs "$work/debs" "$root"
rm -rf "$root"/usr/lib/containerd "$root"/usr/lib/cni "$root"/usr/bin/containerd-stress "$root"/etc/containerd \
  "$root"/usr/sbin/{fs-idmap,pidfd-kill,recvtty,remap-rootfs,sd-helper,seccompagent}

# The only 1.33 patch release whose staging modules are all to be had.
kubernetes=1.33.13 flags=
for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
  flags+=" -X $package.gitVersion=v$kubernetes -X $package.gitMajor=1 -X $package.gitMinor=33 -X $package.gitTreeState=clean -X $package.gitCommit=neotool-test-equipment"
done
compile "$root/usr/bin/k3s" node . "$flags"
for name in kubectl crictl; do ln -s k3s "$root/usr/bin/$name"; done
mkdir -p "$root/usr/lib/cni" "$root/usr/share/k3s/images"
for plugin in main/bridge main/loopback meta/portmap ipam/host-local; do
  compile "$root/usr/lib/cni/${plugin##*/}" cni "github.com/containernetworking/plugins/plugins/$plugin"
done
compile "$root/usr/bin/runc-no-sys-resource" own ./runc-no-sys-resource
cp -r "$here/manifests" "$root/usr/share/k3s/"
cluster_images "$root/usr/share/k3s/images/cluster-images.tar"

cp "$here/node.Dockerfile" "$work/context/Dockerfile"
build_image
