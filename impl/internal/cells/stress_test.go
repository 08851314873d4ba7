package cells

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/veritask/veritask/impl/internal/waitq"
)

// Puts and takes come, wait and are cancelled, all at once, and the row is closed at some time. In the end each value that
// was put was taken once or is left, in order of each putter, and nothing is left but those.
func TestConservation(t *testing.T) {
	puts := 10_000
	if testing.Short() || raceEnabled {
		puts = 1000
	}
	for _, capacity := range []uint64{0, 1, 3, segmentCells, Unbounded} {
		for _, cancelOneIn := range []int{1, 3, 20} {
			m := newMarket(capacity, puts)
			m.cancelOneIn = cancelOneIn
			err := m.run()
			if err == nil {
				err = m.q.Check()
			}
			if n := m.q.Waiting(); err == nil && n > 0 {
				err = fmt.Errorf("%d still wait", n)
			}
			if err != nil {
				t.Fatalf("capacity %d, cancelled one in %d: %v\nagain: go test ./impl/internal/cells -run '^TestConservation$' -count 100", capacity, cancelOneIn, err)
			}
			if capacity < 2 && cancelOneIn == 1 && m.gaveUp.Load() == 0 {
				t.Error("nobody was cancelled, so the test shows little")
			}
			t.Logf("capacity %d, cancelled one in %d: %d put, %d taken, %d gave up", capacity, cancelOneIn, m.put.Load(), m.taken.Load(), m.gaveUp.Load())
		}
	}
}

// market is some who put and some who take, and some who cancel.
type market struct {
	q                  *Row[int]
	puts               int // of each putter
	cancelOneIn        int
	waiters            []*waitq.Waiter
	put, taken, gaveUp atomic.Int64
	stop               atomic.Bool
	trouble            atomic.Pointer[error]
}

const (
	putters = 4
	takers  = 4
)

func newMarket(capacity uint64, puts int) *market {
	m := &market{q: newRow(capacity), puts: puts}
	for range putters + takers {
		m.waiters = append(m.waiters, newWaiter())
	}
	return m
}

func (m *market) report(err error) { m.trouble.CompareAndSwap(nil, &err) }

func (m *market) run() error {
	var sellers, buyers, others sync.WaitGroup
	for i := range putters {
		sellers.Go(func() { m.sell(i) })
	}
	for i := range takers {
		buyers.Go(func() { m.buy(m.waiters[putters+i]) })
	}
	for range 2 {
		others.Go(m.cancel)
	}
	others.Go(m.look)
	sellers.Wait()
	m.q.Close(errors.New("over"), false)
	buyers.Wait()
	m.stop.Store(true)
	others.Wait()
	if m.put.Load() != m.taken.Load() {
		m.report(fmt.Errorf("%d were put and %d taken", m.put.Load(), m.taken.Load()))
	}
	if m.q.Len() != 0 || m.q.Ready() != Closed {
		m.report(fmt.Errorf("closed and drained, length %d, ready %d", m.q.Len(), m.q.Ready()))
	}
	if err := m.trouble.Load(); err != nil {
		return *err
	}
	return nil
}

// sell puts numbers that go up, each until it is accepted.
func (m *market) sell(i int) {
	for n := range m.puts {
		v := n*putters + i
		if n%8 == 0 {
			if _, o := m.q.Put(v, true); o == Done {
				m.put.Add(1)
				continue
			}
		}
		for {
			c := beginPut(m.q, v, m.waiters[i])
			if c.end(); c.o == Done {
				m.put.Add(1)
				break
			}
			if c.o != Cancelled {
				m.report(fmt.Errorf("put: outcome %d", c.o))
				return
			}
			m.gaveUp.Add(1)
		}
	}
}

// buy takes until the row is closed and empty.
func (m *market) buy(w *waitq.Waiter) {
	var last [putters]int
	for {
		c := beginTake(m.q, w)
		switch c.end(); c.o {
		case Done:
			m.taken.Add(1)
			if from := c.v % putters; c.v/putters < last[from] {
				m.report(fmt.Errorf("%d of putter %d after %d", c.v/putters, from, last[from]))
			} else {
				last[from] = c.v/putters + 1
			}
		case Cancelled:
			m.gaveUp.Add(1)
		default:
			return
		}
	}
}

func (m *market) cancel() {
	for !m.stop.Load() {
		if rand.IntN(m.cancelOneIn) == 0 {
			m.waiters[rand.IntN(len(m.waiters))].Cancel()
		}
		runtime.Gosched()
	}
}

// look asks for everything that does not change the row.
func (m *market) look() {
	for !m.stop.Load() {
		if n := m.q.Len(); n < 0 || uint64(n) > m.q.Capacity() {
			m.report(fmt.Errorf("length %d", n))
		}
		m.q.IsFull()
		m.q.Ready()
		m.q.Peek()
		runtime.Gosched()
	}
}
