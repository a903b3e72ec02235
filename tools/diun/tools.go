//go:build tools

// Package tools pins the peer that bench/registries/update-check.ts stands beside.
package tools

import _ "github.com/crazy-max/diun/v4/cmd"
