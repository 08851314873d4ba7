//go:build veritask_explore

package checked

import (
	"fmt"

	"github.com/veritask/veritask/impl"
	"github.com/veritask/veritask/impl/internal/park"
	"github.com/veritask/veritask/impl/internal/sched"
	"github.com/veritask/veritask/impl/internal/seam"
	"github.com/veritask/veritask/impl/internal/waitq"
	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/linearizability/explore"
)

// primitive is one of impl's that the explorer looks into.
type primitive interface {
	Line() *waitq.Queue
	Check() error
}

// inside is the subject of such a primitive. It is a lin.Inside.
type inside struct {
	lin.Subject
	primitive
}

// Check looks at the structure, at which nobody is at work. over: nobody may be in line either.
func (s inside) Check(over bool) error {
	if err := s.primitive.Check(); err != nil {
		return err
	}
	if !over {
		return nil
	}
	if n := s.primitive.Line().Waiting(); n > 0 {
		return fmt.Errorf("all calls are over, and %d stand in line", n)
	}
	return left()
}

// left returns what calls that are over have left registered with their contexts.
func left() error {
	if n := seam.Registered(); n > 0 {
		return fmt.Errorf("all calls are over, and contexts would still call %d functions", n)
	}
	return nil
}

// Line says who waits.
func (s inside) Line() string { return s.primitive.Line().Line(nameOf) }

// describe tells the explorer what to call what it finds in a runtime.
func describe(r *explore.Run) {
	sched.Describe(r.Name, r.Kind, r.Whole)
	impl.Describe(r.Kind)
	r.Name("hook", &park.Hook)
}

// Describe tells it what to call what a primitive uses.
func (s inside) Describe(r *explore.Run) {
	sched.Describe(r.Name, r.Kind, r.Whole)
	r.Name("hook", &park.Hook)
}

// inLine says who waits in a line, empty if nobody does.
func inLine(name string, q *waitq.Queue) string {
	line := q.Line(nameOf)
	if line == "" {
		return ""
	}
	return name + ": " + line
}

// nameOf returns whose waiter it is.
func nameOf(w *waitq.Waiter) string { return explore.FirstUser((*explore.Word)(w.Word())) }
