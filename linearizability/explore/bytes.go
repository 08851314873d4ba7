package explore

// bytes choose a schedule: one byte for each decision among several threads, and one for each result of Choose. Any bytes
// are a schedule of any program, and a change of one byte is a small change, so that a fuzzer has something to climb.
//
//	0 ... 127     who runs, runs on
//	128 ... 255   another one of those who can, by the byte's remainder
//	no more       who runs, runs on
type bytes struct {
	all []byte
	at  int
}

// changes is the first byte that changes threads.
const changes = 128

func (b *bytes) next() int {
	if b.at >= len(b.all) {
		return 0
	}
	b.at++
	return int(b.all[b.at-1])
}

// thread is who goes on.
func (b *bytes) thread(awake mask, usual int) int {
	others := awake &^ one(usual)
	if others == 0 {
		return usual
	}
	n := b.next()
	if n < changes {
		return usual
	}
	for k := n % others.len(); k > 0; k-- {
		others &= others - 1
	}
	return others.lowest()
}

// value is what Choose returns.
func (b *bytes) value(n int) int { return b.next() % n }
