package fuzz

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand"
	"runtime"
	"sync"

	"github.com/veritask/veritask/impl"
)

// laws are properties that need no model.
func laws() []Property {
	return []Property{conserves(), releases(), joins(), permits(), maps()}
}

// world is what the programs of laws have in common: the seed of a deterministic runtime, and how big they are.
type world struct{ seed uint64 }

// run runs main in it.
func (w world) run(main func(ctx context.Context) error) error {
	rt := impl.New(impl.Config{Deterministic: true, Seed: w.seed, CloseReport: -1, Logger: slog.New(slog.DiscardHandler)})
	defer rt.Close()
	return rt.Run(context.Background(), main)
}

func newWorld(r *rand.Rand) world { return world{uint64(r.Intn(1 << 16))} }

// without returns all lists that lack one element or half of them.
func without[E any](list []E) [][]E {
	var all [][]E
	for _, size := range []int{len(list) / 2, 1} {
		for from := 0; size > 0 && from+size <= len(list); from += size {
			all = append(all, append(append([]E(nil), list[:from]...), list[from+size:]...))
		}
		if size == 1 {
			break
		}
	}
	return all
}

// exit is how a body ends.
type exit int

const (
	returns exit = iota
	fails
	panics
	exits
	cancelled // it waits until its context ends
	numExits
)

// String returns the exit's name.
func (e exit) String() string {
	return [...]string{"returns", "fails", "panics", "exits", "is cancelled"}[e]
}

var errBody = errors.New("fuzz: the body failed")

// leave ends the calling body in that way.
func (e exit) leave(ctx context.Context) error {
	switch e {
	case fails:
		return errBody
	case panics:
		panic(errBody)
	case exits:
		runtime.Goexit()
	case cancelled:
		return impl.NewEvent(false).Wait(ctx)
	}
	return nil
}

// tally is what tasks count and find wrong. They never run at the same time, but nothing else orders them, so there is a
// mutex.
type tally struct {
	mu           sync.Mutex
	inside, ever int
	err          error
}

// enter counts one more inside and returns how many there are.
func (t *tally) enter() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.inside++
	t.ever++
	return t.inside
}

// leave is the opposite of enter.
func (t *tally) leave() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.inside--
}

// counts returns how many are inside, and how many have ever been.
func (t *tally) counts() (inside, ever int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.inside, t.ever
}

// expect notes what is wrong.
func (t *tally) expect(ok bool, format string, args ...any) {
	if ok {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.err = errors.Join(t.err, fmt.Errorf(format, args...))
}
