package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	kube "k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
)

func bringUp(ctx context.Context, s *supervisor, o *options, began time.Time) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	tls := dataDir + "/server/tls/"
	cred := dataDir + "/server/cred/"

	if err := s.start("etcd", self, "etcd"); err != nil {
		return err
	}
	if err := s.start("containerd", "containerd", "-c", dataDir+"/agent/etc/containerd/config.toml"); err != nil {
		return err
	}
	imported := make(chan error, 1)
	go func() {
		if err := waitSocket(ctx, containerdSock); err != nil {
			imported <- err
			return
		}
		say("Containerd is now running")
		imported <- importImages(ctx)
	}()

	if err := s.start("kube-apiserver", append([]string{self, "kube-apiserver",
		"--advertise-address=" + o.nodeIP, "--bind-address=0.0.0.0", "--secure-port=" + o.port,
		"--etcd-servers=http://127.0.0.1:2379", "--anonymous-auth=false", "--allow-privileged=true",
		"--authorization-mode=Node,RBAC", "--enable-admission-plugins=NodeRestriction", "--profiling=false",
		"--client-ca-file=" + tls + "client-ca.crt", "--tls-cert-file=" + tls + "serving-kube-apiserver.crt", "--tls-private-key-file=" + tls + "serving-kube-apiserver.key",
		"--kubelet-certificate-authority=" + tls + "server-ca.crt", "--kubelet-client-certificate=" + tls + "client-kube-apiserver.crt", "--kubelet-client-key=" + tls + "client-kube-apiserver.key",
		"--kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname",
		"--proxy-client-cert-file=" + tls + "client-auth-proxy.crt", "--proxy-client-key-file=" + tls + "client-auth-proxy.key",
		"--requestheader-client-ca-file=" + tls + "request-header-ca.crt", "--requestheader-allowed-names=system:auth-proxy",
		"--requestheader-extra-headers-prefix=X-Remote-Extra-", "--requestheader-group-headers=X-Remote-Group", "--requestheader-username-headers=X-Remote-User",
		"--service-account-issuer=https://kubernetes.default.svc." + clusterDomain, "--api-audiences=https://kubernetes.default.svc." + clusterDomain + ",k3s",
		"--service-account-key-file=" + tls + "service.key", "--service-account-signing-key-file=" + tls + "service.key",
		"--service-cluster-ip-range=" + serviceCIDR, "--service-node-port-range=" + o.nodePorts,
	}, o.apiserver...)...); err != nil {
		return err
	}
	config, err := clientcmd.BuildConfigFromFlags("", adminKubeconfig)
	if err != nil {
		return err
	}
	client, err := kube.NewForConfig(config)
	if err != nil {
		return err
	}
	if err := poll(ctx, 200*time.Millisecond, func() bool {
		_, err := client.Discovery().RESTClient().Get().AbsPath("/readyz").DoRaw(ctx)
		return err == nil
	}); err != nil {
		return err
	}
	say("Kube API server is now running (%.1f s)", time.Since(began).Seconds())

	if err := s.start("kube-controller-manager", append([]string{self, "kube-controller-manager",
		"--kubeconfig=" + cred + "controller.kubeconfig", "--authentication-kubeconfig=" + cred + "controller.kubeconfig", "--authorization-kubeconfig=" + cred + "controller.kubeconfig",
		"--allocate-node-cidrs=true", "--cluster-cidr=" + clusterCIDR, "--service-cluster-ip-range=" + serviceCIDR, "--bind-address=127.0.0.1",
		"--leader-elect=false", "--kube-api-qps=400", "--kube-api-burst=800", "--use-service-account-credentials=true", "--profiling=false", "--root-ca-file=" + tls + "server-ca.crt",
		"--service-account-private-key-file=" + tls + "service.key", "--cluster-signing-cert-file=" + tls + "client-ca.crt", "--cluster-signing-key-file=" + tls + "client-ca.key",
	}, o.controllers...)...); err != nil {
		return err
	}
	if err := s.start("kube-scheduler", append([]string{self, "kube-scheduler",
		"--kubeconfig=" + cred + "scheduler.kubeconfig", "--authentication-kubeconfig=" + cred + "scheduler.kubeconfig", "--authorization-kubeconfig=" + cred + "scheduler.kubeconfig",
		"--leader-elect=false", "--bind-address=127.0.0.1", "--profiling=false",
	}, o.scheduler...)...); err != nil {
		return err
	}
	if err := waitSocket(ctx, containerdSock); err != nil {
		return err
	}
	kubeletArgs := []string{self, "kubelet", "--config=" + dataDir + "/agent/etc/kubelet.yaml", "--kubeconfig=" + cred + "kubelet.kubeconfig",
		"--hostname-override=" + o.nodeName, "--node-ip=" + o.nodeIP, "--runtime-cgroups=/k3s",
		// As k3s: without it cAdvisor looks elsewhere, and tells nothing of containers and of the network of pods.
		"--containerd=" + containerdSock}
	if len(o.labels) > 0 {
		kubeletArgs = append(kubeletArgs, "--node-labels="+strings.Join(o.labels, ","))
	}
	if err := s.start("kubelet", append(kubeletArgs, o.kubelet...)...); err != nil {
		return err
	}
	if err := s.start("kube-proxy", append([]string{self, "kube-proxy",
		"--kubeconfig=" + cred + "kube-proxy.kubeconfig", "--cluster-cidr=" + clusterCIDR, "--proxy-mode=iptables", "--hostname-override=" + o.nodeName,
		"--healthz-bind-address=127.0.0.1", "--conntrack-max-per-core=0", "--conntrack-min=0", "--conntrack-tcp-timeout-established=0s", "--conntrack-tcp-timeout-close-wait=0s",
	}, o.proxy...)...); err != nil {
		return err
	}
	if !o.noPolicies {
		if err := s.start("netpol", self, "netpol", "--kubeconfig="+adminKubeconfig); err != nil {
			return err
		}
	}
	if err := <-imported; err != nil {
		return fmt.Errorf("image import: %w", err)
	}
	go deploy(ctx, o)
	if err := poll(ctx, 300*time.Millisecond, func() bool { return nodeReady(ctx, client, o.nodeName) }); err != nil {
		return err
	}
	// Without this account no pod can be made; it comes once the controllers work.
	if err := poll(ctx, 200*time.Millisecond, func() bool {
		_, err := client.CoreV1().ServiceAccounts("default").Get(ctx, "default", metav1.GetOptions{})
		return err == nil
	}); err != nil {
		return err
	}
	// kubelet may not give itself node-role labels.
	patch := []byte(`{"metadata":{"labels":{"node-role.kubernetes.io/control-plane":"true","node-role.kubernetes.io/master":"true","node.kubernetes.io/instance-type":"k3s"}}}`)
	if _, err := client.CoreV1().Nodes().Patch(ctx, o.nodeName, "application/strategic-merge-patch+json", patch, metav1.PatchOptions{}); err != nil {
		warn("labels of node %s: %v", o.nodeName, err)
	}
	say("k3s is up and running (%.1f s)", time.Since(began).Seconds())
	return nil
}
