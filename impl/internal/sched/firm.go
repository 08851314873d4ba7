package sched

// firmness is what a wait cannot be ended by, beside what it waits for.
type firmness uint8

const (
	soft    firmness = iota // nothing: the end of its context ends it, Close and ScheduleError do
	firm                    // ScheduleError: of a wait that may run what it waits for in place, and cannot be ended then
	firmest                 // anything: of joins, and of what must have its lock back
)

// seat returns where the coroutine waits, nil if it does not; it may have been let go already.
func (c *Coroutine) seat() Seat {
	if cell := c.At(); cell != nil {
		return cell
	}
	if place := c.Place(); place != nil {
		return place
	}
	return nil
}

// endWait cancels the call that waits in c, if it does, less firmly than that. Whoever calls it has written down why; the
// waiter gets in line and looks for that then. So of the two one sees the other.
//
// What is read of c was written before the seat was published; if c has gone on meanwhile, the seat is settled.
//
//go:norace
func (c *Coroutine) endWait(than firmness) {
	if s := c.seat(); s != nil && c.firm.Get() < than {
		s.Cancel()
	}
}
