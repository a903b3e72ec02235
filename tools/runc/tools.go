//go:build tools

// Package tools pins the version of the runtime of the current container engine.
package tools

import _ "github.com/opencontainers/runc"
