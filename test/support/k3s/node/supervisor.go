package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"
)

type process struct {
	name string
	cmd  *exec.Cmd
	done chan struct{}
}

type supervisor struct {
	mu      sync.Mutex
	running []*process
	failed  chan error
	ending  bool
}

func (s *supervisor) start(name string, argv ...string) error {
	log, err := os.OpenFile("/var/log/k3s/"+name+".log", os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return err
	}
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Stdout, cmd.Stderr = log, log
	// A signal to the terminal's group must reach the children through stop, in order.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	cmd.Env = append(os.Environ(), "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	p := &process{name: name, cmd: cmd, done: make(chan struct{})}
	s.mu.Lock()
	s.running = append(s.running, p)
	s.mu.Unlock()
	say("Running %s %s", name, strings.Join(argv[1:], " "))
	go func() {
		err := cmd.Wait()
		log.Close()
		close(p.done)
		s.mu.Lock()
		ending := s.ending
		s.mu.Unlock()
		if !ending {
			s.failed <- fmt.Errorf("%s ended (%v); its last lines:\n%s", name, err, tail("/var/log/k3s/"+name+".log"))
		}
	}()
	return nil
}

// stop ends the children in the reverse of the order in which they were started, so
// that etcd outlives its clients.
func (s *supervisor) stop() {
	s.mu.Lock()
	s.ending = true
	running := s.running
	s.mu.Unlock()
	for i := len(running) - 1; i >= 0; i-- {
		p := running[i]
		_ = p.cmd.Process.Signal(syscall.SIGTERM)
		wait := 3 * time.Second
		if p.name == "etcd" {
			wait = 10 * time.Second
		}
		select {
		case <-p.done:
		case <-time.After(wait):
			_ = p.cmd.Process.Kill()
		}
	}
}

func tail(file string) string {
	data, err := os.ReadFile(file)
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")
	if len(lines) > 12 {
		lines = lines[len(lines)-12:]
	}
	return strings.Join(lines, "\n")
}
