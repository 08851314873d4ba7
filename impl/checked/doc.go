// Package checked puts impl before the judge: it makes a target for package linearizability out of every object that
// impl exports, with tasks of a runtime of its own and ordinary goroutines as clients.
//
// It is the only package below impl that knows of a checker. Commands and fuzz targets import it, impl never does.
package checked
