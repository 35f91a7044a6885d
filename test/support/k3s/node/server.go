package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

const (
	dataDir         = "/var/lib/rancher/k3s"
	adminKubeconfig = "/etc/rancher/k3s/k3s.yaml"
	builtInImages   = "/usr/share/k3s/images"
	builtInYAML     = "/usr/share/k3s/manifests"
	containerdSock  = "/run/k3s/containerd/containerd.sock"
	clusterCIDR     = "10.42.0.0/16"
	nodeCIDR        = "10.42.0.0/24"
	serviceCIDR     = "10.43.0.0/16"
	serviceIP       = "10.43.0.1"
	dnsIP           = "10.43.0.10"
	clusterDomain   = "cluster.local"
)

func say(format string, args ...any) {
	fmt.Printf("time=%q level=info msg=%q\n", time.Now().UTC().Format(time.RFC3339), fmt.Sprintf(format, args...))
}

func warn(format string, args ...any) {
	fmt.Printf("time=%q level=warning msg=%q\n", time.Now().UTC().Format(time.RFC3339), fmt.Sprintf(format, args...))
}

func server(args []string) error {
	began := time.Now()
	say("Starting neotool's test equipment in place of k3s %s: upstream Kubernetes %s, not k3s", standsFor, kubernetes)
	o, err := parse(args)
	if err != nil {
		return err
	}
	for _, dir := range []string{"/var/log/k3s", "/run/k3s/containerd", dataDir + "/agent/images", dataDir + "/agent/etc/cni/net.d",
		dataDir + "/agent/containerd", dataDir + "/server/manifests", dataDir + "/server/tls", dataDir + "/server/db", dataDir + "/agent/pod-manifests", "/var/lib/kubelet", o.storagePath} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
	}
	sysctls()
	if err := certificates(&o); err != nil {
		return fmt.Errorf("certificates: %w", err)
	}
	if err := configs(&o); err != nil {
		return fmt.Errorf("configuration: %w", err)
	}

	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer cancel()
	s := &supervisor{failed: make(chan error, 16)}
	defer s.stop()
	finished := make(chan error, 1)
	go func() { finished <- bringUp(ctx, s, &o, began) }()
	for {
		select {
		case <-ctx.Done():
			say("k3s is stopping")
			return nil
		case err := <-s.failed:
			return err
		case err := <-finished:
			if err != nil {
				return err
			}
		}
	}
}

func sysctls() {
	for key, value := range map[string]string{
		"net/ipv4/ip_forward": "1", "net/bridge/bridge-nf-call-iptables": "1",
		"net/ipv4/conf/all/forwarding": "1", "net/ipv4/conf/all/route_localnet": "1",
	} {
		if err := os.WriteFile("/proc/sys/"+key, []byte(value), 0o644); err != nil {
			warn("sysctl %s=%s: %v", strings.ReplaceAll(key, "/", "."), value, err)
		}
	}
}

func copyFile(from, to string, mode os.FileMode) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	// k3d may read the target at any moment.
	out, err := os.CreateTemp(filepath.Dir(to), ".kubeconfig")
	if err != nil {
		return err
	}
	defer os.Remove(out.Name())
	if _, err := io.Copy(out, in); err != nil {
		return err
	}
	if err := out.Chmod(mode); err != nil {
		return err
	}
	if err := out.Close(); err != nil {
		return err
	}
	return os.Rename(out.Name(), to)
}
