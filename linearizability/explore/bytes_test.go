package explore_test

import (
	"errors"
	"testing"

	"github.com/veritask/veritask/linearizability/explore"
	"github.com/veritask/veritask/linearizability/explore/shared"
)

// lostUpdate is two threads that add one to a number, each in two steps.
func lostUpdate(sum *int64) explore.Program {
	return explore.Program{Name: "lost update", Setup: func(r *explore.Run) {
		var x shared.Int64
		for range 2 {
			r.Go("adder", func() { x.Store(x.Load() + 1) })
		}
		r.Check(func(*explore.Outcome) error {
			*sum = x.Load()
			return nil
		})
	}}
}

// The bytes choose: each schedule of the program is reached by some, and no byte is wrong.
func TestBytesChoose(t *testing.T) {
	for _, x := range []struct {
		bytes []byte
		sum   int64
	}{
		{nil, 2},
		{[]byte{0, 0, 0}, 2},       // one after the other
		{[]byte{0, 200}, 1},        // the second reads before the first writes
		{[]byte{128, 128, 255}, 1}, // by turns
	} {
		sum := int64(0)
		r := explore.Explore(lostUpdate(&sum), explore.Options{Engine: explore.ByBytes, Bytes: x.bytes})
		if r.Failure != nil || sum != x.sum || r.Schedules != 1 {
			t.Errorf("%v: sum %d, want %d; %d schedules, %v", x.bytes, sum, x.sum, r.Schedules, r.Failure)
		}
	}
	sums := map[int64]bool{}
	for b := range 1 << 12 {
		sum := int64(0)
		bytes := []byte{byte(b>>8&15) << 4, byte(b>>4&15) << 4, byte(b&15) << 4}
		explore.Explore(lostUpdate(&sum), explore.Options{Engine: explore.ByBytes, Bytes: bytes})
		sums[sum] = true
	}
	if len(sums) != 2 {
		t.Errorf("sums: %v", sums)
	}
}

// A failure has a replay string like any other.
func TestBytesFail(t *testing.T) {
	sum := int64(0)
	p := lostUpdate(&sum)
	setup := p.Setup
	p.Setup = func(r *explore.Run) {
		setup(r)
		r.Check(func(*explore.Outcome) error {
			if sum != 2 {
				return errors.New("lost")
			}
			return nil
		})
	}
	r := explore.Explore(p, explore.Options{Engine: explore.ByBytes, Bytes: []byte{0, 200}})
	if r.Failure == nil || r.Failure.Replay == "" {
		t.Fatalf("no failure with a replay string: %v", r.Failure)
	}
	again := explore.Explore(p, explore.Options{Engine: explore.Replay, Replay: r.Failure.Replay})
	if again.Failure == nil || again.Failure.Text != r.Failure.Text {
		t.Errorf("replayed: %v", again.Failure)
	}
}
