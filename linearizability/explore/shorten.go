package explore

// shrinker makes the schedule of a failing run shorter.
//
// A deviation that is left out moves those behind it to other steps, which may undo them. So besides leaving out
// deviations, it looks at the run as blocks of steps of one thread, and moves a block to the next block of its thread:
//
//	A9 C4 A2 C3 B1   ->   A11 C4 C3 B1   ->   A11 C7 B1
type shrinker struct {
	c    *control
	kind FailureKind
	best script
	left int // runs
}

// shrinkRuns is how many schedules are tried to make one shorter.
const shrinkRuns = 2000

// block is a number of steps that a thread makes in a row.
type block struct{ thread, steps int }

func (k *shrinker) shrink() {
	if !k.try(script{lenient: true, deviations: k.best.deviations}, len(k.best.deviations)+1) {
		return
	}
	for k.leaveOut() || k.move() {
	}
}

// try runs a schedule, and keeps it if it fails in the same way with fewer deviations than limit.
func (k *shrinker) try(s script, limit int) bool {
	if k.left <= 0 {
		return false
	}
	k.left--
	k.c.perform(s)
	if k.c.failure == nil || k.c.failure.Kind != k.kind {
		return false
	}
	made := k.c.script()
	if len(made.deviations) >= limit {
		return false
	}
	made.blocks, made.chosen = k.c.blocks()
	k.best = made
	return true
}

// leaveOut leaves out deviations, many at a time first, and reports whether that helped.
func (k *shrinker) leaveOut() bool {
	helped := false
	for size := (len(k.best.deviations) + 1) / 2; size > 0; size /= 2 {
		for from := 0; from < len(k.best.deviations); {
			d := k.best.deviations
			s := script{lenient: true}
			s.deviations = append(s.deviations, d[:from]...)
			s.deviations = append(s.deviations, d[min(from+size, len(d)):]...)
			if k.try(s, len(d)) {
				helped = true
			} else {
				from += size
			}
		}
	}
	return helped
}

// move moves a block to the next one of its thread, or that one to it, and reports whether that helped.
func (k *shrinker) move() bool {
	for i := range k.best.blocks {
		b := k.best.blocks
		j := i + 1
		for j < len(b) && b[j].thread != b[i].thread {
			j++
		}
		if j >= len(b) || j == i+1 {
			continue
		}
		both := block{b[i].thread, b[i].steps + b[j].steps}
		up := append(append(append(append([]block{}, b[:i]...), both), b[i+1:j]...), b[j+1:]...)
		down := append(append(append(append([]block{}, b[:i]...), b[i+1:j]...), both), b[j+1:]...)
		for _, blocks := range [][]block{up, down} {
			if k.try(script{lenient: true, blocks: blocks, chosen: k.best.chosen}, len(k.best.deviations)) {
				return true
			}
		}
	}
	return false
}

// blocks returns the run just made as blocks, with what each choice of each thread was.
func (c *control) blocks() ([]block, map[[2]uint16]int) {
	list, chosen := []block{}, map[[2]uint16]int{}
	for i := range c.path {
		n := &c.path[i]
		t := int(n.thread)
		switch {
		case n.options > 0:
			chosen[[2]uint16{uint16(t), n.index}] = int(n.value)
		case len(list) > 0 && list[len(list)-1].thread == t:
			list[len(list)-1].steps++
		default:
			list = append(list, block{t, 1})
		}
	}
	return list, chosen
}

// ofBlock is who goes on according to the blocks. A thread that can not makes no more steps of its block.
func (s *script) ofBlock(enabled mask, usual int) int {
	for ; s.next < len(s.blocks); s.next++ {
		b := s.blocks[s.next]
		if s.steps < b.steps && enabled.has(b.thread) {
			s.steps++
			return b.thread
		}
		s.steps = 0
	}
	return usual
}
