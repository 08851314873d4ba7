package crew

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"
)

// newFakes returns a process that serves fakes.
func newFakes(t *testing.T, grace time.Duration) *Process {
	t.Helper()
	t.Setenv(serveFakes, "1")
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := &Process{Path: path, Args: []string{path}, Grace: grace}
	t.Cleanup(p.Close)
	return p
}

// fake is a job for the unit of that name.
func fake(name string) Job {
	for i, u := range fakes.Units() {
		if u.Name == name {
			return Job{Unit: i, Name: name, Engine: Exhaustive, Limit: 10 * time.Second}
		}
	}
	panic(name)
}

// quiet is for jobs without news.
func quiet(News) {}

func TestProcessExplores(t *testing.T) {
	p := newFakes(t, 0)
	good, err := p.Do(t.Context(), fake("adds"), quiet)
	if err != nil || good.Failure != nil || !good.Exhaustive() || good.Interleavings != 2 {
		t.Errorf("adds: %+v, %v", good, err)
	}
	bad, err := p.Do(t.Context(), fake("stores"), quiet)
	if err != nil || bad.Failure == nil {
		t.Fatalf("stores: %+v, %v", bad, err)
	}
	if f := bad.Failure; f.Text != "counted to 1" || f.Replay == "" || !strings.Contains(f.Trace, "store x: 1 -> 1") {
		t.Errorf("stores: %+v", f)
	}
}

func TestLostProcessIsAFailureAndIsReplaced(t *testing.T) {
	for name, grace := range map[string]time.Duration{"dies": time.Minute, "hangs": time.Nanosecond} {
		p := newFakes(t, grace)
		j := fake(name)
		if name == "hangs" {
			j.Limit = 300 * time.Millisecond
		}
		a, err := p.Do(t.Context(), j, quiet)
		if err != nil || a.Failure == nil {
			t.Fatalf("%s: %+v, %v", name, a, err)
		}
		want := map[string]string{"dies": Died + ": exit status 3\nthis is the end", "hangs": Hung + ": no answer after 300.000001ms"}
		if got := a.Failure.Verdict + ": " + a.Failure.Text; got != want[name] {
			t.Errorf("%s: %q, want %q", name, got, want[name])
		}
		p.Grace = time.Minute
		if a, err := p.Do(t.Context(), fake("adds"), quiet); err != nil || !a.Exhaustive() {
			t.Errorf("after %s: %+v, %v", name, a, err)
		}
	}
}

func TestProcessTellsNews(t *testing.T) {
	p := newFakes(t, 0)
	var news []News
	if _, err := p.Do(t.Context(), fake("talks"), func(n News) { news = append(news, n) }); err != nil {
		t.Fatal(err)
	}
	if len(news) != 1 || news[0].Interleavings != 2 || news[0].Done != 0.5 {
		t.Errorf("news: %+v", news)
	}
}

func TestProcessStopsWithItsContext(t *testing.T) {
	p := newFakes(t, time.Minute)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if a, err := p.Do(ctx, fake("hangs"), quiet); !errors.Is(err, context.Canceled) {
		t.Errorf("%+v, %v", a, err)
	}
}

func TestWhatCannotBeExploredFails(t *testing.T) {
	for _, j := range []Job{
		{Unit: -1, Name: "event: wait", Engine: Exhaustive},
		{Unit: -1, Name: "event", Engine: Exhaustive},
		{Unit: 0, Name: "stores", Engine: Exhaustive},
		{Unit: 99, Name: "adds", Engine: Exhaustive},
		{Unit: 0, Name: "adds", Engine: "steam"},
	} {
		if a := fakes.attempt(fakes.Units(), &j, quiet); a.Failure == nil || a.Failure.Verdict != Refused {
			t.Errorf("%+v: %+v", j, a)
		}
	}
}

func TestTailKeepsBothEnds(t *testing.T) {
	x := &tail{}
	for range 10_000 {
		if _, err := x.Write([]byte("middle ")); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := x.Write([]byte("the end\n")); err != nil {
		t.Fatal(err)
	}
	got := x.String()
	if len(got) > 3*tailBytes || !strings.HasPrefix(got, "\nmiddle") || !strings.HasSuffix(got, "the end") {
		t.Errorf("%d bytes: %.20q ... %q", len(got), got, got[len(got)-20:])
	}
}
