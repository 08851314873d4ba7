package benchpage

import (
	"fmt"
	"strings"
	"testing"

	"github.com/veritask/veritask/cmd/veritask/internal/figures"
)

// input has the samples of two libraries: close to each other, and far apart.
func input() string {
	var b strings.Builder
	b.WriteString("commit: a<b\n")
	for i := range 8 {
		fmt.Fprintf(&b, "BenchmarkNear/lib=impl/root=cancel 1 %d ns/op\nBenchmarkNear/lib=go/root=cancel 1 %d ns/op\n", 100+i, 150+i)
		fmt.Fprintf(&b, "BenchmarkFar/lib=impl-2 1 %d ns/op\nBenchmarkFar/lib=go-2 1 %d ns/op\n", 100+i, 90000+i)
	}
	return b.String()
}

func TestPage(t *testing.T) {
	s, err := figures.Read(strings.NewReader(input()), "input", "*")
	if err != nil {
		t.Fatal(err)
	}
	p := New(s, "ours is < theirs")
	var out strings.Builder
	if err := p.Write(&out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"ours is &lt; theirs", "a&lt;b", `id="Near"`, `id="Far"`, "op, 2 cores, logarithmic", "op, 1 core, root cancel<",
		"impl: median 103.5ns of 8 samples, 95% interval",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("missing %q", want)
		}
	}
	if strings.Contains(out.String(), "http") {
		t.Error("the page loads something")
	}
	for _, c := range p.Cards {
		for _, plot := range c.Plots {
			checkPlot(t, c.Subject, plot)
		}
	}
}

// checkPlot: everything lies within the axes, in the order of the values, and there is something to read them by.
func checkPlot(t *testing.T, subject string, p Plot) {
	t.Helper()
	if len(p.Ticks) < 2 {
		t.Errorf("%s: %d ticks", subject, len(p.Ticks))
	}
	for _, l := range p.Lines {
		if !l.Whisker || l.Lo > l.Median || l.Median > l.Hi {
			t.Errorf("%s: interval %v to %v around %v", subject, l.Lo, l.Hi, l.Median)
		}
		for _, x := range append(l.Points, l.Lo, l.Hi) {
			if x < plotLeft || x > plotRight {
				t.Errorf("%s: %v is outside", subject, x)
			}
		}
	}
	if first, second := p.Lines[0], p.Lines[1]; !first.Ours || second.Ours || first.Median >= second.Median || first.Y >= second.Y {
		t.Errorf("%s: %+v before %+v", subject, first, second)
	}
}

func TestTicks(t *testing.T) {
	for _, x := range []struct {
		lowest, highest float64
		least, most     int
	}{{1e-7, 2e-7, 3, 8}, {0, 0, 2, 8}, {1e-9, 1e-7, 4, 9}, {1e-9, 1, 5, 11}, {3, 9.9, 3, 8}} {
		if n := len(newAxis(x.lowest, x.highest).ticks()); n < x.least || n > x.most {
			t.Errorf("%v to %v: %d ticks", x.lowest, x.highest, n)
		}
	}
}
