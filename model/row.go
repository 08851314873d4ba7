package model

import (
	"strconv"
	"strings"

	"github.com/veritask/veritask/spec"
)

// Row is a row of different numbers from 1 to 65535, the oldest first: a string, so that states compare with ==.
type Row string

// firstRow returns the numbers 1 to n.
func firstRow(n int) Row {
	var r Row
	for i := range n {
		r = r.push(i + 1)
	}
	return r
}

func (r Row) len() int { return len(r) / 2 }

func (r Row) at(i int) int { return IDs(r).At(i) }

func (r Row) push(n int) Row { return Row(IDs(r).Append(n)) }

// oldest takes the oldest number; 0: there is none.
func (r Row) oldest() (Row, int) {
	if r == "" {
		return r, 0
	}
	return r[2:], r.at(0)
}

// newest takes the newest number; 0: there is none.
func (r Row) newest() (Row, int) {
	if r == "" {
		return r, 0
	}
	return r[:len(r)-2], r.at(r.len() - 1)
}

// otherwise judges the steps that are no requests. Nobody ever waits for a queue.
func (r Row) otherwise(in *Step) (Row, bool) { return r, in.Phase == Quiesce && in.Asleep == "" }

// String returns the row as [3 7], the oldest first.
func (r Row) String() string {
	words := make([]string, r.len())
	for i := range words {
		words[i] = strconv.Itoa(r.at(i))
	}
	return "[" + strings.Join(words, " ") + "]"
}

// number is the result of a call that returned n, or, n being 0, nothing.
func number(n int) spec.Result { return spec.Result{Value: n} }
