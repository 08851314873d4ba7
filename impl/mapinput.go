package impl

import (
	"context"
	"iter"
	"reflect"
)

// Input is what AsyncMap maps over: a slice, an iterator, an iterator that can fail and ends with its error, or a
// channel, whose values are taken until it is closed.
type Input[A any] interface {
	~[]A | ~func(yield func(A) bool) | ~func(yield func(A, error) bool) | *Channel[A]
}

// source is an Input whose kind does not matter any more.
type source[A any] struct {
	length int // -1: not known
	all    iter.Seq2[A, error]
	next   func() (v A, ok bool, err error) // nil: there is only all. Either is used, not both
}

type pair[A, B any] struct {
	first  A
	second B
}

// sourceOf returns the source of in. Values of a channel are taken under ctx.
func sourceOf[In Input[A], A any](ctx context.Context, in In) source[A] {
	switch x := any(in).(type) {
	case []A:
		return sliceSource(x)
	case *Channel[A]:
		return source[A]{length: -1, all: x.All(ctx), next: func() (A, bool, error) { return nextOf(ctx, x) }}
	case iter.Seq[A]:
		return seqSource(x)
	case iter.Seq2[A, error]:
		return source[A]{length: -1, all: x}
	}
	v := reflect.ValueOf(in) // of a type with a name, or without one
	if t := reflect.TypeFor[[]A](); v.CanConvert(t) {
		return sliceSource(v.Convert(t).Interface().([]A))
	}
	if t := reflect.TypeFor[iter.Seq[A]](); v.CanConvert(t) {
		return seqSource(v.Convert(t).Interface().(iter.Seq[A]))
	}
	return source[A]{length: -1, all: v.Convert(reflect.TypeFor[iter.Seq2[A, error]]()).Interface().(iter.Seq2[A, error])}
}

func sliceSource[A any](vs []A) source[A] {
	all := func(yield func(A, error) bool) {
		for _, v := range vs {
			if !yield(v, nil) {
				return
			}
		}
	}
	i := 0
	return source[A]{length: len(vs), all: all, next: func() (v A, ok bool, err error) {
		if i == len(vs) {
			return v, false, nil
		}
		i++
		return vs[i-1], true, nil
	}}
}

func seqSource[A any](seq iter.Seq[A]) source[A] {
	return source[A]{length: -1, all: func(yield func(A, error) bool) {
		for v := range seq {
			if !yield(v, nil) {
				return
			}
		}
	}}
}

// nextOf takes a value from a channel as All does.
func nextOf[A any](ctx context.Context, c *Channel[A]) (v A, ok bool, err error) {
	v, err = c.Take(ctx)
	if err == ErrClosed { //nolint:errorlint // identity
		return v, false, nil
	}
	return v, err == nil, err
}

// zip goes through two sources side by side, as far as both go. Of each pair it gets the first value before the second.
func zip[A, B any](a source[A], b source[B]) source[pair[A, B]] {
	length := -1
	if a.length >= 0 && b.length >= 0 {
		length = min(a.length, b.length)
	}
	if a.next != nil && b.next == nil {
		return source[pair[A, B]]{length: length, all: func(yield func(pair[A, B], error) bool) { zipFirst(a.next, b.all, yield) }}
	}
	return source[pair[A, B]]{length: length, all: func(yield func(pair[A, B], error) bool) {
		next := b.next
		if next == nil {
			pull, stop := iter.Pull2(b.all)
			defer stop()
			next = func() (B, bool, error) {
				v, err, ok := pull()
				return v, ok && err == nil, err
			}
		}
		zipSecond(a.all, next, yield)
	}}
}

// zipSecond goes through a, and asks for the next value of b for each of a.
func zipSecond[A, B any](a iter.Seq2[A, error], b func() (B, bool, error), yield func(pair[A, B], error) bool) {
	for first, err := range a {
		if err != nil {
			yield(pair[A, B]{}, err)
			return
		}
		second, ok, err := b()
		if err != nil {
			yield(pair[A, B]{}, err)
			return
		}
		if !ok || !yield(pair[A, B]{first, second}, nil) {
			return
		}
	}
}

// zipFirst goes through b, and has asked for the next value of a before.
func zipFirst[A, B any](a func() (A, bool, error), b iter.Seq2[B, error], yield func(pair[A, B], error) bool) {
	first, ok, err := a()
	if ok {
		for second, errB := range b {
			if errB != nil {
				err = errB
				break
			}
			if !yield(pair[A, B]{first, second}, nil) {
				return
			}
			if first, ok, err = a(); !ok {
				break
			}
		}
	}
	if err != nil {
		yield(pair[A, B]{}, err)
	}
}
