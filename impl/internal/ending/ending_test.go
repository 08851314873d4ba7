package ending_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/veritask/veritask/impl/internal/ending"
)

// What callers rely on is the same in every build, explored or not; settle lets everything happen that is to happen.

func TestCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { checkCancel(t, synctest.Wait) })
}

func checkCancel(t *testing.T, settle func()) {
	t.Helper()
	top, cancel := ending.WithCancelCause(context.Background())
	below, stop := ending.WithCancelCause(top)
	defer stop(nil)
	ran := 0
	ending.AfterFunc(below, func() { ran++ })
	if !ending.AfterFunc(top, func() { t.Error("ran, though stopped") })() {
		t.Error("stop of what has not started")
	}
	if settle(); ran != 0 || below.Err() != nil {
		t.Error("the end came before the cancel")
	}
	why := errors.New("why")
	cancel(why)
	settle()
	if ran != 1 || below.Err() != context.Canceled || context.Cause(below) != why { //nolint:errorlint // identity
		t.Errorf("%d ran, Err %v, Cause %v", ran, below.Err(), context.Cause(below))
	}
	if !ending.AfterFunc(context.Background(), func() {})() {
		t.Error("stop of what never starts")
	}
}

func TestDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		checkDeadline(t, time.Now(), func() {
			time.Sleep(time.Hour)
			synctest.Wait()
		})
	})
}

func checkDeadline(t *testing.T, now time.Time, settle func()) {
	t.Helper()
	early, cancelEarly := ending.WithTimeout(context.Background(), time.Second)
	defer cancelEarly()
	late, cancelLate := ending.WithDeadline(early, now.Add(time.Minute))
	other, cancelOther := ending.WithTimeout(context.Background(), time.Second)
	left, cancelLeft := ending.WithTimeout(early, time.Minute)
	cancelOther()
	cancelLeft()
	cancelLeft()
	if d, ok := late.Deadline(); !ok || !d.Equal(now.Add(time.Second)) {
		t.Errorf("deadline %v, %v", d, ok)
	}
	settle()
	want := []error{context.DeadlineExceeded, context.DeadlineExceeded, context.Canceled, context.Canceled}
	for i, c := range []context.Context{early, late, other, left} {
		if c.Err() != want[i] || context.Cause(c) != want[i] { //nolint:errorlint // identity
			t.Errorf("context %d: Err %v, Cause %v, want %v", i, c.Err(), context.Cause(c), want[i])
		}
	}
	cancelLate()
}
