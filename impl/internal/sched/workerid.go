package sched

// WorkerID tells workers apart. The zero WorkerID is that of no worker.
type WorkerID struct{ w *worker }

// OnWorker returns the worker that the calling task runs on at the moment.
func OnWorker() WorkerID {
	if c := current(); c != nil {
		return WorkerID{c.worker.Get()}
	}
	return WorkerID{}
}
