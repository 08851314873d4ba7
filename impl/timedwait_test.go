package impl_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/veritask/veritask/impl"
)

// How often the predicate is called, and when it is over.
// TM-05, TM-06, TM-07, TM-08, TM-13.
func TestTimedWait(t *testing.T) {
	for name, test := range map[string]struct {
		timeout, poll time.Duration
		readyAt       int // which call is the first to be true; 0: none
		calls         int
		took          time.Duration
	}{
		"at once":             {time.Hour, time.Second, 1, 1, 0},
		"at once, no time":    {-time.Hour, time.Second, 1, 1, 0},
		"no time":             {0, time.Second, 0, 2, time.Second},
		"less than no time":   {-time.Hour, time.Second, 0, 2, time.Second},
		"at the last moment":  {time.Second, 2 * time.Second, 2, 2, 2 * time.Second},
		"just in time":        {3 * time.Second, time.Second, 4, 4, 3 * time.Second},
		"time is not up":      {3 * time.Second, time.Second, 0, 5, 4 * time.Second},
		"an hour is nothing":  {time.Hour, time.Minute, 61, 61, time.Hour},
		"the shortest of all": {time.Millisecond, time.Millisecond, 0, 3, 2 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			eachCrew(t, func(c *crew) {
				start, calls := time.Now(), 0
				m := c.call("timedwait", func(ctx context.Context) error {
					ok, err := impl.TimedWait(ctx, test.timeout, test.poll, func() bool {
						calls++
						return calls == test.readyAt
					})
					if took := time.Since(start); ok != (test.readyAt > 0) || calls != test.calls || took != test.took {
						t.Errorf("%v after %d calls and %v, want %d and %v", ok, calls, took, test.calls, test.took)
					}
					return err
				})
				<-time.After(2 * time.Hour)
				c.returned(m, nil)
			})
		})
	}
	called := func() bool { t.Error("called"); return true }
	if _, err := impl.TimedWait(t.Context(), 0, time.Millisecond-1, called); !isArgumentError(err, "pollint must be ≥ 1 millisecond") {
		t.Errorf("too short: %v", err)
	}
	ended, stop := context.WithCancelCause(t.Context())
	stop(errStop)
	if _, err := impl.TimedWait(ended, 0, time.Second, called); !errors.Is(err, errStop) {
		t.Errorf("with an ended context: %v", err)
	}
}
