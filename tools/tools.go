//go:build tools

// Package tools pins the versions of what Millwright builds with Go.
package tools

import _ "github.com/temporalio/cli/cmd/temporal"
