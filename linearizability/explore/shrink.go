package explore

// replay runs the schedule of Options.Replay.
func (c *control) replay() {
	s, err := parseScript(c.options.Replay)
	if err != nil {
		c.report.Failure = &Failure{Kind: Diverged, Program: c.program.Name, Text: err.Error()}
		return
	}
	c.tracer = &tracer{}
	c.perform(s)
	c.count()
	if c.failure == nil || c.failure.Kind != Diverged {
		c.compare(s)
	}
	if c.failure != nil {
		c.report.Failure = c.failure
		c.failure.Trace = c.tracer.trace(c)
		made := c.script()
		c.failure.Replay = made.String()
	}
}

// compare fails the run if it is another one than the schedule was made from.
func (c *control) compare(s script) {
	rest := c.search.script.deviations[c.search.script.next:]
	switch {
	case len(rest) > 0:
		c.failure = nil
		c.fail(Diverged, "the run has ended before the schedule has")
	case c.eventHash() != s.hash:
		was := "it does not fail"
		if c.failure != nil {
			was = "this run fails as well: " + c.failure.Text
		}
		c.failure = nil
		c.fail(Diverged, "every decision was possible, but the run is another one; "+was)
	}
}

// perform makes one run by the script.
func (c *control) perform(s script) {
	s.next, s.steps = 0, 0
	c.search = search{limit: unlimited, policy: scripted, script: s}
	c.options.Choices = 1 << 30
	c.path, c.prefix, c.fresh = c.path[:0], 0, 0
	c.once()
}

// explain makes the schedule of the run that failed short, and traces it.
func (c *control) explain() *Failure {
	f := c.failure
	if f.Kind == Nondeterminism || f.Kind == Limit {
		return f
	}
	bounds, choices, search := c.bounds, c.options.Choices, c.search
	defer func() { c.bounds, c.options.Choices, c.search, c.tracer = bounds, choices, search, nil }()
	s := c.script()
	if !c.options.NoShrink {
		k := shrinker{c: c, kind: f.Kind, best: s, left: shrinkRuns}
		k.shrink()
		s = script{deviations: k.best.deviations, hash: k.best.hash}
	}
	c.tracer = &tracer{}
	c.perform(s)
	if c.failure == nil || c.failure.Kind != f.Kind {
		f.Replay = s.String()
		f.Text += " (seen once: the same schedule did not fail again)"
		return f
	}
	f = c.failure
	f.Replay = s.String()
	f.Trace = c.tracer.trace(c)
	return f
}
