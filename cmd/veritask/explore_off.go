//go:build !veritask_explore

package main

import "github.com/veritask/veritask/cmd/veritask/internal/crew"

// explorer is nil in this build: nothing of impl is instrumented, so there is nothing to explore.
var explorer *crew.Catalog
