package linearizability

import (
	"context"
	"slices"
	"sync"

	"github.com/veritask/veritask/spec"
)

// bugs that the reference channel can be made to have.
const (
	bugLastTaker   = "a put serves the last taker first"
	bugLastPutter  = "a take lets the last put go first"
	bugStack       = "the newest value leaves first"
	bugDeadLetter  = "a put after close is taken"
	bugSwallow     = "a cancelled taker swallows a value that was handed to it meanwhile"
	bugRoom        = "a take leaves room, and who waits to put has to come for it"
	bugForgets     = "a close forgets who waits to put"
	bugDrops       = "a close drops what is in the buffer"
	bugFirstError  = "a later close does not replace the error"
	bugBlind       = "a put wakes nobody who only looks"
	bugRests       = "an unbuffered channel keeps a value"
	bugGhost       = "the value of a cancelled put stays"
	bugSpurious    = "tryput fails if somebody waits to take"
	bugCountsAll   = "len counts the values of blocked puts"
	bugNotReady    = "a closed channel is never ready"
	bugFetchTakes  = "a fetch takes the value"
	bugPassesPuts  = "tryput passes who waits to put"
	bugNeverFull   = "an unbuffered channel is not full while somebody waits to take"
	bugBoundCloses = "the end of a bound task closes a channel again"
	bugWrongEnd    = "those who wait get no error when the channel is closed"
)

// refChannel is a mutex, a buffer, three lines and perhaps a bug.
type refChannel struct {
	mu     sync.Mutex
	bug    string
	silent bool
	size   int

	buffer  []int
	putters []*trader
	takers  []*trader
	peekers []*trader
	closed  error
	count   int
}

// trader is who waits: to put its value, or for one.
type trader struct {
	ready chan struct{}
	v     int
	err   error
}

// sleep waits in a line; mu is held and released.
func (c *refChannel) sleep(ctx context.Context, line *[]*trader, w *trader) error {
	w.ready = make(chan struct{})
	*line = append(*line, w)
	c.mu.Unlock()
	if !c.silent {
		Parked(ctx)
	}
	select {
	case <-w.ready:
		return w.err
	case <-ctx.Done():
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	i := slices.Index(*line, w)
	switch {
	case i >= 0 && c.bug == bugGhost && line == &c.putters:
		return context.Cause(ctx)
	case i >= 0:
		*line = slices.Delete(*line, i, i+1)
		return context.Cause(ctx)
	case c.bug == bugSwallow && line == &c.takers:
		return context.Cause(ctx)
	default:
		return w.err
	}
}

// pull takes somebody from a line, the first or with the bug the last.
func (c *refChannel) pull(line *[]*trader, bug string) *trader {
	i := 0
	if c.bug == bug {
		i = len(*line) - 1
	}
	w := (*line)[i]
	*line = slices.Delete(*line, i, i+1)
	return w
}

// wake lets somebody go; every third time a bug forgets it.
func (c *refChannel) wake(w *trader) {
	c.count++
	if c.bug != bugLostWakeup || c.count%3 != 0 {
		close(w.ready)
	}
}

// show lets all go that only look.
func (c *refChannel) show() {
	if c.bug == bugBlind {
		return
	}
	for _, w := range c.peekers {
		close(w.ready)
	}
	c.peekers = nil
}

// put puts a value if it need not wait; mu is held.
func (c *refChannel) put(v int) (bool, error) {
	switch {
	case c.closed != nil && c.bug != bugDeadLetter:
		return false, c.closed
	case len(c.takers) > 0:
		w := c.pull(&c.takers, bugLastTaker)
		w.v = v
		c.wake(w)
	case len(c.buffer) < c.size || c.bug == bugRests && c.size == 0 && len(c.buffer) == 0:
		c.buffer = append(c.buffer, v)
		c.show()
	default:
		return false, nil
	}
	return true, nil
}

func (c *refChannel) Put(ctx context.Context, v int) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	c.mu.Lock()
	for {
		if ok, err := c.put(v); ok || err != nil {
			c.mu.Unlock()
			return err
		}
		c.show()
		err := c.sleep(ctx, &c.putters, &trader{v: v})
		if err != nil || c.bug != bugRoom {
			return err
		}
		c.mu.Lock()
	}
}

func (c *refChannel) TryPut(v int) (bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.bug == bugSpurious && len(c.takers) > 0 {
		return false, nil
	}
	ok, err := c.put(v)
	if c.bug == bugPassesPuts && !ok && err == nil && len(c.putters) > 0 && c.size > 0 {
		c.buffer = append(c.buffer, v)
		ok = true
	}
	return ok, err
}

