//go:build !race

package main

// raceEnabled: the race detector is at work.
const raceEnabled = false
