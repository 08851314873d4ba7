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
	free  bool // found by a pointer, not as a field or an element
}

// spot is where an object of a type is.
type spot struct {
	at unsafe.Pointer
	t  reflect.Type
}

// finder looks for objects, and remembers what it has met.
type finder struct {
	roots   []root
	kinds   map[reflect.Type]string
	wholes  map[reflect.Type]reflect.Value
	numbers map[string]map[unsafe.Pointer]int // of the objects of each kind
	met     map[*Word]string                  // by the names that they had then
}

func newFinder(r *Run) *finder {
	f := &finder{
		roots: r.roots, kinds: map[reflect.Type]string{}, wholes: map[reflect.Type]reflect.Value{},
		numbers: map[string]map[unsafe.Pointer]int{}, met: map[*Word]string{},
	}
	for _, k := range r.kinds {
		f.kinds[reflect.TypeOf(k.ptr).Elem()] = k.name
	}
	for _, w := range r.wholes {
		f.wholes[reflect.TypeOf(w).In(0).Elem()] = reflect.ValueOf(w)
	}
	return f
}

// look goes through everything that can be found now, breadth first, so that the shortest path wins, and returns the
// name of the object that w belongs to; "": it is not there, and never was.
func (f *finder) look(w *Word) string {
	var queue []place
	for _, r := range f.roots {
		queue = append(queue, place{name: r.name, v: reflect.ValueOf(r.ptr)})
	}
	seen := map[spot]bool{}
	found := ""
	for n := 0; n < len(queue) && n < nameLimit; n++ {
		p := queue[n]
		if !p.v.IsValid() || p.depth > nameDepth {
			continue
		}
		if p.v.CanAddr() {
			k := spot{p.v.Addr().UnsafePointer(), p.v.Type()}
			if seen[k] {
				continue
			}
			seen[k] = true
			if isWord(k.t) {
				f.meet((*Word)(k.at), strings.TrimPrefix(p.name, "."), w, &found)
				continue
			}
			if whole, ok := f.wholes[k.t]; ok && p.free {
				v := whole.Call([]reflect.Value{reflect.NewAt(k.t, k.at)})[0]
				queue = append(queue, place{name: p.name, v: v, depth: p.depth + 1})
				continue
			}
			if f.kinds[k.t] != "" {
				p.name, p.depth = f.kindly(k), 0
			}
		}
		queue = append(queue, inside(p)...)
	}
	if found == "" {
		return f.met[w]
	}
	return found
}

// meet notes the name of an object that has been found; found is that of w.
func (f *finder) meet(at *Word, name string, w *Word, found *string) {
	if at == w && *found == "" {
		*found = name
	}
	if f.met[at] == "" {
		f.met[at] = name
	}
}

// kindly returns the name of what is there and of a kind.
func (f *finder) kindly(k spot) string {
	kind := f.kinds[k.t]
	all := f.numbers[kind]
	if all == nil {
		all = map[unsafe.Pointer]int{}
		f.numbers[kind] = all
	}
	if all[k.at] == 0 {
		all[k.at] = len(all) + 1
	}
	return fmt.Sprintf("%s %d", kind, all[k.at])
}

// inside returns the places directly inside of one.
func inside(p place) []place {
	var list []place
	add := func(name string, v reflect.Value) { list = append(list, place{name: name, v: v, depth: p.depth + 1}) }
	switch p.v.Kind() {
	case reflect.Struct:
		if ours(p.v.Type()) {
			return nil
		}
		if elem, ok := pointee(p.v); ok {
			if elem.IsValid() {
				add(p.name, elem)
				list[0].free = true
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
			list[0].free = p.v.Kind() == reflect.Pointer
		}
	case reflect.Slice, reflect.Array:
		if isWord(p.v.Type()) {
			return nil
		}
		for i := range min(p.v.Len(), 256) {
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
