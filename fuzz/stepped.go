package fuzz

import (
	"fmt"
	"math/rand"

	"github.com/leanovate/gopter"
	"github.com/leanovate/gopter/commands"

	"github.com/veritask/veritask/spec"
)

// start is the beginning of a program, as the initial state of gopter's commands. What comes then is in the state of the
// model, which only a run knows: whoever asks the model must say what has happened.
type start struct {
	size int
	seed uint64
}

// String returns the beginning of a program.
func (s start) String() string { return fmt.Sprintf("size %d, seed %d", s.size, s.seed) }

// machineProperty is the property that the model explains all programs of a machine.
func machineProperty(m machine) Property {
	says := fmt.Sprintf("calls of %s return, wait and give up as its model says, in whatever order they come", m.name)
	return Property{Name: m.name, Says: says, make: func() (gopter.Prop, func() string) {
		var failed *session // the last one, which is the smallest that gopter has found
		inner := commands.Prop(&commands.ProtoCommands{
			InitialStateGen: m.starts(),
			GenCommandFunc:  func(commands.State) gopter.Gen { return m.steps() },
			NewSystemUnderTestFunc: func(state commands.State) commands.SystemUnderTest {
				s := state.(start)
				return m.open(s.size, s.seed)
			},
			DestroySystemUnderTestFunc: func(sut commands.SystemUnderTest) {
				if s := sut.(*session); s.close() != nil {
					failed = s
				}
			},
		})
		check := func(p *gopter.GenParameters) *gopter.PropResult {
			r := inner(p)
			if failed != nil && r.Success() { // it failed when it was closed, which gopter does not see
				r = &gopter.PropResult{Status: gopter.PropFalse}
			}
			return r
		}
		return check, func() string {
			if failed == nil {
				return ""
			}
			p, err := m.shorten(failed.program, failed.failed)
			return fmt.Sprintf("%v\n\n%s", err, p.Test())
		}
	}}
}

// starts generates beginnings.
func (m machine) starts() gopter.Gen {
	return func(p *gopter.GenParameters) *gopter.GenResult {
		s := start{size: m.sizes[p.Rng.Intn(len(m.sizes))], seed: uint64(p.Rng.Intn(1 << 16))}
		return gopter.NewGenResult(s, gopter.NoShrinker)
	}
}

// steps generates steps. One in ten ends a context, one in twenty lets time pass, and one call in four has a context
// that ends by itself.
func (m machine) steps() gopter.Gen {
	return gopter.Gen(func(p *gopter.GenParameters) *gopter.GenResult {
		s := Step{Client: 1 + p.Rng.Intn(Clients)}
		switch n := p.Rng.Intn(20); n {
		case 0:
			s = Pass(1 + p.Rng.Intn(3))
		case 1, 2:
		default:
			s.Op = m.pick(p.Rng)
			if p.Rng.Intn(4) == 0 {
				s.Limit = 1 + p.Rng.Intn(6)
			} else if p.Rng.Intn(16) == 0 && s.Op.Kind.Cancellable() {
				s.Limit = Ended
			}
		}
		return gopter.NewGenResult(s, gopter.NoShrinker)
	}).Map(func(s Step) commands.Command { return s }).WithShrinker(func(v any) gopter.Shrink {
		s := v.(Step)
		return func() (any, bool) { // without its limit, once
			if s.Limit == 0 || s.Client == 0 {
				return nil, false
			}
			s.Limit = 0
			return commands.Command(s), true
		}
	})
}

func (m machine) pick(r *rand.Rand) (op spec.Op) {
	sum := 0
	for _, c := range m.ops {
		sum += c.weight
	}
	n := r.Intn(sum)
	for _, c := range m.ops {
		if n -= c.weight; n < 0 {
			return c.op
		}
	}
	panic("fuzz: weights do not add up")
}

// shorten leaves out steps as long as the program fails.
func (m machine) shorten(p Program, err error) (Program, error) {
	for i := 0; i < len(p.Steps); {
		q := p
		q.Steps = append(append([]Step(nil), p.Steps[:i]...), p.Steps[i+1:]...)
		if shorter := m.run(q); shorter != nil {
			p, err = q, shorter
		} else {
			i++
		}
	}
	return p, err
}

// Run makes the step, as a command of gopter.
func (s Step) Run(sut commands.SystemUnderTest) commands.Result {
	session := sut.(*session)
	session.do(s)
	return session.failed
}

// NextState is of no use: see start.
func (s Step) NextState(state commands.State) commands.State { return state }

// PreCondition holds always: steps that make no sense do nothing.
func (s Step) PreCondition(commands.State) bool { return true }

// PostCondition holds if the model explains what happened.
func (s Step) PostCondition(_ commands.State, result commands.Result) *gopter.PropResult {
	if result != nil {
		return &gopter.PropResult{Status: gopter.PropFalse}
	}
	return &gopter.PropResult{Status: gopter.PropTrue}
}
