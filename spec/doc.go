// Package spec is the contract as Go: the words that every other package of veritask shares.
//
// It holds operations and results as data, the errors with the contract's texts, and the interfaces that an
// implementation satisfies. It imports the standard library alone, and everybody may import it.
package spec
