package model

import (
	"strconv"
	"strings"

	"github.com/veritask/veritask/spec"
)

// MaxTasks is how many tasks a Tasks model can have.
const MaxTasks = 8

// Tasks is the model of the completion of tasks: each ends once, with a value or an error, and lets everybody go who
// waits for it. Nobody can tell in which order those return, so there is no line but a set.
type Tasks struct {
	Count int
}

// TasksState is how each task ended, if it did, and who waits for which.
type TasksState struct {
	Ends    [MaxTasks]End
	Sleeper Sleepers
	Granted IDs // ascending
}

// End is how a task ended, if it did.
type End struct {
	Ended, Failed bool
	N             int32 // the value, or the number of the error
}

// Sleepers lists calls that wait, ascending, and for each of them the set of tasks that it waits for, and what of them is enough:
// four bytes each.
type Sleepers string

// enough is which ends let a wait for several tasks go.
type enough byte

const (
	allEnded enough = iota
	anyEnded
	allEndedOrFailure
)

func enoughFor(k spec.Kind) enough {
	switch k {
	case spec.TaskWaitAny:
		return anyEnded
	case spec.TaskWaitAll, spec.TaskScope:
		return allEndedOrFailure
	default:
		return allEnded
	}
}

// Model returns the model for judges.
func (m Tasks) Model() Model { return hide("tasks", TasksState{}, m.Step) }

// Step returns the state after a step, and whether the step is legal.
func (m Tasks) Step(s TasksState, in *Step) (TasksState, bool) {
	switch in.Phase {
	case FollowUp:
		var ok bool
		s.Granted, ok = s.Granted.Without(in.Call)
		return s, ok && s.gives(in)
	case Cancel: // WAIT-01, and not of a join: TASK-09
		var ok bool
		s.Sleeper, ok = s.Sleeper.without(in.Call)
		ok = ok || in.Mode == Any && s.Granted.Index(in.Call) >= 0
		return s, ok && in.Op.Kind.Cancellable()
	case Quiesce: // WAIT-03
		return s, s.Granted == "" && s.Sleeper.ids() == in.Asleep
	}
	if !m.knows(in.Op.Tasks) {
		return s, false
	}
	switch in.Op.Kind {
	case spec.TaskFinish, spec.TaskFail:
		return s.end(in)
	case spec.TaskWait, spec.TaskFetch, spec.TaskJoin, spec.TaskWaitAny, spec.TaskWaitAll, spec.TaskScope:
		return s.wait(in)
	case spec.TaskIsDone:
		return s, in.Result == spec.Bool(s.of(in.Op).Ended) // TASK-02
	case spec.TaskIsFailed:
		return s, in.Result == spec.Bool(s.of(in.Op).Failed) // TASK-02
	default:
		return s, false
	}
}

func (m Tasks) knows(tasks string) bool {
	for i := range len(tasks) {
		if spec.TaskIndex(tasks[i]) >= m.Count {
			return false
		}
	}
	return tasks != ""
}

func (s TasksState) of(op spec.Op) End { return s.Ends[spec.TaskIndex(op.Tasks[0])] }

// end is the body of a task returning. Only the first call does it, and says so: TASK-01.
func (s TasksState) end(in *Step) (TasksState, bool) {
	first := !s.of(in.Op).Ended
	if first {
		t := spec.TaskIndex(in.Op.Tasks[0])
		s.Ends[t] = End{Ended: true, Failed: in.Op.Kind == spec.TaskFail, N: int32(in.Op.N)}
		s = s.wake()
	}
	return s, in.Result == spec.Bool(first)
}

// suffices reports whether enough of the tasks have ended: TASK-07, WA-01, WA-06.
func (s TasksState) suffices(tasks byte, what enough) bool {
	running := tasks & s.running()
	switch what {
	case anyEnded:
		return running != tasks
	case allEndedOrFailure:
		return running == 0 || tasks&s.failed() != 0
	default:
		return running == 0
	}
}

// wake lets everybody go who has waited for what has ended: TASK-06.
func (s TasksState) wake() TasksState {
	left := Sleepers("")
	for i := 0; i < len(s.Sleeper); i += sleeperBytes {
		if s.suffices(s.Sleeper[i+2], enough(s.Sleeper[i+3])) {
			s.Granted = s.Granted.Insert(s.Sleeper.at(i))
		} else {
			left += s.Sleeper[i : i+sleeperBytes]
		}
	}
	s.Sleeper = left
	return s
}