// take takes a value if it need not wait; mu is held.
func (c *refChannel) take() (v int, ok bool, err error) {
	switch {
	case len(c.buffer) > 0:
		i := 0
		if c.bug == bugStack {
			i = len(c.buffer) - 1
		}
		v = c.buffer[i]
		c.buffer = slices.Delete(c.buffer, i, i+1)
		if len(c.putters) > 0 {
			w := c.pull(&c.putters, bugLastPutter)
			if c.bug != bugRoom {
				c.buffer = append(c.buffer, w.v)
			}
			c.release(w)
		}
		return v, true, nil
	case len(c.putters) > 0 && c.bug != bugRoom:
		w := c.pull(&c.putters, bugLastPutter)
		c.release(w)
		return w.v, true, nil
	case c.closed != nil:
		return 0, false, c.closed
	case len(c.putters) > 0:
		c.release(c.pull(&c.putters, ""))
	}
	return 0, false, nil
}

// release lets somebody go who waited to put, if it is still there.
func (c *refChannel) release(w *trader) {
	if c.bug == bugGhost {
		close(w.ready)
		return
	}
	c.wake(w)
}

func (c *refChannel) Take(ctx context.Context) (int, error) {
	if ctx.Err() != nil {
		return 0, context.Cause(ctx)
	}
	c.mu.Lock()
	if v, ok, err := c.take(); ok || err != nil {
		c.mu.Unlock()
		return v, err
	}
	w := &trader{}
	if err := c.sleep(ctx, &c.takers, w); err != nil {
		return 0, err
	}
	return w.v, nil
}

func (c *refChannel) TryTake() (int, bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.take()
}

// peek waits until there is something to see, and returns the oldest value of the buffer.
func (c *refChannel) peek(ctx context.Context) (int, error) {
	if ctx.Err() != nil {
		return 0, context.Cause(ctx)
	}
	for {
		c.mu.Lock()
		switch {
		case len(c.buffer) > 0:
			v := c.buffer[0]
			c.mu.Unlock()
			return v, nil
		case len(c.putters) > 0:
			c.mu.Unlock()
			return 0, nil
		case c.closed != nil:
			err := c.closed
			c.mu.Unlock()
			return 0, err
		}
		if err := c.sleep(ctx, &c.peekers, &trader{}); err != nil {
			return 0, err
		}
	}
}

func (c *refChannel) Fetch(ctx context.Context) (int, error) {
	if ctx.Err() != nil {
		return 0, context.Cause(ctx)
	}
	if c.size == 0 {
		return 0, &spec.MisuseError{Msg: spec.MsgFetchUnbuffered}
	}
	v, err := c.peek(ctx)
	if c.bug == bugFetchTakes && err == nil {
		v, _, err = c.TryTake()
	}
	return v, err
}

func (c *refChannel) Wait(ctx context.Context) error {
	_, err := c.peek(ctx)
	return err
}

func (c *refChannel) Close() { c.CloseWith(spec.ErrClosed) }

func (c *refChannel) CloseWith(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.end(err)
}

// end closes the channel; mu is held.
func (c *refChannel) end(err error) {
	if c.closed == nil || c.bug != bugFirstError {
		c.closed = err
	}
	lines := []*[]*trader{&c.takers, &c.putters}
	if c.bug == bugForgets {
		lines = lines[:1]
	}
	for _, line := range lines {
		for _, w := range *line {
			if c.bug != bugWrongEnd {
				w.err = err
			}
			close(w.ready)
		}
		*line = nil
	}
	if c.bug == bugDrops {
		c.buffer = nil
	}
	c.show()
}

// endBound closes the channel as the end of a bound task would.
func (c *refChannel) endBound(_ context.Context, err error) {
	if err == nil {
		err = spec.ErrClosed
	} else {
		err = &spec.TaskFailedError{Cause: err}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed == nil || c.bug == bugBoundCloses {
		c.end(err)
	}
}

func (c *refChannel) IsReady() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return (len(c.buffer) > 0 || len(c.putters) > 0) && (c.closed == nil || c.bug != bugNotReady)
}

func (c *refChannel) IsFull() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.bug == bugNeverFull && c.size == 0 {
		return len(c.takers) == 0
	}
	return len(c.buffer) >= c.size
}

func (c *refChannel) IsOpen() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.closed == nil
}

func (c *refChannel) Len() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.bug == bugCountsAll {
		return len(c.buffer) + len(c.putters)
	}
	return len(c.buffer)
}
