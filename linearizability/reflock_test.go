package linearizability

import (
	"context"
	"runtime"
	"slices"
	"sync"

	"github.com/veritask/veritask/spec"
)

// bugs that the reference lock and condition can be made to have.
const (
	bugKeptLock     = "the lock is handed to a waiter that was cancelled, and stays with it"
	bugTwoOwners    = "a waiter that was woken takes the lock without looking"
	bugNudge        = "a waiter that was woken and cancelled wakes nobody else"
	bugPassed       = "there is no end to how often a waiter is passed"
	bugLockLIFO     = "the last waiter gets the lock first"
	bugAnyUnlocks   = "anybody may unlock"
	bugShallow      = "one unlock undoes all locks"
	bugTryQueued    = "trylock fails if somebody waits"
	bugDepth        = "a wait returns with depth 1"
	bugCounts       = "notify counts a waiter that has given up"
	bugLateLine     = "a wait frees the lock before it gets in line"
	bugFirst        = "a wait that asks to be first is not"
	bugNotifiedGone = "a waiter that was notified and cancelled says that it was cancelled"
	bugEndless      = "a notify for one lets all go"
	bugUnlocked     = "a wait that was cancelled returns without the lock"
	bugOpen         = "anybody gets at the value"
	bugCopy         = "with gives a copy"
	bugNoOwner      = "notify does not ask who has the lock"
)

// ownerKey is the context key of the number of the client that calls.
type ownerKey struct{}

// startOwner starts a client as a goroutine whose context says which it is.
func startOwner(env Env, client int, body func(ctx context.Context)) {
	go body(context.WithValue(env.Ctx, ownerKey{}, client))
}

func ownerOf(ctx context.Context) int { return ctx.Value(ownerKey{}).(int) + 1 }

// refLock is a mutex, an owner, a line, and a condition.
type refLock struct {
	mu     sync.Mutex
	bug    string
	silent bool

	owner, depth, passes int
	line                 []*contender // the first was woken if the lock is free
	waits                []*notified
}

// contender waits for the lock.
type contender struct {
	owner int
	woken chan struct{}
}

// notified waits for the condition.
type notified struct {
	ready chan struct{}
	n     int
	err   error
	gone  bool // for bugCounts
}

func (l *refLock) Lock(ctx context.Context) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.take(ctx, ctx.Done())
}

// take takes the lock for the caller, who has it if the result is nil; mu is held.
func (l *refLock) take(ctx context.Context, done <-chan struct{}) error {
	me := ownerOf(ctx)
	if l.barge(me) {
		return nil
	}
	w := &contender{owner: me, woken: make(chan struct{}, 1)}
	if l.bug == bugLockLIFO {
		l.line = slices.Insert(l.line, 0, w)
	} else {
		l.line = append(l.line, w)
	}
	for {
		l.mu.Unlock()
		if !l.silent {
			Parked(ctx)
		}
		ended := false
		select {
		case <-w.woken:
		case <-done:
			ended = true
		}
		if l.bug == bugNudge {
			runtime.Gosched()
			ended = ctx.Err() != nil
		}
		l.mu.Lock()
		i := slices.Index(l.line, w)
		switch {
		case i < 0 && ended && l.bug == bugKeptLock:
			return context.Cause(ctx)
		case i < 0: // handed over
			return nil
		case ended:
			l.quit(i)
			return context.Cause(ctx)
		case l.owner == 0 || l.bug == bugTwoOwners:
			l.line = slices.Delete(l.line, i, i+1)
			l.owner, l.depth, l.passes = me, 1, 0
			return nil
		}
	}
}

// barge takes the lock if the caller need not wait.
func (l *refLock) barge(me int) bool {
	if l.owner == me {
		l.depth++
		return true
	}
	waits := len(l.line) > 0
	if l.owner != 0 || waits && l.passes >= spec.LockPasses && l.bug != bugPassed {
		return false
	}
	if waits {
		l.passes++
	}
	l.owner, l.depth = me, 1
	return true
}

// quit takes waiter i out of the line.
func (l *refLock) quit(i int) {
	l.line = slices.Delete(l.line, i, i+1)
	if i == 0 {
		l.passes = 0
		if l.bug != bugNudge {
			l.wakeFirst()
		}
	}
}

// wakeFirst wakes the first waiter if the lock is free.
func (l *refLock) wakeFirst() {
	if l.owner == 0 && len(l.line) > 0 {
		select {
		case l.line[0].woken <- struct{}{}:
		default:
		}
	}
}

