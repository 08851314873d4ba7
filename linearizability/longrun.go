package linearizability

import (
	"context"
	"math/rand/v2"
	"runtime"
	"sync"
	"time"

	"github.com/veritask/veritask/spec"
)

// Long says how long a long run is.
type Long struct {
	Tasks int // hundreds; half of them put, the others take. 0: 200
	Calls int // of all of them, about; 0: 100,000
	Size  int // the channel's capacity
	Seed  uint64
}

func (l Long) defaults() Long {
	if l.Tasks == 0 {
		l.Tasks = 200
	}
	if l.Calls == 0 {
		l.Calls = 100_000
	}
	l.Tasks = max(2, l.Tasks)
	return l
}

// Judged is what came of a long run.
type Judged struct {
	Calls      int
	Run, Judge time.Duration
}

// closesAt is the part of the puts, in per cent, after which the channel is closed: the others find it so.
const closesAt = 97

// LongRun has many tasks put numbers into a channel of a target and take them, some with deadlines, some without waiting. It
// closes the channel before all has been put, drains it, and judges all that was done by a [Ledger].
func LongRun(ctx context.Context, target Target, l Long) (Judged, error) {
	l = l.defaults()
	putters := l.Tasks / 2
	each := max(1, l.Calls/2/putters)
	r := &longRun{target: &target, long: l, limit: int64(putters) * int64(each) * closesAt / 100}
	r.ledger = NewLedger(l.Size, l.Tasks+1, each)
	env := Env{Ctx: ctx, Setup: Setup{Size: l.Size}, Seed: l.Seed}
	r.subject = target.New(env)
	if c, ok := r.subject.(interface{ Close() }); ok {
		defer c.Close()
	}
	begun := time.Now()
	for i := range l.Tasks {
		r.tasks.Add(1)
		body := func(ctx context.Context) {
			defer r.tasks.Done()
			r.task(ctx, i)
		}
		if target.Start != nil {
			target.Start(env, i, body)
		} else {
			go body(ctx)
		}
	}
	r.tasks.Wait()
	r.ledger.Page(l.Tasks).Drain(ctx, r.subject)
	run := time.Since(begun)
	err := r.ledger.Check(true)
	return Judged{Calls: r.ledger.Calls(), Run: run, Judge: time.Since(begun) - run}, err
}

// longRun is one call of LongRun.
type longRun struct {
	target  *Target
	long    Long
	subject Subject
	ledger  *Ledger
	limit   int64
	put     counter // calls so far
	tasks   sync.WaitGroup
}

// task is what one task does: every second one puts.
func (r *longRun) task(ctx context.Context, i int) {
	random := rand.New(rand.NewPCG(r.long.Seed, uint64(i)))
	page := r.ledger.Page(i)
	wait, try := spec.ChanTake, spec.ChanTryTake
	if i%2 == 0 {
		wait, try = spec.ChanPut, spec.ChanTryPut
	}
	for n := 0; i%2 == 1 || n < r.ledger.each; n++ {
		if i%2 == 0 && r.put.add(1) == r.limit {
			page.Call(ctx, r.subject, spec.ChanClose)
		}
		switch x := random.Uint32() % 64; {
		case x == 0:
			page.hurry(ctx, r.subject, wait, time.Duration(random.IntN(50))*time.Microsecond)
		case x < 12:
			if !page.Call(ctx, r.subject, try) {
				r.pause(ctx)
			}
		default:
			page.Call(ctx, r.subject, wait)
		}
		if i%2 == 1 && page.over() {
			return
		}
	}
}

func (r *longRun) pause(ctx context.Context) {
	if r.target.Pause != nil {
		r.target.Pause(ctx)
	} else {
		runtime.Gosched()
	}
}

// hurry is Call with a deadline.
func (p *Page) hurry(ctx context.Context, s Subject, kind spec.Kind, d time.Duration) {
	ctx, free := context.WithTimeout(ctx, d)
	defer free()
	p.Call(ctx, s, kind)
}
