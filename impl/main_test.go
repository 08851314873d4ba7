package impl_test

import (
	"testing"

	"go.uber.org/goleak"

	"github.com/veritask/veritask/impl"
)

// closing closes the default runtime, which examples use, when the tests have run.
type closing struct{ *testing.M }

func (c closing) Run() int {
	defer impl.Default().Close()
	return c.M.Run()
}

// LI-13.
func TestMain(m *testing.M) { goleak.VerifyTestMain(closing{m}) }
