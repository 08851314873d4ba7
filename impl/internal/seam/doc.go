// Package seam is where an explorer of interleavings takes hold of impl.
//
// The other seams (atom, park, coro, goid, clock, rnd, thread, ending) have one flavour more under the build tag
// veritask_explore. There each of them asks the Explorer in X before it does anything that another thread may notice, and
// tells it afterwards what that was:
//
//	atom ─┐  Begin, Await: announce, and wait for the turn          ┌────────────┐
//	park ─┼──────────────────────────────────────────────────────▶│  Explorer  │   set by impl/checked
//	clock ┘  End: what it did            Go, NewStack, Again, Here  └────────────┘
//
// The Explorer is an interface, since impl imports no checker. Without one, and outside of its runs, the explored
// flavours do what the ordinary ones do.
//
// In an ordinary build nothing imports this package, and this file is all there is of it.
package seam
