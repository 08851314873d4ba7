package main

import (
	"context"
	"fmt"
	"io"
)

// exploreMuseum looks for every seeded bug with the explorer.
func exploreMuseum(_ context.Context, _ *exploreOptions, _, stderr io.Writer) (int, error) {
	fmt.Fprintln(stderr, "veritask explore: the museum cannot be explored yet; veritask verify -target museum looks for its bugs")
	return exitUsage, nil
}
