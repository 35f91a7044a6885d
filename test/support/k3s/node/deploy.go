package main

import (
	"context"
	"crypto/sha256"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"time"
)

// deploy applies every file of server/manifests when it appears and again whenever it
// changes, as k3s does; k3d rewrites coredns.yaml there to add host names.
func deploy(ctx context.Context, o *options) {
	target := dataDir + "/server/manifests"
	shipped, _ := filepath.Glob(builtInYAML + "/*.yaml")
	for _, file := range shipped {
		name := filepath.Base(file)
		if o.disable[strings.TrimSuffix(name, ".yaml")] {
			continue
		}
		data, err := os.ReadFile(file)
		if err == nil {
			text := strings.ReplaceAll(string(data), "%{DEFAULT_LOCAL_STORAGE_PATH}%", o.storagePath)
			err = os.WriteFile(filepath.Join(target, name), []byte(text), 0o600)
		}
		if err != nil {
			warn("%s: %v", file, err)
		}
	}
	applied := map[string][32]byte{}
	for {
		files, _ := filepath.Glob(target + "/*.y*ml")
		sort.Strings(files)
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				continue
			}
			sum := sha256.Sum256(data)
			if applied[file] == sum {
				continue
			}
			command := exec.CommandContext(ctx, "kubectl", "apply", "-f", file)
			command.Env = append(os.Environ(), "KUBECONFIG="+adminKubeconfig)
			if out, err := command.CombinedOutput(); err != nil {
				warn("Failed to apply %s: %v: %s", file, err, strings.TrimSpace(string(out)))
				continue
			}
			applied[file] = sum
			say("Applied manifest at %q", file)
			if filepath.Base(file) == "coredns.yaml" {
				// k3d waits for this line before it rewrites the file.
				say("Cluster dns configmap has been set successfully")
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(2 * time.Second):
		}
	}
}
