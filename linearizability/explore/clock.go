package explore

import "math/bits"

// maxThreads is how many threads a program may have until its terminal state.
const maxThreads = 16

// mask is a set of threads.
type mask uint16

func one(thread int) mask     { return 1 << thread }
func (m mask) has(t int) bool { return m>>t&1 != 0 }
func (m mask) lowest() int    { return bits.TrailingZeros16(uint16(m)) }
func (m mask) len() int       { return bits.OnesCount16(uint16(m)) }

// clock is a vector clock: for each thread, how many of its events happen before. Events of a thread count from 1.
type clock [maxThreads]uint16

func (c *clock) join(d *clock, threads int) {
	for i := range min(threads, maxThreads) {
		c[i] = max(c[i], d[i])
	}
}

// hash mixes the clock into h.
func (c *clock) hash(h uint64, threads int) uint64 {
	for i := range min(threads, maxThreads) {
		if c[i] != 0 {
			h = mix(h ^ uint64(c[i])<<8 ^ uint64(i))
		}
	}
	return h
}

// mix is the finishing step of SplitMix64.
func mix(h uint64) uint64 {
	h += 0x9e3779b97f4a7c15
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}
