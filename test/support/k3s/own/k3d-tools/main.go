// Command k3d-tools takes the place of the helper program that k3d runs beside each
// cluster. k3d starts it with `noop` and, for `k3d image import -m tools`,
// execs `./k3d-tools save-image -d DEST IMAGE…` in it.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
)

const dockerSocket = "/var/run/docker.sock"

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "k3d-tools:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) == 0 {
		return errors.New("usage: k3d-tools noop | save-image -d DEST IMAGE…")
	}
	switch args[0] {
	case "noop":
		stop := make(chan os.Signal, 1)
		signal.Notify(stop, syscall.SIGINT, syscall.SIGTERM)
		<-stop
		return nil
	case "save-image":
		dest, images, err := saveArgs(args[1:])
		if err != nil {
			return err
		}
		return saveImages(dest, images)
	default:
		return fmt.Errorf("unknown command %q", args[0])
	}
}

func saveArgs(args []string) (dest string, images []string, err error) {
	for i := 0; i < len(args); i++ {
		switch arg := args[i]; {
		case arg == "-d" || arg == "--destination":
			if i++; i == len(args) {
				return "", nil, fmt.Errorf("%s needs a value", arg)
			}
			dest = args[i]
		case strings.HasPrefix(arg, "-"):
			return "", nil, fmt.Errorf("unknown flag %q", arg)
		default:
			images = append(images, arg)
		}
	}
	if dest == "" || len(images) == 0 {
		return "", nil, errors.New("save-image needs -d DEST and at least one image")
	}
	return dest, images, nil
}

func saveImages(dest string, images []string) error {
	client := http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			var dialer net.Dialer
			return dialer.DialContext(ctx, "unix", dockerSocket)
		},
	}}
	query := url.Values{"names": images}
	response, err := client.Get("http://docker/images/get?" + query.Encode())
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		reason, _ := io.ReadAll(io.LimitReader(response.Body, 4096))
		return fmt.Errorf("docker refuses the export: %s: %s", response.Status, strings.TrimSpace(string(reason)))
	}
	if err := os.MkdirAll(filepath.Dir(dest), 0o755); err != nil {
		return err
	}
	// Nodes read DEST from a shared volume, so it must never be there half written.
	partial := dest + ".partial"
	file, err := os.Create(partial)
	if err != nil {
		return err
	}
	defer os.Remove(partial)
	if _, err := io.Copy(file, response.Body); err != nil {
		file.Close()
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	return os.Rename(partial, dest)
}