// wait is a wait, a fetch, a join, or a wait for several, which differ in how many tasks they wait for and in what they give.
func (s TasksState) wait(in *Step) (TasksState, bool) {
	ended := s.suffices(mask(in.Op.Tasks), enoughFor(in.Op.Kind)) // TASK-03
	switch {
	case in.Mode == Immediate:
		return s, ended && s.gives(in)
	case in.Mode == Any && ended:
		s.Granted = s.Granted.Insert(in.Call)
		return s, true
	case ended:
		return s, false
	default:
		s.Sleeper = s.Sleeper.insert(in.Call, mask(in.Op.Tasks), enoughFor(in.Op.Kind))
		return s, true
	}
}

// gives reports whether a call may return what it does. The children of a scope find out one after the other, about their tasks and
// about the failure of one of them; so a scope returns some of the failures, at least one, in their order, and none if there is
// none: SY-13, SY-14, SY-16.
func (s TasksState) gives(in *Step) bool {
	if in.Op.Kind != spec.TaskScope {
		return in.Result == s.outcome(in.Op)
	}
	all := mask(in.Op.Tasks)
	if s.failed()&all == 0 {
		return in.Result == done
	}
	for set := byte(1); set != 0; set++ { // it ends by wrapping around
		if set&^(s.failed()&all) == 0 && in.Result == s.failures(in.Op.Tasks, set) {
			return true
		}
	}
	return false
}

// failures is the result of a call that returns the failures of those tasks that are in set.
func (s TasksState) failures(tasks string, set byte) spec.Result {
	var texts []string
	for i := range len(tasks) { // TASK-08
		if t := spec.TaskIndex(tasks[i]); s.Ends[t].Failed && set>>t&1 != 0 {
			texts = append(texts, spec.TaskError(int(s.Ends[t].N)))
		}
	}
	return spec.Failure(strings.Join(texts, " ")) // TASK-04
}

// outcome is what a wait, fetch or join gives once its tasks have ended. A wait for several gives those that have ended at the
// moment of this step, which may be more than those that have let it go: WA-13.
func (s TasksState) outcome(op spec.Op) spec.Result {
	if enoughFor(op.Kind) != allEnded {
		var set int
		for i := range len(op.Tasks) {
			if s.Ends[spec.TaskIndex(op.Tasks[i])].Ended {
				set |= 1 << i
			}
		}
		return spec.Result{Value: set}
	}
	switch {
	case s.failed()&mask(op.Tasks) != 0:
		return s.failures(op.Tasks, s.failed())
	case op.Kind == spec.TaskFetch:
		return spec.Result{Value: int(s.of(op).N)} // TASK-05
	default:
		return done
	}
}

// running returns the set of tasks that have not ended.
func (s TasksState) running() byte {
	var set byte
	for i, e := range s.Ends {
		if !e.Ended {
			set |= 1 << i
		}
	}
	return set
}

// failed returns the set of tasks that have failed.
func (s TasksState) failed() byte {
	var set byte
	for i, e := range s.Ends {
		if e.Failed {
			set |= 1 << i
		}
	}
	return set
}

// mask returns a set of tasks.
func mask(tasks string) byte {
	var set byte
	for i := range len(tasks) {
		set |= 1 << spec.TaskIndex(tasks[i])
	}
	return set
}

func (l Sleepers) at(i int) int { return int(l[i])<<8 | int(l[i+1]) }

const sleeperBytes = 4

func (l Sleepers) insert(call int, tasks byte, what enough) Sleepers {
	i := 0
	for i < len(l) && l.at(i) < call {
		i += sleeperBytes
	}
	return l[:i] + Sleepers([]byte{byte(call >> 8), byte(call), tasks, byte(what)}) + l[i:]
}

func (l Sleepers) without(call int) (Sleepers, bool) {
	for i := 0; i < len(l); i += sleeperBytes {
		if l.at(i) == call {
			return l[:i] + l[i+sleeperBytes:], true
		}
	}
	return l, false
}

func (l Sleepers) ids() IDs {
	var ids IDs
	for i := 0; i < len(l); i += sleeperBytes {
		ids = ids.Append(l.at(i))
	}
	return ids
}

// String describes the state for people.
func (s TasksState) String() string {
	var b strings.Builder
	for i, e := range s.Ends {
		switch {
		case e.Failed:
			b.WriteString(spec.TaskLetter(i) + " failed " + spec.TaskError(int(e.N)) + ", ")
		case e.Ended:
			b.WriteString(spec.TaskLetter(i) + " = " + strconv.Itoa(int(e.N)) + ", ")
		}
	}
	line := Line{Waiting: s.Sleeper.ids(), Granted: s.Granted}
	return strings.Trim(b.String()+strings.TrimPrefix(line.String(), ", "), ", ")
}
