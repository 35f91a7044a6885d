package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"time"
)

// importImages loads the archives that ship with the node image, then those a user
// mounted, each once per content.
func importImages(ctx context.Context) error {
	marks := dataDir + "/agent/images/.imported"
	if err := os.MkdirAll(marks, 0o755); err != nil {
		return err
	}
	for _, dir := range []string{builtInImages, dataDir + "/agent/images"} {
		files, _ := filepath.Glob(dir + "/*.tar*")
		sort.Strings(files)
		for _, file := range files {
			info, err := os.Stat(file)
			if err != nil {
				return err
			}
			id := fmt.Sprintf("%x", sha256.Sum256([]byte(fmt.Sprint(file, info.Size(), info.ModTime().UnixNano()))))[:16]
			if _, err := os.Stat(filepath.Join(marks, id)); err == nil {
				continue
			}
			start := time.Now()
			command := exec.CommandContext(ctx, "ctr", "-a", containerdSock, "-n", "k8s.io", "images", "import", "--all-platforms", file)
			if out, err := command.CombinedOutput(); err != nil {
				if dir == builtInImages {
					return fmt.Errorf("%s: %w: %s", file, err, out)
				}
				warn("%s: %v: %s", file, err, out)
				continue
			}
			say("Imported images from %s in %.1f s", file, time.Since(start).Seconds())
			if err := os.WriteFile(filepath.Join(marks, id), nil, 0o644); err != nil {
				return err
			}
		}
	}
	return nil
}
