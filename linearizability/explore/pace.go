package explore

import "time"

// pace says when to look at the clock. Most runs take microseconds, and a look after each would cost as much as a few
// steps; a run with a slow verdict takes seconds, and deadlines are kept with those too.
type pace struct {
	left, runs time.Duration // how many runs are left until the next look, and there are from one to the next
	at         time.Time     // of the last look
}

// lookEvery is the time between two looks, runsMost how many runs there may be between them.
const (
	lookEvery = 5 * time.Millisecond
	runsMost  = 16
)

// due reports whether it is time to look; it is called before each run.
func (p *pace) due() bool {
	p.left--
	return p.left < 0
}

// looked notes a look at the clock.
func (p *pace) looked(now time.Time) {
	runs := max(p.runs, 1)
	if took := now.Sub(p.at); took > lookEvery/8 {
		runs = runs * lookEvery / took
	} else {
		runs *= 8
	}
	p.runs = min(max(runs, 1), runsMost)
	p.left, p.at = p.runs-1, now
}
