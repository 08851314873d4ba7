package main

import (
	"strings"
	"testing"
	"time"
)

func TestLineProgress(t *testing.T) {
	var b strings.Builder
	start := time.Now()
	now := start
	p := &lineProgress{w: &b, every: 5 * time.Second, now: func() time.Time { return now }, start: start}
	for range 21 { // every second
		p.update(float64(now.Sub(start))/float64(40*time.Second), "semaphore")
		now = now.Add(time.Second)
	}
	want := `
 12%  semaphore  (35s left)
 25%  semaphore  (30s left)
 38%  semaphore  (25s left)
 50%  semaphore  (20s left)
`
	if got := b.String(); got != want[1:] {
		t.Errorf("got:\n%s\nwant:\n%s", got, want[1:])
	}
}

func TestBarProgressLeavesACleanLine(t *testing.T) {
	var b strings.Builder
	p := newBarProgress(&b)
	p.update(0.5, "semaphore")
	p.close()
	if got := b.String(); !strings.HasSuffix(got, "\r") {
		t.Errorf("the cursor is not at the start of a line: %q", got)
	}
}

func TestNewProgress(t *testing.T) {
	if _, ok := newProgress(&strings.Builder{}, false).(*lineProgress); !ok {
		t.Error("something else than a terminal gets no plain lines")
	}
	if _, ok := newProgress(&strings.Builder{}, true).(noProgress); !ok {
		t.Error("quiet is not")
	}
}
