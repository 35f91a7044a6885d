package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

func write(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(text), 0o644)
}

func configs(o *options) error {
	api := "https://127.0.0.1:" + o.port
	cred := dataDir + "/server/cred/"
	for name, client := range map[string]string{
		cred + "controller.kubeconfig": "client-controller", cred + "scheduler.kubeconfig": "client-scheduler",
		cred + "kube-proxy.kubeconfig": "client-kube-proxy", cred + "kubelet.kubeconfig": "client-kubelet",
		adminKubeconfig: "client-admin",
	} {
		if err := kubeconfig(name, client, api, 0o600); err != nil {
			return err
		}
	}
	if o.kubeconfigOut != "" && o.kubeconfigOut != adminKubeconfig {
		mode := uint64(0o600)
		if o.kubeconfigMod != "" {
			if m, err := strconv.ParseUint(o.kubeconfigMod, 8, 32); err == nil {
				mode = m
			}
		}
		if err := copyFile(adminKubeconfig, o.kubeconfigOut, os.FileMode(mode)); err != nil {
			return err
		}
	}
	etc := dataDir + "/agent/etc/"
	for path, text := range map[string]string{
		etc + "containerd/config.toml": fmt.Sprintf(`version = 3
root = "%[1]s/agent/containerd"
state = "/run/k3s/containerd"
disabled_plugins = ["io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs", "io.containerd.snapshotter.v1.blockfile", "io.containerd.nri.v1.nri", "io.containerd.tracing.processor.v1.otlp", "io.containerd.internal.v1.tracing"]

[grpc]
  address = "%[2]s"

[plugins.'io.containerd.cri.v1.images']
  snapshotter = "overlayfs"
  [plugins.'io.containerd.cri.v1.images'.pinned_images]
    sandbox = "docker.io/rancher/mirrored-pause:3.6"

[plugins.'io.containerd.cri.v1.runtime']
  disable_apparmor = true
  restrict_oom_score_adj = true
  enable_unprivileged_ports = true
  enable_unprivileged_icmp = true
  [plugins.'io.containerd.cri.v1.runtime'.cni]
    bin_dirs = ["/usr/lib/cni"]
    conf_dir = "%[3]scni/net.d"
  [plugins.'io.containerd.cri.v1.runtime'.containerd]
    default_runtime_name = "runc"
  [plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]
      SystemdCgroup = false
      BinaryName = "/usr/bin/runc-no-sys-resource"
`, dataDir, containerdSock, etc),
		etc + "cni/net.d/10-bridge.conflist": fmt.Sprintf(`{
  "cniVersion": "1.0.0",
  "name": "cbr0",
  "plugins": [
    {
      "type": "bridge", "bridge": "cni0", "isGateway": true, "ipMasq": true, "hairpinMode": true,
      "ipam": {"type": "host-local", "ranges": [[{"subnet": "%s"}]], "routes": [{"dst": "0.0.0.0/0"}]}
    },
    {"type": "portmap", "capabilities": {"portMappings": true}}
  ]
}
`, nodeCIDR),
		etc + "crictl.yaml": fmt.Sprintf("runtime-endpoint: unix://%s\n", containerdSock),
		etc + "kubelet.yaml": fmt.Sprintf(`apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication:
  anonymous: {enabled: false}
  webhook: {enabled: true}
  x509: {clientCAFile: %[1]sclient-ca.crt}
authorization: {mode: Webhook}
tlsCertFile: %[1]sserving-kubelet.crt
tlsPrivateKeyFile: %[1]sserving-kubelet.key
cgroupDriver: cgroupfs
kubeletCgroups: /k3s
clusterDNS: [%[2]s]
clusterDomain: %[3]s
containerRuntimeEndpoint: unix://%[4]s
imageServiceEndpoint: unix://%[4]s
failSwapOn: false
featureGates: {KubeletInUserNamespace: true}
serializeImagePulls: false
oomScoreAdj: 0
resolvConf: /etc/resolv.conf
staticPodPath: %[5]s/agent/pod-manifests
evictionHard: {imagefs.available: 5%%, nodefs.available: 5%%}
evictionMinimumReclaim: {imagefs.available: 10%%, nodefs.available: 10%%}
nodeStatusUpdateFrequency: 10s
syncFrequency: 30s
`, tlsDir, dnsIP, clusterDomain, containerdSock, dataDir),
	} {
		if err := write(path, text); err != nil {
			return err
		}
	}
	return nil
}
