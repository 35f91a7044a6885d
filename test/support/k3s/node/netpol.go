package main

import (
	"context"
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"sort"
	"syscall"
	"time"

	networking "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/informers"
	kube "k8s.io/client-go/kubernetes"
	corelisters "k8s.io/client-go/listers/core/v1"
	netlisters "k8s.io/client-go/listers/networking/v1"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
)

const (
	mainChain = "NT-NETPOL"
	podPrefix = "NT-NP"
)

// netpol enforces NetworkPolicies with iptables, in the manner of the controller that
// k3s embeds: what a policy does not allow is rejected, replies and the node's own
// traffic (probes) always pass.
func netpol(args []string) error {
	fs := flag.NewFlagSet("netpol", flag.ContinueOnError)
	path := fs.String("kubeconfig", adminKubeconfig, "")
	if err := fs.Parse(args); err != nil {
		return err
	}
	config, err := clientcmd.BuildConfigFromFlags("", *path)
	if err != nil {
		return err
	}
	client, err := kube.NewForConfig(config)
	if err != nil {
		return err
	}
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer cancel()

	factory := informers.NewSharedInformerFactory(client, 0)
	c := &policies{
		pods: factory.Core().V1().Pods().Lister(), namespaces: factory.Core().V1().Namespaces().Lister(),
		policies: factory.Networking().V1().NetworkPolicies().Lister(),
	}
	changed := make(chan struct{}, 1)
	poke := func() {
		select {
		case changed <- struct{}{}:
		default:
		}
	}
	handler := cache.ResourceEventHandlerFuncs{
		AddFunc: func(any) { poke() }, UpdateFunc: func(any, any) { poke() }, DeleteFunc: func(any) { poke() },
	}
	for _, informer := range []cache.SharedIndexInformer{factory.Core().V1().Pods().Informer(), factory.Core().V1().Namespaces().Informer(), factory.Networking().V1().NetworkPolicies().Informer()} {
		if _, err := informer.AddEventHandler(handler); err != nil {
			return err
		}
	}
	factory.Start(ctx.Done())
	factory.WaitForCacheSync(ctx.Done())
	for {
		if err := c.sync(); err != nil {
			fmt.Fprintln(os.Stderr, time.Now().UTC().Format(time.RFC3339), err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-changed:
			// Pods come and go in bursts.
			time.Sleep(50 * time.Millisecond)
		case <-time.After(15 * time.Second):
		}
	}
}

type policies struct {
	pods       corelisters.PodLister
	namespaces corelisters.NamespaceLister
	policies   netlisters.NetworkPolicyLister
	last       string
}

func (c *policies) sync() error {
	all, err := c.policies.List(labels.Everything())
	if err != nil {
		return err
	}
	pods, err := c.pods.List(labels.Everything())
	if err != nil {
		return err
	}
	sort.Slice(pods, func(i, j int) bool { return pods[i].UID < pods[j].UID })
	sort.Slice(all, func(i, j int) bool { return all[i].UID < all[j].UID })

	var chains, jumps, rules []string
	for _, pod := range pods {
		if !alive(pod) {
			continue
		}
		for _, direction := range []networking.PolicyType{networking.PolicyTypeIngress, networking.PolicyTypeEgress} {
			var lines []string
			isolated := false
			chain := fmt.Sprintf("%s-%c-%x", podPrefix, direction[0], sha256.Sum256([]byte(pod.UID)))[:len(podPrefix)+3+12]
			for _, policy := range all {
				if policy.Namespace != pod.Namespace || !has(policy, direction) || !selects(&policy.Spec.PodSelector, pod.Labels) {
					continue
				}
				isolated = true
				if direction == networking.PolicyTypeIngress {
					for _, rule := range policy.Spec.Ingress {
						lines = append(lines, c.allow(chain, "-s", policy.Namespace, rule.From, rule.Ports, pod)...)
					}
				} else {
					for _, rule := range policy.Spec.Egress {
						lines = append(lines, c.allow(chain, "-d", policy.Namespace, rule.To, rule.Ports, nil)...)
					}
				}
			}
			if !isolated {
				continue
			}
			chains = append(chains, chain)
			flag := "-d"
			if direction == networking.PolicyTypeEgress {
				flag = "-s"
			}
			jumps = append(jumps, fmt.Sprintf("-A %s %s %s/32 -m comment --comment %q -j %s", mainChain, flag, pod.Status.PodIP, pod.Namespace+"/"+pod.Name, chain))
			rules = append(rules, lines...)
			rules = append(rules, fmt.Sprintf("-A %s -j REJECT --reject-with icmp-port-unreachable", chain))
		}
	}

	return c.apply(chains, jumps, rules)
}
