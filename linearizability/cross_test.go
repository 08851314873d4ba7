package linearizability

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"github.com/veritask/veritask/model"
	"github.com/veritask/veritask/spec"
)

// TestJudgeAgreesWithBruteForce: on small histories, true ones and such with something changed, the judge says what
// trying every order says.
func TestJudgeAgreesWithBruteForce(t *testing.T) {
	rounds := 20_000
	if testing.Short() {
		rounds = 2000
	}
	verdicts := map[Verdict]int{}
	for _, object := range Objects() {
		tgt := target(object, Exact, "")
		r := rand.New(rand.NewPCG(1, 2))
		for seed := range uint64(rounds / 4) {
			h, v := Run(t.Context(), tgt, Generate(object, seed, Shape{Clients: 3, Calls: 3}), seed)
			if v != Linearizable {
				t.Fatal(v)
			}
			if seed%4 != 0 && len(h.Calls) > 0 {
				corrupt(h, r)
			}
			if seed%5 == 0 {
				h.Stamps = Some
			}
			want := tried(h, steps{}) || h.Stamps != Exact && tried(h, steps{relaxed: true})
			got := Judge(h, time.Minute)
			verdicts[got]++
			if (got == Linearizable) != want {
				t.Fatalf("%s, but brute force says %v\n%s", got, want, drawn(t, h))
			}
			if h.Explain(func(*model.Step, int64, any) {}) != want {
				t.Fatalf("Explain does not say %v\n%s", want, drawn(t, h))
			}
		}
	}
	t.Log(verdicts)
	for _, v := range []Verdict{Linearizable, Illegal, LostWakeup} {
		if verdicts[v] < rounds/50 {
			t.Errorf("%d times %s", verdicts[v], v)
		}
	}
}

// corrupt changes something that may or may not matter.
func corrupt(h *History, r *rand.Rand) {
	c := &h.Calls[r.IntN(len(h.Calls))]
	switch r.IntN(6) {
	case 0:
		c.Result.Value ^= 1
	case 1:
		c.Result = spec.Result{}
	case 2:
		c.Park = 0
	case 3:
		if c.Park == 0 && c.Op.Kind.Blocks() {
			c.Park = c.Begin
		}
	case 4:
		if len(h.Quiets) > 0 {
			q := &h.Quiets[r.IntN(len(h.Quiets))]
			q.Asleep = q.Asleep[1:]
		}
	case 5: // another call's result
		c.Result = h.Calls[r.IntN(len(h.Calls))].Result
	}
}

// tried tries every order of the steps.
func tried(h *History, how steps) bool {
	m := h.model()
	var try func(state any, ops []porcupine.Operation) bool
	try = func(state any, ops []porcupine.Operation) bool {
		if len(ops) == 0 {
			return true
		}
		end := ops[0].Return
		for _, op := range ops {
			end = min(end, op.Return)
		}
		for i, op := range ops {
			if op.Call > end {
				continue
			}
			if ok, next := m.Step(state, op.Input, nil); ok {
				if try(next, append(append([]porcupine.Operation(nil), ops[:i]...), ops[i+1:]...)) {
					return true
				}
			}
		}
		return false
	}
	return try(m.Init(), how.operations(h))
}
