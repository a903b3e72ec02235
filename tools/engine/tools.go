//go:build tools

// Package tools pins the version of the current container engine that the tests run against.
package tools

import (
	_ "github.com/moby/moby/v2/cmd/docker-proxy"
	_ "github.com/moby/moby/v2/cmd/dockerd"
)
