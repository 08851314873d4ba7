//go:build veritask_explore

package checked

import (
	"fmt"

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
	if n := s.primitive.Line().Waiting(); over && n > 0 {
		return fmt.Errorf("all calls are over, and %d stand in line", n)
	}
	return nil
}

// Line says who waits.
func (s inside) Line() string { return s.primitive.Line().Line(nameOf) }

// nameOf returns whose waiter it is.
func nameOf(w *waitq.Waiter) string { return explore.FirstUser((*explore.Word)(w.Word())) }
