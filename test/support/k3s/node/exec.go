package main

import (
	"os"
	"os/exec"
	"syscall"
)

func execTool(name string, args []string) error {
	if name == "crictl" {
		return crictl(args)
	}
	os.Setenv("CONTAINERD_ADDRESS", containerdSock)
	os.Setenv("CONTAINERD_NAMESPACE", "k8s.io")
	path, err := exec.LookPath(name)
	if err != nil {
		return err
	}
	return syscall.Exec(path, append([]string{name}, args...), os.Environ())
}
