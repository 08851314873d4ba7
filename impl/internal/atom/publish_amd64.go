//go:build !race && !veritask_explore

package atom

import "unsafe"

// On amd64 stores become visible in program order and after all earlier loads, so an ordinary store does; that of
// sync/atomic is a locked exchange and waits until others can see it. Package atomic's numbers begin with their value, and
// its Pointer is one: TestPublish.

// Publish is documented in publish.go.
func Publish(x *Uint32, v uint32) { *(*uint32)(unsafe.Pointer(x)) = v }

// PublishInt is Publish of an Int64.
func PublishInt(x *Int64, v int64) { *(*int64)(unsafe.Pointer(x)) = v }

// PublishPointer is Publish of a Pointer.
func PublishPointer[T any](x *Pointer[T], v *T) {
	*(*unsafe.Pointer)(unsafe.Pointer(x)) = unsafe.Pointer(v)
}
