//go:build !veritask_explore

package atom

// Loop is a loop that starts again because of what it has read, having changed nothing of its own that it goes on with:
//
//	for l := atom.NewLoop(); ; l.Again() {
//
// If such an iteration has not written anything that others can see either, the explorer need not run it again and again.
// Here it is nothing.
type Loop struct{}

// NewLoop begins a loop.
func NewLoop() Loop { return Loop{} }

// Again stands at the loop's back edge.
func (*Loop) Again() {}
