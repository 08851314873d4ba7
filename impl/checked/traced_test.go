//go:build veritask_explore

package checked

import (
	"context"
	"testing"

	"github.com/veritask/veritask/spec/promela"
)

// Runs of the real code are runs of the specs, and forgeries are not. "make spec" replays more of them, of every program.
func TestTracesAccepted(t *testing.T) {
	if err := promela.Available(); err != nil {
		t.Skip(err)
	}
	last := map[string]Traced{} // by spec; the last ones are small
	for _, p := range TracedPrograms() {
		last[p.Spec] = p
	}
	for _, s := range promela.Specs() {
		p, ok := last[s.Name]
		if !ok {
			t.Errorf("%s: no program is traced", s.Name)
			continue
		}
		traces, err := p.Record(1, 3)
		if err != nil {
			t.Fatal(err)
		}
		c := promela.Checker{Dir: t.TempDir()}
		r := promela.Result{Spec: s}
		if err := c.Replay(context.Background(), &r, p.Name(), p.Scene, traces); err != nil {
			t.Fatal(err)
		}
		if r.Failed() || r.Traces == 0 || r.Accepted != r.Traces || r.Doctored == 0 || r.Refused != r.Doctored {
			t.Errorf("%s: %d of %d traces accepted, %d of %d forgeries refused: %q", p.Name(), r.Accepted, r.Traces, r.Refused, r.Doctored, r.Problems)
		}
	}
}
