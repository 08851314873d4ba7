package explore

import (
	"fmt"
	"reflect"
	"strings"
	"unsafe"
)

// root is where names begin.
type root struct {
	name string
	ptr  any
}

// nameDepth and nameLimit keep the search for a name from running away.
const (
	nameDepth = 24
	nameLimit = 10_000
)

// place is a value that has been found, and how.
type place struct {
	name  string
	v     reflect.Value
	depth int
}

// nameOf returns the path from a root to the object that w belongs to; "": there is none. It looks breadth first, so
// that the shortest path wins.
func nameOf(w *Word, roots []root) string {
	if w == nil {
		return ""
	}
	var queue []place
	for _, r := range roots {
		queue = append(queue, place{r.name, reflect.ValueOf(r.ptr), 0})
	}
	type key struct {
		at unsafe.Pointer
		t  reflect.Type
	}
	seen := map[key]bool{}
	for n := 0; n < len(queue) && n < nameLimit; n++ {
		p := queue[n]
		if !p.v.IsValid() || p.depth > nameDepth {
			continue
		}
		if p.v.CanAddr() {
			at := p.v.Addr().UnsafePointer()
			if isWord(p.v.Type()) && at == unsafe.Pointer(w) {
				return strings.TrimPrefix(p.name, ".")
			}
			if k := (key{at, p.v.Type()}); seen[k] {
				continue
			} else {
				seen[k] = true
			}
		}
		queue = append(queue, inside(p)...)
	}
	return ""
}

// inside returns the places directly inside of one.
func inside(p place) []place {
	var list []place
	add := func(name string, v reflect.Value) { list = append(list, place{name, v, p.depth + 1}) }
	switch p.v.Kind() {
	case reflect.Struct:
		if ours(p.v.Type()) {
			return nil
		}
		if elem, ok := pointee(p.v); ok {
			if elem.IsValid() {
				add(p.name, elem)
			}
			return list
		}
		t := p.v.Type()
		for i := range t.NumField() {
			name := p.name
			if f := t.Field(i); !isWord(f.Type) && !f.Anonymous && f.Name != "_" && !plumbing(t) {
				name += "." + f.Name
			}
			add(name, p.v.Field(i))
		}
	case reflect.Pointer, reflect.Interface:
		if !p.v.IsNil() {
			add(p.name, p.v.Elem())
		}
	case reflect.Slice, reflect.Array:
		if isWord(p.v.Type()) {
			return nil
		}
		for i := range min(p.v.Len(), 64) {
			add(fmt.Sprintf("%s[%d]", p.name, i), p.v.Index(i))
		}
	}
	return list
}

// ours reports whether the type is the engine's: behind it lies every object there is, by no name of the program's.
func ours(t reflect.Type) bool {
	return strings.HasSuffix(t.PkgPath(), "linearizability/explore") && !isWord(t)
}

// isWord reports whether the type is Word, or what a seam calls so that does not know this package.
func isWord(t reflect.Type) bool {
	return t.Name() == "Word" && t.ConvertibleTo(reflect.TypeFor[Word]())
}

// plumbing reports whether the type is an instrumented one, whose fields are nobody's business.
func plumbing(t reflect.Type) bool {
	return strings.HasSuffix(t.PkgPath(), "linearizability/explore/shared") || strings.HasSuffix(t.PkgPath(), "impl/internal/atom")
}

// pointee returns what an atomic.Pointer points to.
func pointee(v reflect.Value) (reflect.Value, bool) {
	t := v.Type()
	if t.PkgPath() != "sync/atomic" || !strings.HasPrefix(t.Name(), "Pointer[") || !v.CanAddr() {
		return reflect.Value{}, false
	}
	elem := t.Field(0).Type.Elem() // _ [0]*T
	if elem.Kind() != reflect.Pointer {
		return reflect.Value{}, false
	}
	p := *(*unsafe.Pointer)(v.Addr().UnsafePointer())
	if p == nil {
		return reflect.Value{}, true
	}
	return reflect.NewAt(elem.Elem(), p).Elem(), true
}
