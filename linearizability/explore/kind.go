package explore

// Word is the identity of one shared object, embedded in it. The zero Word is ready; the engine numbers objects anew in
// each run, at their first operation.
type Word [2]uint32 // run, number

// Kind says what an operation does to its object.
type Kind uint8

// The kinds. Two operations on one object are independent if neither writes.
const (
	Load    Kind = iota // reads
	Store               // writes
	Update              // reads and writes: add, swap, or, and
	Swap                // compares and swaps: writes if it succeeds, which End says
	Acquire             // takes what another thread gives, and may have to wait for it; writes if End says so
	Release             // gives it; writes if End says so
	Spawn               // starts a thread
	Mark                // a call that begins and ends without any operation; see Run.Mark
	Choice              // Choose; only in traces
	Note                // Notef; only in traces

	// Ref is added to a kind whose values are addresses. Traces number them.
	Ref Kind = 1 << 7
)

var kindNames = [...]string{"load", "store", "update", "cas", "acquire", "release", "spawn", "mark", "choose", "note"}

func (k Kind) String() string {
	k &^= Ref
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "?"
}

// writes reports whether an operation of the kind writes whatever End says.
func (k Kind) writes() bool {
	k &^= Ref
	return k == Store || k == Update || k == Spawn
}
