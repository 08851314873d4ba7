package fuzz_test

import (
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// seed returns a fresh one.
func seed() int64 { return time.Now().UnixNano() & 0xffffffff }
