package impl

import (
	"context"
	"errors"
	"runtime/debug"

	"github.com/veritask/veritask/impl/internal/sched"
	"github.com/veritask/veritask/spec"
)

// mapping is one call of AsyncMap or a relative.
//
//	in ─▶ caller ─Put▶ line (capacity 0) ─Take▶ mappers, each a task ─▶ f ─▶ place of the result
//
// The caller draws a value, and the place where its result is to go, and hands both over to whichever mapper has waited
// longest. So the order of the results is that of in, and in is never more than one ahead.
//
// Invariants
//
//	I1  only the caller touches in, and what place returns
//	I2  a place belongs to the mapper that it was handed to, and to the caller again when the mapper has ended
//	I3  a mapper ends when the line is closed, and only then: one that ends for another reason, or that the runtime
//	    refuses to run, closes the line
//	I4  the line is closed on every way out of run, and run outlasts all mappers
//
// I3 is why the caller cannot sleep in Put with nobody to take, I4 why nothing stays behind.
//
// The line is closed with ErrClosed when in has ended: then mappers call f for the values that they have gathered. Closed
// with anything else they do not.
//
// Rejected. A task for each value and a semaphore: in would be as far ahead as there are values. Mappers in a Scope:
// tasks that f spawns would be joined here and not where ctx says, and a failure would cancel calls of f that came before,
// whose own failure comes first.
type mapping[A, B any] struct {
	ctx     context.Context
	f       mapped[A, B]
	options mapOptions
	place   func() *B
	line    *Channel[handed[A, B]]
	mappers []*mapper[A, B]
}

// handed is a value and where its result goes.
type handed[A, B any] struct {
	v     A
	place *B // nil: nowhere
}

func (h handed[A, B]) keep(result B) error {
	if h.place == nil {
		return errNoRoom
	}
	*h.place = result
	return nil
}

var (
	errNoRoom  = &spec.MisuseError{Msg: "veritask: more values than room for results"}
	errMapOver = errors.New("veritask: the map has failed")
)

// run is the caller's part.
func (m *mapping[A, B]) run(in source[A]) error {
	fed := false
	defer func() {
		if !fed { // in, or the function that counts tasks, panicked or called Goexit: let that go on
			m.end(errMapOver)
		}
	}()
	for range m.options.tasks(in.length) {
		m.start()
	}
	if sched.Current() != nil {
		_ = sched.Yield(m.ctx) // so that they are in line, in their order
	}
	inErr, putErr := m.feed(in)
	fed = true
	if inErr != nil || putErr != nil {
		m.end(errMapOver)
	} else {
		m.end(ErrClosed)
	}
	if inErr != nil {
		return inErr
	}
	if err := m.failure(); err != nil {
		return err
	}
	return putErr
}

// feed hands the values over, until in ends or fails, or the line does.
func (m *mapping[A, B]) feed(in source[A]) (inErr, putErr error) {
	inTurn := sched.Ordered() || m.options.sameWorker && sched.Current() != nil
	m.grow()
	for v, err := range in.all {
		if err != nil {
			return err, nil
		}
		if err := m.line.Put(m.ctx, handed[A, B]{v, m.place()}); err != nil {
			return nil, err
		}
		if inTurn {
			_ = sched.Yield(m.ctx) // as Julia does: the mapper gets back in line before the next value comes, so they take turns
		}
		m.grow()
	}
	return nil, nil
}

// grow adds a mapper if the function that counts them says so.
func (m *mapping[A, B]) grow() {
	if m.options.counted && len(m.mappers) < m.options.count() {
		m.start()
	}
}

func (m *mapping[A, B]) start() {
	p := &mapper[A, B]{m: m}
	sched.Prepare(m.ctx, &p.core, p, &sched.Options{Sticky: m.options.sameWorker})
	if m.options.sameWorker && len(m.mappers) > 0 {
		p.core.StayWith(&m.mappers[0].core)
	}
	p.core.AtEnd(func() { m.line.row.Close(errMapOver, true) })
	m.mappers = append(m.mappers, p)
	_ = p.core.Schedule() // it is fresh
}

// end closes the line, if it is open, and outlasts the mappers.
func (m *mapping[A, B]) end(why error) {
	m.line.row.Close(why, true)
	for _, p := range m.mappers {
		p.core.Outlast()
	}
}

// failure is that of the first mapper that failed, in the order in which they were started.
func (m *mapping[A, B]) failure() error {
	for _, p := range m.mappers {
		if p.err != nil {
			return &spec.CapturedError{Cause: p.err}
		}
		if err := p.core.Err(); err != nil {
			return errors.Unwrap(err) // never run: the runtime is closed
		}
	}
	return nil
}

// mapper is a task that calls the function.
type mapper[A, B any] struct {
	core sched.Task
	m    *mapping[A, B]
	err  error // what the function failed with; written before the end
}

// Where returns the entry of the function.
func (p *mapper[A, B]) Where() uintptr { return p.m.f.where }

// Handle returns a handle without a value.
func (p *mapper[A, B]) Handle(t *sched.Task) spec.TaskIdentity { return handle{t} }

// RunBody calls the function until the line is closed, or it fails.
func (p *mapper[A, B]) RunBody(context.Context, *sched.Task) error {
	returned := false
	defer func() {
		if returned {
			return
		}
		p.err = spec.ErrGoexit
		if v := recover(); v != nil {
			p.err = &spec.PanicError{Value: v, Stack: debug.Stack()}
		}
		p.m.line.CloseWith(errMapOver)
	}()
	if p.err = p.serve(); p.err != nil {
		p.m.line.CloseWith(errMapOver)
	}
	returned = true
	return nil
}

// serve returns the error of the function.
func (p *mapper[A, B]) serve() error {
	m := p.m
	var got []handed[A, B]
	for {
		h, err := m.line.Take(m.ctx)
		if err != nil && err != ErrClosed { //nolint:errorlint // identity
			m.line.CloseWith(err) // it is, unless the end of the context or the runtime is what it was
			return nil
		}
		if err == nil {
			got = append(got, h)
		}
		if len(got) == m.options.batch || err != nil && len(got) > 0 {
			if err := m.f.do(m.ctx, got); err != nil {
				return err
			}
			clear(got)
			got = got[:0]
		}
		if err != nil {
			return nil
		}
	}
}
