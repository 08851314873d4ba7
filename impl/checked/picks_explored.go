//go:build veritask_explore

package checked

import (
	"fmt"

	lin "github.com/veritask/veritask/linearizability"
)

// pickInside is the subject of a permit and an event. It is a lin.Inside.
type pickInside struct {
	inside // with the semaphore
	pick   pick
}

func newExplorablePick(autoreset bool) lin.Subject {
	p := newPick(autoreset)
	return pickInside{inside{lin.PickSubject(p.permits, p.event, p.choose), p.permits}, p}
}

// Check is inside's, of both.
func (s pickInside) Check(over bool) error {
	if err := s.pick.event.Check(); err != nil {
		return err
	}
	if n := s.pick.event.Line().Waiting(); over && n > 0 {
		return fmt.Errorf("all calls are over, and %d stand in line for the event", n)
	}
	return s.inside.Check(over)
}

// Line says who waits in which line.
func (s pickInside) Line() string {
	permits, event := inLine("permits", s.pick.permits.Line()), inLine("event", s.pick.event.Line())
	if permits != "" && event != "" {
		permits += "; "
	}
	return permits + event
}
