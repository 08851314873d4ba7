package explore

import (
	"encoding/base64"
	"errors"
	"fmt"
	"math/bits"
	"slices"
)

// script is a schedule: where it differs from the usual one, in which a thread goes on until it has to wait, the lowest
// goes on then, and every choice is 0.
//
// As a string it is base64url of
//
//	version  hash of the events, 24 bits  number of deviations  (decisions since the one before, thread or value)...
//
// all behind the hash in Exp-Golomb codes of bits, so that a deviation takes about a byte.
type script struct {
	deviations []deviation
	hash       uint32
	next       int     // deviation
	lenient    bool    // those that do not fit are left out
	blocks     []block // instead of deviations: see shrink
	steps      int     // of the present block
	chosen     map[[2]uint16]int
}

// deviation is a decision that is not the usual one.
type deviation struct {
	number int32 // of the decision, counted from 1
	value  int
}

const (
	scriptVersion = 1
	gapOrder      = 2
	valueOrder    = 1
	countOrder    = 3
)

// script returns the schedule of the run just made.
func (c *control) script() script {
	s := script{hash: c.eventHash()}
	for i := range c.path {
		n := &c.path[i]
		value, usual := int(n.value), 0
		if n.options == 0 {
			value, usual = int(n.thread), n.enabled.lowest()
			if n.prev >= 0 && n.enabled.has(int(n.prev)) {
				usual = int(n.prev)
			}
		}
		if value != usual {
			s.deviations = append(s.deviations, deviation{n.number, value})
		}
	}
	return s
}

// eventHash is a hash of the events of the run in their order.
func (c *control) eventHash() uint32 {
	h := uint64(0)
	for i := range c.path {
		if n := &c.path[i]; n.options == 0 {
			h = mix(h ^ uint64(n.thread)<<16 ^ uint64(n.kind)<<8 ^ uint64(n.effect))
		}
	}
	return uint32(h) & 0xffffff
}

func (s *script) String() string {
	w := bitWriter{}
	w.put(scriptVersion, 8)
	w.put(uint64(s.hash), 24)
	w.golomb(uint64(len(s.deviations)), countOrder)
	last := int32(0)
	for _, d := range s.deviations {
		w.golomb(uint64(d.number-last-1), gapOrder)
		w.golomb(uint64(d.value), valueOrder)
		last = d.number
	}
	return base64.RawURLEncoding.EncodeToString(w.bytes)
}

var errCutOff = errors.New("replay string: it ends too early; is it complete?")

func parseScript(text string) (script, error) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return script{}, fmt.Errorf("replay string: not base64url: %w", err)
	}
	if len(raw) < 5 {
		return script{}, errCutOff
	}
	r := bitReader{bytes: raw}
	if v := r.take(8); v != scriptVersion {
		return script{}, fmt.Errorf("replay string: version %d, this is version %d", v, scriptVersion)
	}
	s := script{hash: uint32(r.take(24))}
	count := r.golomb(countOrder)
	if count > uint64(8*len(raw)) {
		return script{}, errCutOff
	}
	last := int32(0)
	for range count {
		last += int32(r.golomb(gapOrder)) + 1
		s.deviations = append(s.deviations, deviation{last, int(r.golomb(valueOrder))})
	}
	if r.at > 8*len(raw) {
		return script{}, errCutOff
	}
	if last < 0 || 8*len(raw)-r.at >= 8 || slices.ContainsFunc(s.deviations, func(d deviation) bool { return d.value > 255 }) {
		return script{}, errors.New("replay string: garbled")
	}
	return s, nil
}

// thread is who goes on according to the script.
func (s *script) thread(c *control, enabled mask, usual int) int {
	if s.blocks != nil {
		return s.ofBlock(enabled, usual)
	}
	value, ok := s.deviates(c)
	if !ok {
		return usual
	}
	if value < maxThreads && enabled.has(value) {
		return value
	}
	if !s.lenient {
		c.fail(Diverged, fmt.Sprintf("step %d: %s should go on, but can not; %s can",
			c.steps+1, c.threadName(value), c.threadNames(enabled)))
	}
	return usual
}

// value is what Choose returns according to the script.
func (s *script) value(c *control, n int) int {
	if s.blocks != nil {
		return s.chosen[[2]uint16{uint16(c.cur.id), c.cur.choices}] % n
	}
	value, ok := s.deviates(c)
	if ok && value >= n && !s.lenient {
		c.fail(Diverged, fmt.Sprintf("step %d: %s should choose %d, of %d", c.steps, c.cur.name, value, n))
	}
	if !ok || value >= n {
		return 0
	}
	return value
}

// deviates returns the deviation at the present decision, if there is one.
func (s *script) deviates(c *control) (int, bool) {
	if s.next == len(s.deviations) || s.deviations[s.next].number != c.decisions {
		return 0, false
	}
	s.next++
	return s.deviations[s.next-1].value, true
}

func (c *control) threadName(id int) string {
	if id < len(c.threads) {
		return c.threads[id].name
	}
	return fmt.Sprintf("thread %d, which does not exist,", id+1)
}

func (c *control) threadNames(m mask) string {
	s := ""
	for ; m != 0; m &= m - 1 {
		if s != "" {
			s += ", "
		}
		s += c.threadName(m.lowest())
	}
	return s
}

// bitWriter packs bits, highest first.
type bitWriter struct {
	bytes []byte
	free  int // bits of the last byte
}

func (w *bitWriter) put(v uint64, n int) {
	for i := n - 1; i >= 0; i-- {
		if w.free == 0 {
			w.bytes = append(w.bytes, 0)
			w.free = 8
		}
		w.free--
		w.bytes[len(w.bytes)-1] |= byte(v>>i&1) << w.free
	}
}

// golomb writes v in an Exp-Golomb code: short for small numbers.
func (w *bitWriter) golomb(v uint64, order int) {
	v += 1 << order
	n := bits.Len64(v)
	w.put(0, n-1-order)
	w.put(v, n)
}

// bitReader reads what a bitWriter has packed; beyond the end there are ones.
type bitReader struct {
	bytes []byte
	at    int
}

func (r *bitReader) take(n int) uint64 {
	v := uint64(0)
	for range n {
		b := uint64(1)
		if r.at < 8*len(r.bytes) {
			b = uint64(r.bytes[r.at/8]>>(7-r.at%8)) & 1
		}
		v = v<<1 | b
		r.at++
	}
	return v
}

func (r *bitReader) golomb(order int) uint64 {
	n := order
	for r.take(1) == 0 {
		n++
		if n > 31 {
			return 1 << 30 // garbled
		}
	}
	return (1<<n | r.take(n)) - 1<<order
}
