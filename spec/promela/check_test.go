package promela

import (
	"context"
	"slices"
	"strings"
	"testing"
)

// needSpin skips a test that cannot be made without SPIN.
func needSpin(t *testing.T) {
	t.Helper()
	if err := Available(); err != nil {
		t.Skip(err)
	}
}

// small is a spec with one process, whose mistakes are put in by the test.
func (s search) small(body string) search {
	s.file = "small.pml"
	s.text = "#include \"replay.h\"\nmtype = { go };\nbyte n;\nactive proctype p() { byte me; " + body + " }\nltl done { <> (n == 1) }\n"
	return s
}

func TestSearch(t *testing.T) {
	needSpin(t)
	for _, x := range []struct {
		name, body string
		s          search
		want       string // of the errors, the reason why it is cut, or what is dead
	}{
		{"holds", "n = 1", search{}, ""},
		{"assertion", "n = 1; assert(n == 0)", search{}, "assertion violated"},
		{"stuck", "n == 1", search{}, "invalid end state"},
		{"for ever not", "end: n == 2", search{formula: "done"}, "acceptance cycle"},
		{"dead", "if :: n == 0 -> n = 1 :: n == 7 -> n = 2 fi", search{}, "small.pml:4: proctype p: n = 2"},
		{"too deep", "do :: n < 250 -> n++ :: n == 250 -> break od", search{depth: "20"}, "max search depth too small"},
		{"of a scene", "n = N; assert(n == 1)", search{scene: Scene{"N=2"}}, "assertion violated"},
		{"of a mutant", "assert(!WITH(wild))", search{mutant: "wild"}, "assertion violated"},
	} {
		t.Run(x.name, func(t *testing.T) {
			x.s = x.s.small(x.body)
			if x.name == "of a mutant" {
				x.s.text = strings.Replace(x.s.text, "byte n", "mtype = { sound, wild };\nbyte n", 1)
			}
			c := Checker{Dir: t.TempDir()}
			o, err := c.search(context.Background(), x.s)
			if err != nil {
				t.Fatal(err)
			}
			got := strings.Join(o.errors, " ") + o.cut
			for k := range o.dead {
				if x.name == "dead" {
					got += k
				}
			}
			if x.want == "" && got != "" || !strings.Contains(got, x.want) {
				t.Errorf("found %q, want %q\n%s", got, x.want, o.output)
			}
		})
	}
}

// What pan prints when it gives up is no pass, and neither is what we do not understand.
func TestReadCut(t *testing.T) {
	const complete = "State-vector 96 byte, depth reached 12, errors: 0\n       30 states, stored\n"
	for name, out := range map[string]string{
		"memory":     "pan: reached -DMEMLIM bound\nWarning: Search not completed\n" + complete,
		"depth":      "error: max search depth too small\n" + complete,
		"no numbers": "Segmentation fault\n",
		"no text":    strings.Replace(complete, "errors: 0", "errors: 1", 1),
	} {
		if o := read(out); o.cut == "" {
			t.Errorf("%s: passes for a complete search", name)
		}
	}
	if o := read(complete); o.cut != "" || o.states != 30 || o.depth != 12 {
		t.Errorf("a complete search is read as %+v", o)
	}
}

// A spec with a dead statement, and one with a mutant that lives, do not stand.
func TestJudge(t *testing.T) {
	if !(Result{Alive: []string{"m"}}).Failed() || !(Result{Problems: []string{"p"}}).Failed() || (Result{}).Failed() {
		t.Error("a result fails if it has problems or mutants that live, and only then")
	}
	r := Result{}
	r.judge(Scene{"N=1"}, "", outcome{cut: "memory"})
	r.judge(Scene{"N=1"}, "done", outcome{errors: []string{"acceptance cycle"}})
	if len(r.Problems) != 2 || !strings.Contains(r.Problems[1], "ltl done: acceptance cycle") {
		t.Errorf("problems: %q", r.Problems)
	}
}

// What runs of a spec can be is decided by SPIN: a trace is accepted if it is one, and forgeries are refused.
func TestAccepts(t *testing.T) {
	needSpin(t)
	s, err := Find("line")
	if err != nil {
		t.Fatal(err)
	}
	steps := []Step{
		{"settled", 1, 0},
		{"peek", 1, 0},
		{"draw", 0, 0},
		{"keep", 1, 0}, // the word has changed
		{"name", 0, 0},
		{"settled", 1, 0},
		{"peek", 1, 1},
		{"grant", 1, 0},
		{"move", 1, 1}, // before the visitor sits down
		{"late", 0, 0},
		{"forget", 0, 0},
	}
	trace := Trace{steps, "out[0] == IN"}
	lost := Trace{steps, "out[0] == 0"}
	early := Trace{slices.Concat(steps[:2], steps[3:4], steps[2:3], steps[4:]), trace.Final}
	short := Trace{steps[:len(steps)-1], trace.Final}
	all := append([]Trace{trace, lost, early, short}, trace.Doctor()...)
	c := Checker{Dir: t.TempDir()}
	is, err := c.Accepts(context.Background(), s, scene("VISITORS=1 CANCELS=0 GIVERS=1 GIVES=1 OPENERS=0"), all)
	if err != nil {
		t.Fatal(err)
	}
	// A process may stop before a step of its own for ever, so a trace without its last steps is a beginning of a run, whose
	// final state tells.
	want := []bool{true, false, false, true, false, false}
	if !slices.Equal(is, want) {
		t.Errorf("accepted: %v, want %v", is, want)
	}
	r := Result{Spec: s}
	if err := c.Replay(context.Background(), &r, "by hand", scene("VISITORS=1 CANCELS=0 GIVERS=1 GIVES=1 OPENERS=0"), all[:3]); err != nil {
		t.Fatal(err)
	}
	if !r.Failed() || r.Accepted != 1 || len(r.Problems) != 2 {
		t.Errorf("of one genuine trace and two forgeries %d were accepted, problems: %q", r.Accepted, r.Problems)
	}
}
