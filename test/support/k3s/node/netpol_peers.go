package main

import (
	"fmt"
	"sort"
	"strings"

	v1 "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// allow makes the rules of one policy rule. target is the pod that the rule protects,
// whose named ports count; for egress the named ports are those of each peer.
func (c *policies) allow(chain, flag, namespace string, peers []networking.NetworkPolicyPeer, ports []networking.NetworkPolicyPort, target *v1.Pod) []string {
	type source struct {
		match string
		pod   *v1.Pod
	}
	sources := []source{}
	if len(peers) == 0 {
		sources = append(sources, source{})
	}
	pods, _ := c.pods.List(labels.Everything())
	sort.Slice(pods, func(i, j int) bool { return pods[i].UID < pods[j].UID })
	for _, peer := range peers {
		if peer.IPBlock != nil {
			for _, prefix := range subtract(peer.IPBlock.CIDR, peer.IPBlock.Except) {
				sources = append(sources, source{match: flag + " " + prefix})
			}
			continue
		}
		for _, pod := range pods {
			if !alive(pod) {
				continue
			}
			if peer.NamespaceSelector == nil {
				if pod.Namespace != namespace {
					continue
				}
			} else {
				ns, err := c.namespaces.Get(pod.Namespace)
				if err != nil || !selects(peer.NamespaceSelector, ns.Labels) {
					continue
				}
			}
			if peer.PodSelector == nil || selects(peer.PodSelector, pod.Labels) {
				sources = append(sources, source{match: flag + " " + pod.Status.PodIP + "/32", pod: pod})
			}
		}
	}
	var lines []string
	for _, s := range sources {
		pod := target
		if pod == nil {
			pod = s.pod
		}
		for _, port := range portMatches(ports, pod) {
			fields := []string{"-A", chain}
			if s.match != "" {
				fields = append(fields, s.match)
			}
			if port != "" {
				fields = append(fields, port)
			}
			lines = append(lines, strings.Join(append(fields, "-j RETURN"), " "))
		}
	}
	return lines
}

func portMatches(ports []networking.NetworkPolicyPort, pod *v1.Pod) []string {
	if len(ports) == 0 {
		return []string{""}
	}
	var matches []string
	for _, port := range ports {
		protocol := "tcp"
		if port.Protocol != nil {
			protocol = strings.ToLower(string(*port.Protocol))
		}
		base := "-p " + protocol
		switch {
		case port.Port == nil:
			matches = append(matches, base)
		case port.Port.Type == intstr.Int:
			match := fmt.Sprintf("%s --dport %d", base, port.Port.IntVal)
			if port.EndPort != nil {
				match += fmt.Sprintf(":%d", *port.EndPort)
			}
			matches = append(matches, match)
		case pod != nil:
			for _, container := range append(append([]v1.Container{}, pod.Spec.Containers...), pod.Spec.InitContainers...) {
				for _, p := range container.Ports {
					if p.Name == port.Port.StrVal && strings.EqualFold(string(p.Protocol), protocol) {
						matches = append(matches, fmt.Sprintf("%s --dport %d", base, p.ContainerPort))
					}
				}
			}
		}
	}
	return matches
}
