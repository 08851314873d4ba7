package native

import (
	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/spec"
)

// Name is that of the targets, as on the command line.
const Name = "gochan"

// longest is the capacity of a channel that stands for one without bound: more than a scenario puts.
const longest = 1 << 10

// Objects lists what Go has.
func Objects() []lin.Object { return []lin.Object{lin.Semaphore, lin.Channel} }

// Target returns a native object as a target; its clients are ordinary goroutines.
func Target(object lin.Object) lin.Target {
	t := lin.Target{Name: Name, Object: object, Stamps: lin.Black}
	switch object {
	case lin.Semaphore:
		t.Has = semaphoreHas
		t.New = func(env lin.Env) lin.Subject { return lin.SemaphoreSubject(make(semaphore, env.Setup.Size)) }
	case lin.Channel:
		t.Has = channelHas
		t.New = func(env lin.Env) lin.Subject {
			var c spec.Channel[int] = make(channel, min(env.Setup.Size, longest))
			return lin.ChannelSubject(c, nil)
		}
	default:
		panic("native: no object " + string(object))
	}
	return t
}
