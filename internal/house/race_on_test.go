//go:build race

package house

// The tests that only run other programs learn nothing from the race detector.
const raceEnabled = true
