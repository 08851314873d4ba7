//go:build veritask_explore

package checked

import (
	"context"

	"github.com/veritask/veritask/impl"
	"github.com/veritask/veritask/impl/internal/park"
	"github.com/veritask/veritask/impl/internal/sched"
	"github.com/veritask/veritask/impl/internal/seam"
	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/linearizability/explore"
	"github.com/veritask/veritask/spec"
)

// engine is package explore as the seams of impl see it.
type engine struct{}

func init() { seam.X = engine{} }

// The kinds and the words of the two packages are the same.
const (
	_ = uint(explore.Load) - uint(seam.Load)
	_ = uint(seam.Load) - uint(explore.Load)
	_ = uint(explore.Release) - uint(seam.Release)
	_ = uint(seam.Release) - uint(explore.Release)
	_ = uint(explore.Ref) - uint(seam.Ref)
	_ = uint(seam.Ref) - uint(explore.Ref)
)

func (engine) Active() bool                    { return explore.Active() }
func (engine) Begin(w *seam.Word, k seam.Kind) { explore.Begin((*explore.Word)(w), explore.Kind(k)) }
func (engine) End(wrote bool, old, new uint64) { explore.End(wrote, old, new) }

func (engine) Await(w, w2 *seam.Word, k seam.Kind, ready func() bool) {
	explore.Await((*explore.Word)(w), (*explore.Word)(w2), explore.Kind(k), ready)
}

func (engine) Go(name string, daemon bool, f func()) { explore.Go(name, daemon, f) }
func (engine) Choose(n int) int                      { return explore.Choose(n) }
func (engine) Here() int                             { return explore.Here() }
func (engine) Again(from int) int                    { return explore.AgainFrom(from) }
func (engine) NewStack(f func()) seam.Stack          { return explore.NewStack(f) }
func (engine) Self() uintptr                         { return explore.Self() }

// newRun is called at the beginning of each setup: nothing is left of the run before, and that many timers may fire.
func newRun(timers int) {
	seam.NewRun(timers)
	sched.NewRun()
}

// Explorable returns an object of impl as a target for lin.Explore: its callers are plain threads.
func Explorable(object lin.Object) lin.Target {
	stamp := lin.Parked
	park.Hook.Store(&stamp)
	return lin.Target{
		Name:   "impl",
		Object: object,
		Stamps: lin.Some,
		MayHold: func(stopped, waiting spec.Op) bool {
			return object == lin.Channel && channelMayHold(stopped, waiting)
		},
		New: func(env lin.Env) lin.Subject {
			newRun(0)
			switch object {
			case lin.Event, lin.AutoEvent:
				e := impl.NewEvent(object == lin.AutoEvent)
				return inside{lin.EventSubject(e), e}
			case lin.Semaphore:
				s := impl.NewSemaphore(env.Setup.Size)
				return inside{lin.SemaphoreSubject(s), s}
			case lin.Channel:
				return newExplorableChannel(env.Setup.Size)
			case lin.Lock:
				return newExplorableLock()
			case lin.Lockable:
				return newExplorableLockable()
			case lin.Condition:
				return newExplorableCondition()
			case lin.Select, lin.AutoSelect:
				return newExplorablePick(object == lin.AutoSelect)
			case lin.Tasks:
				return newTaskHouse(env.Setup.Tasks)
			case lin.Deque:
				return lin.DequeSubject(newDeque(env.Setup.Size))
			case lin.Queue:
				return lin.QueueSubject(newQueue(env.Setup.Size))
			default:
				panic("checked: no explorable target for object " + string(object))
			}
		},
		Context: func(parent context.Context) (context.Context, context.CancelCauseFunc) {
			return seam.NewContext(parent)
		},
	}
}
