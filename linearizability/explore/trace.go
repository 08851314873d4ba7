package explore

// Trace is a failing run, step by step.
type Trace struct {
	Threads []string
}

func (t *Trace) String() string { return "" }

type tracer struct{}

func (t *tracer) values(did bool, before, after uint64) {}
func (t *tracer) note(p *thread, text string)           {}
func (t *tracer) step(c *control, n *node, p *thread)   {}
func (t *tracer) choice(p *thread, n, value int)        {}

type root struct {
	name string
	ptr  any
}
type script struct{}

func parseScript(string) (script, error)                       { return script{}, nil }
func (s *script) thread(c *control, awake mask, usual int) int { return usual }
func (s *script) value(c *control, n int) int                  { return 0 }
func (c *control) replay()                                     {}
func (c *control) explain() *Failure                           { return c.failure }
