// Command docker-no-sys-resource is a Docker API socket in front of another one, for
// clients such as k3d that insist on privileged containers on a machine whose engine
// lacks CAP_SYS_RESOURCE. It turns `Privileged` into what the engine can give: all
// capabilities but that one, no seccomp or AppArmor profile, no masked paths, all
// devices. Everything else passes unchanged, streams and upgraded connections too.
//
//	docker-no-sys-resource -listen /path/proxy.sock [-engine /var/run/docker.sock]
//
// It says "listening" when it is, and ends when its standard input does: whoever started it may have died.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"os"
	"os/signal"
	"regexp"
	"syscall"
)

var (
	create  = regexp.MustCompile(`^(/v[0-9.]+)?/containers/create$`)
	newExec = regexp.MustCompile(`^(/v[0-9.]+)?/containers/[^/]+/exec$`)
)

func main() {
	listen := flag.String("listen", "", "socket to make")
	engine := flag.String("engine", "/var/run/docker.sock", "the engine's socket")
	flag.Parse()
	if *listen == "" {
		log.Fatal("-listen is missing")
	}
	_ = os.Remove(*listen)
	listener, err := net.Listen("unix", *listen)
	if err != nil {
		log.Fatal(err)
	}
	if err := os.Chmod(*listen, 0o600); err != nil {
		log.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL.Scheme, r.Out.URL.Host, r.Out.Host = "http", "docker", r.In.Host
		},
		Transport: &http.Transport{
			DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
				var d net.Dialer
				return d.DialContext(ctx, "unix", *engine)
			},
			DisableCompression: true,
		},
		FlushInterval: -1,
	}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			var change func(map[string]any)
			if create.MatchString(r.URL.Path) {
				change = container
			} else if newExec.MatchString(r.URL.Path) {
				change = func(body map[string]any) { drop(body, "Privileged") }
			}
			if change != nil {
				if err := rewrite(r, change); err != nil {
					http.Error(w, fmt.Sprintf(`{"message":%q}`, err.Error()), http.StatusBadRequest)
					return
				}
			}
		}
		proxy.ServeHTTP(w, r)
	})}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	orphaned := make(chan error, 1)
	go func() {
		_, err := io.Copy(io.Discard, os.Stdin)
		orphaned <- err
	}()
	go func() {
		select {
		case <-stop:
		case <-orphaned:
		}
		_ = os.Remove(*listen)
		os.Exit(0)
	}()
	fmt.Println("listening")
	log.Fatal(server.Serve(listener))
}

func rewrite(r *http.Request, change func(map[string]any)) error {
	data, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var body map[string]any
	if err := decoder.Decode(&body); err != nil {
		return err
	}
	change(body)
	if data, err = json.Marshal(body); err != nil {
		return err
	}
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(data)), int64(len(data))
	r.Header.Set("Content-Length", fmt.Sprint(len(data)))
	return nil
}

func drop(body map[string]any, key string) bool {
	was, _ := body[key].(bool)
	delete(body, key)
	return was
}

func list(host map[string]any, key string, more ...any) {
	had, _ := host[key].([]any)
	host[key] = append(had, more...)
}

// writable makes /sys and the cgroup trees writable, which an engine does for
// privileged containers alone; the container may do it itself (CAP_SYS_ADMIN).
// A plain remount of a version 1 hierarchy is refused as busy, hence bind.
const writable = `for m in /sys /sys/fs/cgroup /sys/fs/cgroup/*; do mount -o remount,rw,bind "$m" 2>/dev/null || :; done; exec "$0" "$@"`

func container(body map[string]any) {
	host, _ := body["HostConfig"].(map[string]any)
	if host == nil || !drop(host, "Privileged") {
		return
	}
	labels, _ := body["Labels"].(map[string]any)
	if role := labels["k3d.role"]; role == "server" || role == "agent" {
		if entry, _ := body["Entrypoint"].([]any); len(entry) > 0 {
			body["Entrypoint"] = append([]any{"/bin/sh", "-c", writable}, entry...)
		}
	}
	list(host, "CapAdd", "ALL")
	list(host, "CapDrop", "SYS_RESOURCE")
	list(host, "SecurityOpt", "seccomp=unconfined", "apparmor=unconfined")
	list(host, "DeviceCgroupRules", "a *:* rwm")
	for _, device := range []string{"/dev/kmsg", "/dev/fuse", "/dev/net/tun"} {
		if _, err := os.Stat(device); err == nil {
			list(host, "Devices", map[string]any{"PathOnHost": device, "PathInContainer": device, "CgroupPermissions": "rwm"})
		}
	}
	// Empty lists, not missing ones: those would bring the engine's defaults.
	host["MaskedPaths"], host["ReadonlyPaths"] = []any{}, []any{}
	delete(host, "Ulimits")
	if score, ok := host["OomScoreAdj"].(json.Number); ok {
		if n, err := score.Int64(); err == nil && n < 0 {
			delete(host, "OomScoreAdj")
		}
	}
}
