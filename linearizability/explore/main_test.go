package explore_test

import (
	"flag"
	"testing"

	"go.uber.org/goleak"
)

var (
	programs = flag.Int("programs", 300, "how many random programs the engines are compared on")
	seed     = flag.Uint64("seed", 1, "of the first random program")
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
