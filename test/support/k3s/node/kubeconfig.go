package main

import (
	"os"
	"path/filepath"

	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"
)

func kubeconfig(path, client, server string, mode os.FileMode) error {
	read := func(name string) []byte {
		data, err := os.ReadFile(tlsDir + name)
		if err != nil {
			panic(err)
		}
		return data
	}
	config := api.NewConfig()
	config.Clusters["default"] = &api.Cluster{Server: server, CertificateAuthorityData: read("server-ca.crt")}
	config.AuthInfos["default"] = &api.AuthInfo{ClientCertificateData: read(client + ".crt"), ClientKeyData: read(client + ".key")}
	config.Contexts["default"] = &api.Context{Cluster: "default", AuthInfo: "default"}
	config.CurrentContext = "default"
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	if err := clientcmd.WriteToFile(*config, path); err != nil {
		return err
	}
	return os.Chmod(path, mode)
}
