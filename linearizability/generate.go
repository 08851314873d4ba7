package linearizability

import (
	"math/rand/v2"
	"time"

	"github.com/veritask/veritask/spec"
)

// Shape bounds generated scenarios.
type Shape struct {
	Clients int // at most, 2 to 6; 0: 4
	Calls   int // of each client, at most; 0: 25
}

func (s Shape) defaults() Shape {
	if s.Clients == 0 {
		s.Clients = 4
	}
	if s.Calls == 0 {
		s.Calls = 25
	}
	return Shape{Clients: max(2, min(s.Clients, 6)), Calls: max(1, s.Calls)}
}

// Generate returns the scenario of a seed: always the same one. They are made to differ: some are short, some have no
// cancellations or deadlines, and half of them do without some of the operations (swarm testing), since what many kinds
// of calls do to each other hides what two of them do.
func Generate(object Object, seed uint64, shape Shape) Scenario {
	shape = shape.defaults()
	g := generator{Rand: rand.New(rand.NewPCG(seed, uint64(len(object))))}
	s := Scenario{Object: object, Clients: make([][]Action, 2+g.IntN(shape.Clients-1))}
	longest := shape.Calls
	if g.chance(30) {
		longest = max(1, longest/5)
	}
	switch object {
	case Semaphore:
		s.Setup.Size = 1 + g.IntN(3)
	case Tasks:
		s.Setup.Tasks = 1 + g.IntN(4)
		g.scopes = g.chance(8)
	case Channel:
		s.Setup.Size = g.channelSize()
		g.roles = g.chance(50)
	}
	g.scenario = &s
	if g.chance(70) {
		g.cancels = 3 + g.IntN(15)
	}
	if g.chance(30) {
		g.timeouts = 3 + g.IntN(15)
	}
	if g.chance(50) {
		g.without = g.Uint32()
	}
	for i := range s.Clients {
		g.held = 0
		for range 1 + longest/2 + g.IntN(longest-longest/2) {
			s.Clients[i] = append(s.Clients[i], g.action(i))
		}
	}
	switch object {
	case Tasks:
		g.finishEach()
	case Lock, Lockable, Condition:
		g.unlockAll()
	case LocalCondition:
		s.numberNotifies()
	case Channel:
		g.closeSome()
		s.number()
	}
	return s
}

// generator is the state of Generate.
type generator struct {
	*rand.Rand
	scenario          *Scenario
	cancels, timeouts int    // per cent
	without           uint32 // bits of kinds of operations left out
	held              int    // permits, or the depth of a lock, that the client will hold if nothing comes between
	roles             bool   // clients of a channel either put or take
	scopes            bool   // tasks are waited for by scopes, too: without stamps, which takes the time of many scenarios
}

func (g *generator) chance(percent int) bool { return g.IntN(100) < percent }

// action returns the next action of client i.
func (g *generator) action(i int) Action {
	if g.chance(g.cancels) {
		victim := g.IntN(len(g.scenario.Clients) - 1)
		if victim >= i {
			victim++
		}
		return Action{Cancel: victim + 1}
	}
	a := Action{Op: g.op(i)}
	if a.Op.Kind.Cancellable() && g.chance(g.timeouts) {
		a.Timeout = time.Duration(1+g.IntN(100)) * time.Microsecond
		if g.chance(20) {
			a.Timeout = Ended
		}
	}
	return a
}

// op returns the next call of client i.
func (g *generator) op(i int) spec.Op {
	switch g.scenario.Object {
	case Event:
		return spec.Op{Kind: g.pick(eventWeights)}
	case AutoEvent:
		return spec.Op{Kind: g.pick(autoEventWeights)}
	case Semaphore:
		return g.semaphoreOp()
	case Channel:
		return g.channelOp(i)
	case Lock, Lockable, Condition:
		return g.lockOp()
	case LocalCondition:
		return spec.Op{Kind: g.pick(localWeights)}
	case Select, AutoSelect:
		return spec.Op{Kind: g.pick(pickWeights)}
	default:
		return g.taskOp()
	}
}

// weight says how often an operation is generated.
type weight struct {
	kind  spec.Kind
	share int
}

var (
	eventWeights     = []weight{{spec.EventWait, 45}, {spec.EventNotify, 20}, {spec.EventReset, 22}, {spec.EventIsSet, 13}}
	autoEventWeights = []weight{{spec.EventWait, 47}, {spec.EventNotify, 40}, {spec.EventReset, 5}, {spec.EventIsSet, 8}}
	emptyHanded      = []weight{{spec.SemAcquire, 70}, {spec.SemTryAcquire, 15}, {spec.SemRelease, 9}, {spec.SemResize, 6}}
	holding          = []weight{{spec.SemAcquire, 25}, {spec.SemTryAcquire, 10}, {spec.SemRelease, 60}, {spec.SemResize, 5}}
	taskWeights      = []weight{
		{spec.TaskWait, 30},
		{spec.TaskFetch, 20},
		{spec.TaskJoin, 10},
		{spec.TaskIsDone, 10},
		{spec.TaskIsFailed, 10},
		{spec.TaskWaitAny, 10},
		{spec.TaskWaitAll, 10},
		{spec.TaskScope, 6},
	}
)

func (g *generator) pick(weights []weight) spec.Kind {
	var kept []weight
	sum := 0
	for _, w := range weights {
		if g.without>>(w.kind&31)&1 == 0 {
			kept = append(kept, w)
			sum += w.share
		}
	}
	if kept == nil { // that was too much
		return weights[g.IntN(len(weights))].kind
	}
	n := g.IntN(sum)
	for _, w := range kept {
		if n -= w.share; n < 0 {
			return w.kind
		}
	}
	panic("unreachable")
}

// semaphoreOp leans to releasing what the client holds, so that not everybody is asleep all the time; a few releases
// come too often and must fail.
func (g *generator) semaphoreOp() spec.Op {
	weights := emptyHanded
	if g.held > 0 {
		weights = holding
	}
	op := spec.Op{Kind: g.pick(weights)}
	switch op.Kind {
	case spec.SemAcquire:
		g.held++
	case spec.SemRelease:
		g.held = max(0, g.held-1)
	case spec.SemResize:
		op.N = g.IntN(6) - 1
	}
	return op
}

func (g *generator) taskOp() spec.Op {
	op := spec.Op{Kind: g.pick(taskWeights)}
	if op.Kind == spec.TaskScope && !g.scopes {
		op.Kind = spec.TaskJoin
	}
	all := g.Perm(g.scenario.Setup.Tasks)
	n := 1
	if op.Kind == spec.TaskJoin || !HasNoMany(op) {
		n += g.IntN(len(all))
	}
	for _, t := range all[:n] {
		op.Tasks += spec.TaskLetter(t)
	}
	return op
}

// finishEach puts one end for nearly every task, and now and then a second one, at random places.
func (g *generator) finishEach() {
	for t := range g.scenario.Setup.Tasks {
		times := 1
		switch n := g.IntN(10); n {
		case 0:
			times = 0
		case 1, 2:
			times = 2
		}
		for range times {
			op := spec.Op{Kind: spec.TaskFinish, Tasks: spec.TaskLetter(t), N: 1 + g.IntN(9)}
			if g.chance(40) {
				op.Kind = spec.TaskFail
			}
			i := g.IntN(len(g.scenario.Clients))
			script := g.scenario.Clients[i]
			at := g.IntN(len(script) + 1)
			script = append(script, Action{})
			copy(script[at+1:], script[at:])
			script[at] = Action{Op: op}
			g.scenario.Clients[i] = script
		}
	}
}
