package impl

// noCopy makes go vet report copies of the struct that contains it.
type noCopy struct{}

// Lock is for vet.
func (*noCopy) Lock() {}

// Unlock is for vet.
func (*noCopy) Unlock() {}
