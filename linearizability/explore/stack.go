package explore

import (
	"iter"
	"runtime"
	"runtime/debug"
)

// Stack is a coroutine of the program: what iter.Pull is to ordinary code. Every thread begins on one of its own.
//
//	trampoline ──next──▶ stack on top of the thread that runs
//	           ◀─yield──
//
// All stacks are siblings that only the engine's trampoline resumes. A thread has a stack of them: Resume puts one on
// top, Yield takes it off, and in both cases the one that runs yields to the trampoline, which goes on with the one on
// top. So a coroutine always yields on its own goroutine, however deep it is, and another thread may resume it later.
type Stack struct {
	c      *control
	f      func()
	h      *host  // nil before the first Resume and after the end
	parent *Stack // who resumed it
	thread *thread
	id     uintptr
	how    ending
	value  any // of the panic
}

// ending says how a stack has given control back.
type ending uint8

const (
	suspended ending = iota
	returned
	panicked
	exited // runtime.Goexit
)

// host is a goroutine that runs one stack after the other: making coroutines is slow.
type host struct {
	next  func() (struct{}, bool)
	stop  func()
	yield func(struct{}) bool
	s     *Stack
}

func newHost() *host {
	h := &host{}
	h.next, h.stop = iter.Pull(func(yield func(struct{}) bool) {
		h.yield = yield
		for {
			h.s.run()
			if !yield(struct{}{}) {
				return
			}
		}
	})
	return h
}

// pause gives control to the trampoline. When the host is being stopped it ends the stack.
func (h *host) pause() {
	if !h.yield(struct{}{}) {
		runtime.Goexit()
	}
}

// run runs f. It returns when f has returned or panicked.
func (s *Stack) run() {
	defer s.end()
	s.how = exited
	s.f()
	s.how = returned
}

// end is deferred: it also runs when f has panicked, or when it is being left by Goexit. Goexit cannot be stopped and
// would go on in whoever resumed the host, the engine; so the host pauses in here until it is stopped.
func (s *Stack) end() {
	if s.how == exited {
		if v := recover(); v != nil {
			s.how, s.value = panicked, v
			if s.c.cur != nil && s.c.panicTrace == "" {
				s.c.panicTrace = string(debug.Stack())
			}
		}
	}
	c, h := s.c, s.h
	t := c.cur
	if t == nil {
		return // being stopped
	}
	s.h = nil
	if s.parent != nil {
		t.top = s.parent
		s.parent = nil
		if s.how != exited {
			c.idle = append(c.idle, h)
		}
	} else if s.how != exited {
		t.spare = h
	}
	if s.how == exited {
		c.retired = append(c.retired, h)
	}
	if s.thread != nil {
		c.threadEnded(t)
	}
	if s.how == exited {
		h.yield(struct{}{})
	}
}

// NewStack returns a stack that runs f when it is first resumed. It belongs to the run under way.
func NewStack(f func()) *Stack {
	c := current.Load()
	if c == nil {
		panic("explore: NewStack outside of a run")
	}
	s := &Stack{c: c, f: f}
	maker := &c.madeStacks
	tag := uintptr(0)
	if c.cur != nil {
		maker, tag = &c.cur.madeStacks, uintptr(c.cur.id)+1
	}
	*maker++
	s.id = *maker<<5 | tag
	c.stacks = append(c.stacks, s)
	return s
}

// Resume runs s on the calling thread until it yields (true) or ends (false). A panic that ends s, and a Goexit, go on
// in the caller.
func (s *Stack) Resume() bool {
	c := s.c
	t := c.running()
	switch {
	case t == nil:
		panic("explore: Resume outside of a thread")
	case s.parent != nil || s.thread != nil:
		panic("explore: Resume of a stack that runs")
	case s.how != suspended:
		return false
	case s.h == nil:
		s.h = c.newHost(s)
	}
	from := t.top
	s.parent = from
	t.top = s
	from.h.pause()
	switch s.how {
	case panicked:
		panic(s.value)
	case exited:
		runtime.Goexit()
	}
	return s.how == suspended
}

// Yield gives control back to who resumed s, which must be the stack that runs.
func (s *Stack) Yield() {
	t := s.c.running()
	if t == nil || t.top != s || s.parent == nil {
		panic("explore: Yield of a stack that does not run")
	}
	t.top = s.parent
	s.parent = nil
	s.how = suspended
	s.h.pause()
	s.how = exited // unless run says otherwise
}

// Self returns a small number that identifies the running stack within its run, not 0; 0 outside of threads.
func Self() uintptr {
	c := current.Load()
	if c == nil || c.cur == nil {
		return 0
	}
	return c.cur.top.id
}

// newHost returns an idle host for s.
func (c *control) newHost(s *Stack) *host {
	var h *host
	if n := len(c.idle); n > 0 {
		h = c.idle[n-1]
		c.idle = c.idle[:n-1]
	} else {
		h = newHost()
	}
	h.s = s
	return h
}

// unwind ends every stack that is still suspended, by Goexit: deferred functions run, and the first hook that one of
// them calls ends it. It happens after a failure, and to daemons at the end of a run.
func (c *control) unwind() {
	c.cur = nil
	for _, t := range c.threads {
		if t.base.h != nil {
			c.retired = append(c.retired, t.base.h)
			t.base.h = nil
		}
	}
	for _, s := range c.stacks {
		if s.h != nil {
			c.retired = append(c.retired, s.h)
			s.h = nil
		}
	}
	c.stop(c.retired)
	clear(c.retired)
	c.retired = c.retired[:0]
}

// stop ends hosts. Goexit on a host goes on in the goroutine that stops it, hence one for each.
func (c *control) stop(hosts []*host) {
	c.unwinding = true
	for _, h := range hosts {
		done := make(chan struct{})
		go func() {
			defer close(done)
			h.stop()
		}()
		<-done
	}
	c.unwinding = false
}

// close ends the hosts that are kept for the next run.
func (c *control) close() {
	for _, t := range c.pool {
		if t.spare != nil {
			c.idle = append(c.idle, t.spare)
			t.spare = nil
		}
	}
	c.stop(c.idle)
	c.idle = nil
}
