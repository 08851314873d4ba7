//go:build !veritask_explore

package atom

// Mark is a word in which whoever owns something notes who he is, while others may look at any time. It orders nothing, and a
// look is certain only about the looker himself: what he has noted and not yet taken back is there, and nobody else
// notes that. So plain instructions do, of which the race detector must not complain.
type Mark struct{ v uintptr }

// Get reads the word.
//
//go:norace
func (m *Mark) Get() uintptr { return m.v }

// Set writes the word; the caller is the owner.
//
//go:norace
func (m *Mark) Set(v uintptr) { m.v = v }
