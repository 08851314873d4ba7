// Package goid tells goroutines apart.
//
// An identity is unique among living goroutines and is reused as soon as one has ended, so whoever keeps it must
// forget it before its goroutine ends. On amd64 and arm64 it is the address of the runtime's own record, read by one
// instruction; elsewhere it is the number in the goroutine's stack header, which costs microseconds.
package goid
