//go:build !veritask_explore

package park

// permit is what a goroutine sleeps on: a channel with room for one token.
type permit struct{ c chan struct{} }

// takeUntil is visible to the race detector, for the sake of what the closer of done did before.
func (p *permit) takeUntil(done <-chan struct{}) bool {
	select {
	case <-p.c:
		return true
	case <-done:
		return false
	}
}

// gate is a channel that is closed once.
type gate struct{ c chan struct{} }

func (g *gate) open() { close(g.c) }
func (g *gate) wait() { <-g.c }

func (g *gate) waitUntil(done <-chan struct{}) bool {
	select {
	case <-g.c:
		return true
	case <-done:
		return false
	}
}

func (g *gate) waitOr(other *gate) bool { return g.waitUntil(other.c) }
