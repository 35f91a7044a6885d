//go:build tools

package tool

import _ "github.com/rancher/local-path-provisioner"
