package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// interrupter ends a context at the first write.
type interrupter struct {
	strings.Builder
	interrupt context.CancelFunc
}

func (w *interrupter) Write(p []byte) (int, error) {
	w.interrupt()
	return w.Builder.Write(p)
}

func TestInterruptKeepsWhatWasEstablished(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	out := t.TempDir()
	w := &interrupter{interrupt: cancel}
	code := run(ctx, []string{"verify", "-duration", "1h", "-q", "-out", out}, w, io.Discard)
	if code != exitFailed {
		t.Errorf("exit code %d, want %d", code, exitFailed)
	}
	last := regexp.MustCompile(`\nverify: interrupted after \d objects, \d+ operations, 0 violations\n$`)
	if !last.MatchString(w.String()) {
		t.Errorf("the last line does not say so:\n%s", w.String())
	}
	if _, err := os.Stat(filepath.Join(out, indexName)); err != nil {
		t.Error(err)
	}
}
