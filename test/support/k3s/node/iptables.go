package main

import (
	"bytes"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

// apply replaces the rules of the chains in one transaction and removes the chains that nothing wants any more.
func (c *policies) apply(chains, jumps, rules []string) error {
	current, err := run("", "iptables-save", "-t", "filter")
	if err != nil {
		return err
	}
	wanted := map[string]bool{}
	for _, chain := range chains {
		wanted[chain] = true
	}
	var stale []string
	for _, line := range strings.Split(current, "\n") {
		if name, ok := strings.CutPrefix(line, ":"+podPrefix); ok {
			name = podPrefix + strings.Fields(name)[0]
			if !wanted[name] {
				stale = append(stale, name)
			}
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "*filter\n:%s - [0:0]\n", mainChain)
	for _, chain := range chains {
		fmt.Fprintf(&b, ":%s - [0:0]\n", chain)
	}
	fmt.Fprintf(&b, "-A %s -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN\n", mainChain)
	fmt.Fprintf(&b, "-A %s -m addrtype --src-type LOCAL -j RETURN\n", mainChain)
	for _, line := range append(jumps, rules...) {
		b.WriteString(line + "\n")
	}
	for _, chain := range stale {
		fmt.Fprintf(&b, "-F %s\n-X %s\n", chain, chain)
	}
	b.WriteString("COMMIT\n")
	text := b.String()
	if text != c.last || !strings.Contains(current, ":"+mainChain+" ") {
		if _, err := run(text, "iptables-restore", "--noflush", "--wait"); err != nil {
			return fmt.Errorf("%w; the rules were:\n%s", err, text)
		}
		c.last = text
		fmt.Printf("%s %d pods are isolated\n", time.Now().UTC().Format(time.RFC3339), len(chains))
	}
	return jumpFirst()
}

// jumpFirst keeps the jump to the main chain the first rule: kube-proxy accepts marked traffic in its own chain.
func jumpFirst() error {
	for _, hook := range []string{"FORWARD", "INPUT"} {
		listed, err := run("", "iptables", "-w", "-S", hook)
		if err != nil {
			return err
		}
		jump := "-A " + hook + " -j " + mainChain
		rules := strings.Split(strings.TrimSpace(listed), "\n")[1:] // the first line is the chain's policy
		if len(rules) > 0 && rules[0] == jump {
			continue
		}
		if _, err := run("", "iptables", "-w", "-I", hook, "1", "-j", mainChain); err != nil {
			return err
		}
		// From the end, so that the numbers of those before stay right; each has moved down by one.
		for i := len(rules) - 1; i >= 0; i-- {
			if rules[i] != jump {
				continue
			}
			if _, err := run("", "iptables", "-w", "-D", hook, fmt.Sprint(i+2)); err != nil {
				return err
			}
		}
	}
	return nil
}

func run(input, name string, args ...string) (string, error) {
	command := exec.Command(name, args...)
	command.Stdin = strings.NewReader(input)
	var out, bad bytes.Buffer
	command.Stdout, command.Stderr = &out, &bad
	if err := command.Run(); err != nil {
		return "", fmt.Errorf("%s: %w: %s", name, err, strings.TrimSpace(bad.String()))
	}
	return out.String(), nil
}
