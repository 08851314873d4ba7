package report

import (
	"regexp"
	"strings"
	"testing"

	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/spec"
)

// sample is a history with everything that can be drawn.
func sample() *lin.History {
	acquire := spec.Op{Kind: spec.SemAcquire}
	return &lin.History{
		Stamps:   lin.Exact,
		Scenario: lin.Scenario{Object: lin.Semaphore, Setup: lin.Setup{Size: 1}},
		Calls: []lin.Call{
			{ID: 1, Client: 1, Op: acquire, Begin: 1, End: 2},
			{ID: 2, Client: 2, Op: acquire, Begin: 3, Park: 4, End: 9},
			{ID: 3, Client: 3, Op: acquire, Begin: 5, Park: 6, Cancel: 7, End: 11, Result: spec.Result{Status: spec.Cancelled}},
			{ID: 4, Client: 1, Op: spec.Op{Kind: spec.SemRelease}, Begin: 8, End: 10},
			{ID: 5, Client: 4, Op: spec.Op{Kind: spec.SemTryAcquire}, Begin: 12, End: 13},
			{ID: 6, Client: 4, Op: spec.Op{Kind: spec.SemResize, N: -1}, Begin: 14, End: 15, Result: spec.Result{Status: spec.Failed, Text: spec.MsgSemaphoreSize}},
			{ID: 7, Client: 1, Op: acquire, Begin: 16, Park: 17},
		},
		Quiets: []lin.Quiet{{At: 18, Asleep: []int{7}}},
	}
}

func samplePage() *Page {
	return &Page{
		Title: "veritask verify", Verdict: "pass", Headline: "verify: 1 objects, 7 operations, 0 violations",
		Facts:  []Fact{{"seed", "42"}},
		Header: []Cell{{Text: "object"}, {Text: "operations", Number: true}, {Text: "verdict"}},
		Rows:   []Row{{{Text: "semaphore", Anchor: "semaphore"}, {Text: "7", Number: true}, {Text: "linearizable", Badge: "pass"}}},
		Failures: []Failure{{
			Title: "semaphore <4 workers>", Text: "c1 |--- acquire() ---|", Replay: "veritask verify -seed 42", Link: "x.html",
		}},
		Sections: []Section{{
			Anchor: "semaphore", Title: "semaphore", About: "permits", Caption: "7 calls", Scenario: "text",
			Timeline: Layout(sample(), func(int) string { return "client" }),
		}},
	}
}

func TestPageLoadsNothing(t *testing.T) {
	var b strings.Builder
	if err := samplePage().Write(&b); err != nil {
		t.Fatal(err)
	}
	outside := regexp.MustCompile(`(?i)https?:|//[a-z]|@import|<script|<link|<img|<iframe|url\(\s*["']?[^#)]`)
	if m := outside.FindString(b.String()); m != "" {
		t.Errorf("the page reaches outside: %q", m)
	}
	for _, want := range []string{"semaphore &lt;4 workers&gt;", `href="#semaphore"`, `class="bar takes cancelled"`, `class="bar takes asleep"`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

// TestPageShowsAnExploration: what explore has and verify has not.
func TestPageShowsAnExploration(t *testing.T) {
	p := &Page{Note: "what that means", Failures: []Failure{{
		Title: "event", Trace: "step  A  B", Timeline: Layout(sample(), func(int) string { return "client" }),
		Replay: "explore -replay x", Shrink: "explore -shrink", Others: "2 more",
	}}}
	p.SetTable([][]string{{"class", "complete", "verdict"}, {"event 2x1", "3", "no violation"}, {"not all"}, {"total", "3", "holds"}})
	var b strings.Builder
	if err := p.Write(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`<tr class="remark"><td colspan="3">not all</td></tr>`, "what that means", "step  A  B", "explore -shrink", "2 more",
		`class="bar takes cancelled"`, "How to read the pictures", `<th class="n">complete</th>`,
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

func TestLayoutKeepsOrderAndRoom(t *testing.T) {
	h := sample()
	tl := Layout(h, func(int) string { return "client" })
	if got, want := len(tl.Lanes), 4; got != want {
		t.Fatalf("%d lanes, want %d", got, want)
	}
	for i, b := range tl.Bars {
		if b.X < 0 || b.W <= 0 || b.X+b.W > tl.Width || b.Y+barHeight > tl.Height {
			t.Errorf("bar %d is outside: %+v of %d×%d", i, b, tl.Width, tl.Height)
		}
		if room := b.X + b.W - b.TextX; room < len([]rune(b.Label))*charWidth {
			t.Errorf("bar %d has %d pixels for %q", i, room, b.Label)
		}
	}
	if tl.Bars[1].X <= tl.Bars[0].X+tl.Bars[0].W {
		t.Error("a call that began after another one ended is drawn beside it")
	}
	if tl.Bars[1].Wait == nil || tl.Bars[1].Grant == nil || tl.Bars[2].Cancel == nil || tl.Bars[2].Grant != nil {
		t.Errorf("marks are missing: %+v %+v", tl.Bars[1], tl.Bars[2])
	}
}

func TestLabels(t *testing.T) {
	want := []string{"acquire", "acquire", "acquire", "release", "tryacquire ✗", "resize(-1) !", "acquire …"}
	h := sample()
	for i := range h.Calls {
		if got := label(&h.Calls[i]); got != want[i] {
			t.Errorf("label %d: %q, want %q", i, got, want[i])
		}
	}
}
