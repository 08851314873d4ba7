//go:build !race

package native_test

// raceEnabled: the race detector is at work.
const raceEnabled = false