func (l *refLock) TryLock(ctx context.Context) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.bug == bugTryQueued && len(l.line) > 0 && l.owner != ownerOf(ctx) {
		return false
	}
	return l.barge(ownerOf(ctx))
}

func (l *refLock) Unlock(ctx context.Context) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.owner == 0:
		panic(&spec.MisuseError{Msg: spec.MsgUnlockCount})
	case l.owner != ownerOf(ctx) && l.bug != bugAnyUnlocks:
		panic(&spec.MisuseError{Msg: spec.MsgUnlockOther})
	}
	if l.depth--; l.depth == 0 || l.bug == bugShallow {
		l.free()
	}
}

// free frees the lock, or hands it to a waiter that was passed often enough.
func (l *refLock) free() {
	l.owner, l.depth = 0, 0
	l.wakeFirst()
	if len(l.line) > 0 && l.passes >= spec.LockPasses && l.bug != bugPassed {
		l.owner, l.depth, l.passes = l.line[0].owner, 1, 0
		l.line = l.line[1:]
	}
}

func (l *refLock) IsLocked() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.owner != 0
}

// refLockable is a number with a refLock.
type refLockable struct {
	*refLock
	n int
}

func (l *refLockable) Get(ctx context.Context) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.owner != ownerOf(ctx) && l.bug != bugOpen {
		return 0, &spec.ConcurrencyViolationError{Msg: spec.MsgLockNotHeld}
	}
	return l.n, nil
}

func (l *refLockable) With(_ context.Context, f func(*int) error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := l.n
	if l.bug == bugCopy {
		return f(&n)
	}
	return f(&l.n)
}

// refCondition is the condition of a refLock.
type refCondition struct{ *refLock }

func (c refCondition) Wait(ctx context.Context, first bool) (int, error) {
	if ctx.Err() != nil {
		return 0, context.Cause(ctx)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.owner != ownerOf(ctx) {
		return 0, &spec.ConcurrencyViolationError{Msg: spec.MsgLockNotHeld}
	}
	depth := c.depth
	w := &notified{ready: make(chan struct{})}
	if c.bug == bugLateLine {
		c.free()
		c.mu.Unlock()
		runtime.Gosched()
		c.mu.Lock()
	}
	c.enlist(w, first)
	if c.bug != bugLateLine {
		c.free()
	}
	err := c.sleep(ctx, w)
	if err != nil && c.bug == bugUnlocked {
		return 0, err
	}
	_ = c.take(ctx, nil)
	if c.bug != bugDepth {
		c.depth = depth
	}
	if err != nil {
		return 0, err
	}
	return w.n, w.err
}

// enlist puts w in line; mu is held.
func (c refCondition) enlist(w *notified, first bool) {
	if first && c.bug != bugFirst {
		c.waits = slices.Insert(c.waits, 0, w)
	} else {
		c.waits = append(c.waits, w)
	}
}

// sleep waits until w is let go or ctx ends; mu is held.
func (c refCondition) sleep(ctx context.Context, w *notified) error {
	c.mu.Unlock()
	if !c.silent {
		Parked(ctx)
	}
	select {
	case <-w.ready:
		c.mu.Lock()
		return nil
	case <-ctx.Done():
	}
	c.mu.Lock()
	i := slices.Index(c.waits, w)
	switch {
	case i < 0 && c.bug != bugNotifiedGone:
		return nil
	case i < 0:
	case c.bug == bugCounts:
		w.gone = true
	default:
		c.waits = slices.Delete(c.waits, i, i+1)
	}
	return context.Cause(ctx)
}

func (c refCondition) Notify(ctx context.Context, n int, one bool, err error) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.owner != ownerOf(ctx) && c.bug != bugNoOwner {
		panic(&spec.ConcurrencyViolationError{Msg: spec.MsgLockNotHeld})
	}
	return c.letGo(n, one, err)
}

// letGo gives waiters a number or an error; mu is held.
func (c refCondition) letGo(n int, one bool, err error) int {
	count := len(c.waits)
	if one && c.bug != bugEndless {
		count = min(count, 1)
	}
	for _, w := range c.waits[:count] {
		w.n, w.err = n, err
		close(w.ready)
	}
	c.waits = c.waits[count:]
	return count
}

// refLockSubject returns a reference lock, or a condition with its lock.
func refLockSubject(object Object, bug string, silent bool) Subject {
	l := &refLock{bug: bug, silent: silent}
	switch object {
	case Lock:
		return LockSubject(l)
	case Lockable:
		return LockableSubject(&refLockable{refLock: l})
	}
	return ConditionSubject(l, refCondition{l})
}
