package main

import (
	"crypto/x509"
	"os"
	"time"
)

var tlsDir = dataDir + "/server/tls/"

func certificates(o *options) error {
	clients, err := loadAuthority("client-ca")
	if err != nil {
		return err
	}
	servers, err := loadAuthority("server-ca")
	if err != nil {
		return err
	}
	front, err := loadAuthority("request-header-ca")
	if err != nil {
		return err
	}
	if _, err := os.Stat(tlsDir + "service.key"); err != nil {
		if _, err := writeKey(tlsDir + "service.key"); err != nil {
			return err
		}
	}
	client, serving := x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth
	hosts := append([]string{"127.0.0.1", "0.0.0.0", "::1", "localhost", serviceIP, o.nodeIP, o.nodeName,
		"kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc." + clusterDomain}, o.sans...)
	for _, c := range []struct {
		by         *authority
		file, name string
		groups     []string
		hosts      []string
		usage      x509.ExtKeyUsage
	}{
		{servers, "serving-kube-apiserver", "kube-apiserver", nil, hosts, serving},
		{servers, "serving-kubelet", o.nodeName, nil, []string{o.nodeName, o.nodeIP, "127.0.0.1", "localhost"}, serving},
		{clients, "client-admin", "system:admin", []string{"system:masters"}, nil, client},
		{clients, "client-kube-apiserver", "kube-apiserver", []string{"system:masters"}, nil, client},
		{clients, "client-controller", "system:kube-controller-manager", nil, nil, client},
		{clients, "client-scheduler", "system:kube-scheduler", nil, nil, client},
		{clients, "client-kube-proxy", "system:kube-proxy", nil, nil, client},
		{clients, "client-kubelet", "system:node:" + o.nodeName, []string{"system:nodes"}, nil, client},
		{front, "client-auth-proxy", "system:auth-proxy", nil, nil, client},
	} {
		// A user's kubeconfig holds the admin's certificate, so that one is kept while it is young.
		if c.file == "client-admin" && young(tlsDir+c.file+".crt") {
			continue
		}
		if err := c.by.issue(c.file, c.name, c.groups, c.hosts, c.usage); err != nil {
			return err
		}
	}
	return nil
}

func young(path string) bool {
	info, err := os.Stat(path)
	return err == nil && time.Since(info.ModTime()) < 90*24*time.Hour
}
