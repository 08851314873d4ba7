//go:build !race || veritask_engine || veritask_explore

package atom

// Owned is a plain variable with one owner at a time; ownership passes by an atomic of this package.
type Owned[T any] struct{ v T }

// Get reads the variable; the caller owns it.
func (o *Owned[T]) Get() T { return o.v }

// Set writes the variable; the caller owns it.
func (o *Owned[T]) Set(v T) { o.v = v }
