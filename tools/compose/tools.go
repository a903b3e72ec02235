//go:build tools

// Package tools pins the version of compose that the tests compare with.
package tools

import _ "github.com/docker/compose/v2/cmd"
