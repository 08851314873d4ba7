package crew

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// writeTestLog makes a log with one attempt that ended well and one that failed, and returns its path.
func writeTestLog(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "log")
	l, known, err := OpenLog(path, "b1")
	if err != nil || len(known) != 0 {
		t.Fatal(known, err)
	}
	for _, e := range []Entry{
		{Class: "x", Name: "good", Attempt: Attempt{Engine: "dfs", Limit: time.Second, Interleavings: 5, Ended: true, Complete: true}},
		{Class: "x", Name: "bad", Attempt: Attempt{Engine: "dfs", Failure: &Failure{Verdict: "bad"}}},
	} {
		if err := l.Add(e); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLogRemembersWhatHolds(t *testing.T) {
	path := writeTestLog(t)
	l, known, err := OpenLog(path, "b1")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if len(known) != 1 || known[0].Name != "good" || known[0].Attempt.Interleavings != 5 {
		t.Errorf("known: %+v", known)
	}
	plan := NewPlan([]Target{{Class: "x", Name: "good"}, {Class: "x", Name: "bad"}}, Steps("dfs"), time.Second, 1, known)
	if j, ok := plan.Next(time.Hour); plan.Over() != 1 || !ok || j.Name != "bad" {
		t.Errorf("over %d, then %+v", plan.Over(), j)
	}
}

func TestLogSurvivesACutOffLine(t *testing.T) {
	path := writeTestLog(t)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append(text, `{"class":"x","na`...), 0o600); err != nil {
		t.Fatal(err)
	}
	for want := 1; want <= 2; want++ {
		l, known, err := OpenLog(path, "b1")
		if err != nil || len(known) != want {
			t.Fatalf("%+v, %v; want %d", known, err, want)
		}
		if err := l.Add(Entry{Class: "x", Name: "other", Attempt: Attempt{Engine: "dfs"}}); err != nil {
			t.Fatal(err)
		}
		l.Close()
	}
}

func TestLogOfAnotherBuildIsRefused(t *testing.T) {
	path := writeTestLog(t)
	if _, _, err := OpenLog(path, "b2"); err == nil {
		t.Error("it was taken")
	}
}

func TestOtherFilesAreLeftAlone(t *testing.T) {
	for _, text := range []string{"my diary", "my diary\nwas long\n", "{}\n"} {
		path := filepath.Join(t.TempDir(), "log")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, err := OpenLog(path, "b1"); err == nil {
			t.Errorf("%q was taken for a log", text)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}
