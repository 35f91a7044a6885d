// Command k3s takes the place of k3s in tests: upstream Kubernetes and etcd in one
// multi-call binary, with a start-up program that takes k3s's `server` flags.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	_ "time/tzdata"

	"github.com/spf13/cobra"

	_ "k8s.io/client-go/plugin/pkg/client/auth"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	kubectl "k8s.io/kubectl/pkg/cmd"
	kubectlutil "k8s.io/kubectl/pkg/cmd/util"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	proxy "k8s.io/kubernetes/cmd/kube-proxy/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
	kubelet "k8s.io/kubernetes/cmd/kubelet/app"
)

// The image takes the place of one release of k3s; what runs in it is another thing,
// and every line that names a version says so.
const (
	standsFor  = "v1.33.5+k3s1"
	kubernetes = "v1.33.13"
)

func component(name string) *cobra.Command {
	switch name {
	case "kube-apiserver":
		return apiserver.NewAPIServerCommand()
	case "kube-controller-manager":
		return controllermanager.NewControllerManagerCommand()
	case "kube-scheduler":
		return scheduler.NewSchedulerCommand()
	case "kubelet":
		return kubelet.NewKubeletCommand()
	case "kube-proxy":
		return proxy.NewProxyCommand()
	}
	return nil
}

func main() {
	name := filepath.Base(os.Args[0])
	if name == "k3s" {
		if len(os.Args) < 2 {
			fmt.Fprintln(os.Stderr, "usage: k3s server|kubectl|ctr|crictl|etcd|netpol|kube-apiserver|… [flags]")
			os.Exit(2)
		}
		name = os.Args[1]
		os.Args = os.Args[1:]
	}
	if c := component(name); c != nil {
		os.Exit(cli.Run(c))
	}
	args := os.Args[1:]
	switch name {
	case "kubectl":
		if _, err := os.Stat(adminKubeconfig); err == nil && os.Getenv("KUBECONFIG") == "" {
			os.Setenv("KUBECONFIG", adminKubeconfig)
		}
		// The kubectl package builds its command from os.Args.
		os.Args[0] = "kubectl"
		if err := cli.RunNoErrOutput(kubectl.NewDefaultKubectlCommand()); err != nil {
			kubectlutil.CheckErr(err)
		}
	case "server":
		fail(server(args))
	case "agent":
		fail(fmt.Errorf("this test equipment has servers only: create the cluster with no agents"))
	case "etcd":
		fail(etcd(args))
	case "netpol":
		fail(netpol(args))
	case "ctr", "crictl":
		fail(execTool(name, args))
	case "--version", "-v", "version":
		fmt.Printf("neotool test equipment in place of k3s version %s: upstream Kubernetes %s, not k3s\n", standsFor, kubernetes)
	default:
		fail(fmt.Errorf("unknown command %q", name))
	}
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}
