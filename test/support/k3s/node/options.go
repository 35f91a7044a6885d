package main

import (
	"errors"
	"net"
	"os"
	"strings"
)

// options are the flags of `k3s server` that this program obeys. Flags that k3s has
// and this program lacks are named in a warning and change nothing.
type options struct {
	nodeName      string
	nodeIP        string
	port          string
	sans          []string
	disable       map[string]bool
	noPolicies    bool
	labels        []string
	kubelet       []string
	apiserver     []string
	controllers   []string
	scheduler     []string
	proxy         []string
	nodePorts     string
	kubeconfigOut string
	kubeconfigMod string
	storagePath   string
}

func parse(args []string) (options, error) {
	host, err := os.Hostname()
	if err != nil {
		return options{}, err
	}
	o := options{
		nodeName: host, port: "6443", disable: map[string]bool{},
		kubeconfigOut: os.Getenv("K3S_KUBECONFIG_OUTPUT"), kubeconfigMod: os.Getenv("K3S_KUBECONFIG_MODE"),
		storagePath: dataDir + "/storage", nodePorts: "30000-32767",
	}
	switches := map[string]bool{
		"--disable-network-policy": true, "--disable-cloud-controller": true, "--disable-helm-controller": true,
		"--disable-kube-proxy": true, "--cluster-init": true, "--debug": true, "--rootless": true, "--secrets-encryption": true,
		"--embedded-registry": true, "--egress-selector-mode": false,
	}
	for i := 0; i < len(args); i++ {
		name, value, joined := strings.Cut(args[i], "=")
		if !strings.HasPrefix(name, "-") {
			warn("argument %q is ignored by this test equipment", args[i])
			continue
		}
		if switches[name] {
			if name == "--disable-network-policy" && value != "false" {
				o.noPolicies = true
			}
			continue
		}
		if !joined && i+1 < len(args) && !strings.HasPrefix(args[i+1], "-") {
			i++
			value = args[i]
		}
		switch name {
		case "--tls-san":
			o.sans = append(o.sans, strings.Split(value, ",")...)
		case "--disable":
			for _, part := range strings.Split(value, ",") {
				o.disable[part] = true
			}
		case "--node-name":
			o.nodeName = value
		case "--node-ip":
			o.nodeIP = value
		case "--https-listen-port":
			o.port = value
		case "--node-label":
			o.labels = append(o.labels, value)
		case "--kubelet-arg":
			o.kubelet = append(o.kubelet, "--"+value)
		case "--kube-apiserver-arg":
			o.apiserver = append(o.apiserver, "--"+value)
		case "--kube-controller-manager-arg":
			o.controllers = append(o.controllers, "--"+value)
		case "--kube-scheduler-arg":
			o.scheduler = append(o.scheduler, "--"+value)
		case "--kube-proxy-arg":
			o.proxy = append(o.proxy, "--"+value)
		case "--write-kubeconfig", "-o":
			o.kubeconfigOut = value
		case "--write-kubeconfig-mode":
			o.kubeconfigMod = value
		case "--service-node-port-range":
			o.nodePorts = value
		case "--default-local-storage-path":
			o.storagePath = value
		case "--token", "-t", "--token-file", "--agent-token", "--snapshotter", "--flannel-backend":
		default:
			warn("flag %s is ignored by this test equipment", name)
		}
	}
	if o.nodeIP == "" {
		if o.nodeIP, err = firstIP(); err != nil {
			return o, err
		}
	}
	return o, nil
}

// firstIP is the node's address: that of the first interface with a global IPv4
// address which no container network owns.
func firstIP() (string, error) {
	interfaces, err := net.Interfaces()
	if err != nil {
		return "", err
	}
	for _, i := range interfaces {
		if i.Flags&net.FlagLoopback != 0 || i.Flags&net.FlagUp == 0 || strings.HasPrefix(i.Name, "cni") || strings.HasPrefix(i.Name, "veth") {
			continue
		}
		addresses, err := i.Addrs()
		if err != nil {
			return "", err
		}
		for _, a := range addresses {
			if n, ok := a.(*net.IPNet); ok && n.IP.To4() != nil {
				return n.IP.String(), nil
			}
		}
	}
	return "", errors.New("this machine has no IPv4 address besides the loopback one")
}
