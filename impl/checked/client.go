package checked

import "fmt"

// goroutineEvery says which clients are ordinary goroutines: every third.
const goroutineEvery = 3

// isGoroutine reports whether a client runs on an ordinary goroutine, not as a task.
func isGoroutine(client int) bool { return client%goroutineEvery == goroutineEvery-1 }

// ClientName names a client for people, who count from 1.
func ClientName(client int) string {
	if isGoroutine(client) {
		return fmt.Sprintf("client %d · goroutine", client+1)
	}
	return fmt.Sprintf("client %d · task", client+1)
}
