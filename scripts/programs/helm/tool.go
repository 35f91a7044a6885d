//go:build tools

package tool

import _ "helm.sh/helm/v3/cmd/helm"
