//go:build (!race || veritask_engine) && !veritask_explore

package atom

// inlined makes the methods of the aliases inline in the packages that import this one. The compiler hands the body of
// another package's function on to its importers only if it has inlined that function here; without this file every
// atomic operation of impl is a call (TestPlainInstructions). It is never called.
func inlined(m *Mutex, b *Bool, i32 *Int32, i64 *Int64, u32 *Uint32, u64 *Uint64, up *Uintptr) {
	m.Lock()
	b.Store(b.Load() && b.Swap(true) && b.CompareAndSwap(true, false))
	m.Unlock()
	i32.Store(i32.Load() + i32.Swap(0) + i32.Add(1))
	i64.Store(i64.Load() + i64.Swap(0) + i64.Add(1))
	u32.Store(u32.Load() + u32.Swap(0) + u32.Add(1))
	u64.Store(u64.Load() + u64.Swap(0) + u64.Add(1))
	up.Store(up.Load() + up.Swap(0) + up.Add(1))
	_ = i32.CompareAndSwap(0, 1) && i64.CompareAndSwap(0, 1) && u32.CompareAndSwap(0, 1) &&
		u64.CompareAndSwap(0, 1) && up.CompareAndSwap(0, 1)
	_ = i32.Or(1) + i32.And(1)
	_ = i64.Or(1) + i64.And(1)
	_ = u32.Or(1) + u32.And(1)
	_ = u64.Or(1) + u64.And(1)
	_ = up.Or(1) + up.And(1)
}

var _ = inlined
