package linearizability

import (
	"context"
	"slices"
	"sync"

	"github.com/veritask/veritask/spec"
)

const bugTakesBoth = "who is let go by one line stays in the other"

// refPick is a permit and an event under one mutex, and those who wait for either or both.
type refPick struct {
	mu      sync.Mutex
	auto    bool
	bug     string
	silent  bool
	free    bool
	set     bool
	permits []*refPicker
	event   []*refPicker
}

type refPicker struct {
	ready chan struct{}
	won   int
}

// wait is a call that waits in the lines that it asks for; it returns which has let it go.
func (p *refPick) wait(ctx context.Context, permit, event bool) (int, error) {
	if ctx.Err() != nil {
		return 0, context.Cause(ctx)
	}
	p.mu.Lock()
	switch {
	case permit && p.free:
		p.free = false
		p.mu.Unlock()
		return 0, nil
	case event && p.set:
		p.set = !p.auto
		p.mu.Unlock()
		return 1, nil
	case p.bug == bugEagerReturn:
		p.mu.Unlock()
		return 0, context.Canceled
	}
	w := &refPicker{ready: make(chan struct{})}
	if permit {
		p.permits = p.add(p.permits, w)
	}
	if event {
		p.event = p.add(p.event, w)
	}
	p.mu.Unlock()
	if !p.silent {
		Parked(ctx)
	}
	select {
	case <-w.ready:
		return w.won, nil
	case <-ctx.Done():
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-w.ready:
		if p.bug != bugLostPermit {
			return w.won, nil
		}
	default:
		p.leave(w)
	}
	return 0, context.Cause(ctx)
}

func (p *refPick) add(line []*refPicker, w *refPicker) []*refPicker {
	if p.bug == bugLIFO {
		return slices.Insert(line, 0, w)
	}
	return append(line, w)
}

func (p *refPick) leave(w *refPicker) {
	is := func(o *refPicker) bool { return o == w }
	p.permits, p.event = slices.DeleteFunc(p.permits, is), slices.DeleteFunc(p.event, is)
}

// wake lets the first of a line go.
func (p *refPick) wake(line *[]*refPicker, won int) {
	w := (*line)[0]
	*line = (*line)[1:]
	if p.bug == bugResult && len(p.permits) > 0 {
		won = 1 - won
	}
	if p.bug != bugTakesBoth {
		p.leave(w)
	}
	select {
	case <-w.ready:
	default:
		w.won = won
		close(w.ready)
	}
}

func (p *refPick) Acquire(ctx context.Context) error {
	_, err := p.wait(ctx, true, false)
	return err
}

func (p *refPick) TryAcquire() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	free := p.free
	p.free = false
	return free
}

func (p *refPick) Release() {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.free:
		panic(&spec.MisuseError{Msg: spec.MsgReleaseMismatch})
	case len(p.permits) > 0:
		p.wake(&p.permits, 0)
	default:
		p.free = true
	}
}

func (p *refPick) Resize(int) error { panic("no resize") }

func (p *refPick) Wait(ctx context.Context) error {
	_, err := p.wait(ctx, false, true)
	return err
}

func (p *refPick) Notify() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.auto && len(p.event) > 0 {
		p.wake(&p.event, 1)
		return
	}
	p.set = true
	for len(p.event) > 0 {
		p.wake(&p.event, 1)
	}
}

func (p *refPick) Reset() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.set = false
}

func (p *refPick) IsSet() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.set
}

// pickTarget returns a reference implementation.
func pickTarget(object Object, stamps Stamps, bug string) Target {
	return Target{
		Name: "reference", Object: object, Stamps: stamps,
		New: func(Env) Subject {
			p := &refPick{auto: object == AutoSelect, bug: bug, silent: stamps == Black}
			return PickSubject(p, p, func(ctx context.Context) (int, error) { return p.wait(ctx, true, true) })
		},
	}
}
