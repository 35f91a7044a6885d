//go:build tools

package tool

import _ "github.com/yannh/kubeconform/cmd/kubeconform"
