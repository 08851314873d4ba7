package linearizability_test

import (
	"context"
	"fmt"
	"sync"

	"github.com/veritask/veritask/linearizability"
)

// gate is an event made of a mutex and a channel that is closed while the event is set.
type gate struct {
	mu   sync.Mutex
	open chan struct{}
	set  bool
}

func (g *gate) Wait(ctx context.Context) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	g.mu.Lock()
	open, set := g.open, g.set
	g.mu.Unlock()
	if set {
		return nil
	}
	linearizability.Parked(ctx) // in line: the channel in hand is the one that the next Notify closes
	select {
	case <-open:
		return nil
	case <-ctx.Done():
	}
	select {
	case <-open: // let go after all
		return nil
	default:
		return context.Cause(ctx)
	}
}

func (g *gate) Notify() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.set {
		g.set = true
		close(g.open)
	}
}

func (g *gate) Reset() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.set {
		g.set, g.open = false, make(chan struct{})
	}
}

func (g *gate) IsSet() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.set
}

// An event of one's own, judged against the contract's.
func ExampleVerify() {
	target := linearizability.Target{
		Name:   "gate",
		Object: linearizability.Event,
		Stamps: linearizability.Exact,
		New: func(linearizability.Env) linearizability.Subject {
			return linearizability.EventSubject(&gate{open: make(chan struct{})})
		},
	}
	result := linearizability.Verify(context.Background(), target, linearizability.Config{Seed: 1, Scenarios: 200})
	fmt.Println(result.Scenarios, "scenarios:", result.Verdict)
	if result.Failure != nil {
		fmt.Println(result.Failure)
	}
	// Output: 200 scenarios: linearizable
}
