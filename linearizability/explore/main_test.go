package explore_test

import (
	"flag"
	"testing"
	"time"

	"go.uber.org/goleak"
)

var (
	programs = flag.Int("programs", 300, "how many random programs the engines are compared on")
	seed     = flag.Uint64("seed", 1, "of the first random program")
	native   = flag.Duration("native", 500*time.Millisecond, "how long the machine runs the litmus tests")
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
