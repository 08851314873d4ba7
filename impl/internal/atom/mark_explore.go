//go:build veritask_explore

package atom

// Mark is an atomic here: others look at any time, so each look is a step of its own.
type Mark struct{ v Uintptr }

// Get reads the word.
func (m *Mark) Get() uintptr { return m.v.Load() }

// Set writes the word; the caller is the owner.
func (m *Mark) Set(v uintptr) { m.v.Store(v) }
