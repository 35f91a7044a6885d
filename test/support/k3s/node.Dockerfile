FROM neotool.local/base:forky
LABEL dev.neotool.image.test-equipment=rancher/k3s:v1.33.5-k3s1
COPY root/ /
# What the packages' own scripts would do: Debian's alternatives for iptables. And k3d's entry script is written for the
# ash of the official image: dash refuses its `trap … SIGTERM`.
RUN ldconfig \
 && for name in iptables iptables-save iptables-restore ip6tables ip6tables-save ip6tables-restore; do ln -sf xtables-nft-multi "/usr/sbin/$name"; done \
 && for applet in vi ps top free less netstat nslookup ping wget ifconfig route nc killall; do command -v "$applet" >/dev/null || ln -s busybox "/usr/bin/$applet"; done \
 && ln -sf busybox /usr/bin/sh \
 && k3s --version && containerd --version && runc --version && iptables --version && conntrack --version
ENV CRI_CONFIG_FILE=/var/lib/rancher/k3s/agent/etc/crictl.yaml \
    CONTAINERD_ADDRESS=/run/k3s/containerd/containerd.sock \
    CONTAINERD_NAMESPACE=k8s.io
VOLUME /var/lib/kubelet /var/lib/rancher/k3s /var/lib/cni /var/log
ENTRYPOINT ["/bin/k3s"]
CMD ["agent"]
