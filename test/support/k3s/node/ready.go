package main

import (
	"context"
	"net"
	"time"

	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	kube "k8s.io/client-go/kubernetes"
)

func nodeReady(ctx context.Context, client kube.Interface, name string) bool {
	node, err := client.CoreV1().Nodes().Get(ctx, name, metav1.GetOptions{})
	if err != nil {
		return false
	}
	for _, c := range node.Status.Conditions {
		// A node that is back from a stop still carries the old Ready condition.
		if c.Type == v1.NodeReady {
			return c.Status == v1.ConditionTrue && time.Since(c.LastHeartbeatTime.Time) < 30*time.Second
		}
	}
	return false
}

func poll(ctx context.Context, every time.Duration, done func() bool) error {
	for !done() {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(every):
		}
	}
	return nil
}

func waitSocket(ctx context.Context, path string) error {
	return poll(ctx, 100*time.Millisecond, func() bool {
		c, err := net.Dial("unix", path)
		if err == nil {
			c.Close()
		}
		return err == nil
	})
}
