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

// Sleepers lists calls that wait, ascending, and the set of tasks each of them waits for: three bytes each.
type Sleepers string

// Model returns the model for judges.
func (m Tasks) Model() Model { return hide("tasks", TasksState{}, m.Step) }

// Step returns the state after a step, and whether the step is legal.
func (m Tasks) Step(s TasksState, in *Step) (TasksState, bool) {
	switch in.Phase {
	case FollowUp:
		var ok bool
		s.Granted, ok = s.Granted.Without(in.Call)
		return s, ok && in.Result == s.outcome(in.Op)
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
	case spec.TaskWait, spec.TaskFetch, spec.TaskJoin:
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

// wake lets everybody go whose tasks have all ended: TASK-06, TASK-07.
func (s TasksState) wake() TasksState {
	running := s.running()
	left := Sleepers("")
	for i := 0; i < len(s.Sleeper); i += 3 {
		if s.Sleeper[i+2]&running == 0 {
			s.Granted = s.Granted.Insert(int(s.Sleeper[i])<<8 | int(s.Sleeper[i+1]))
		} else {
			left += s.Sleeper[i : i+3]
		}
	}
	s.Sleeper = left
	return s
}

// wait is a wait, a fetch or a join, which differ in how many tasks they wait for and in what they give.
func (s TasksState) wait(in *Step) (TasksState, bool) {
	ended := mask(in.Op.Tasks)&s.running() == 0 // TASK-03, TASK-07
	switch {
	case in.Mode == Immediate:
		return s, ended && in.Result == s.outcome(in.Op)
	case in.Mode == Any && ended:
		s.Granted = s.Granted.Insert(in.Call)
		return s, true
	case ended:
		return s, false
	default:
		s.Sleeper = s.Sleeper.insert(in.Call, mask(in.Op.Tasks))
		return s, true
	}
}

// outcome is what a wait, fetch or join gives once its tasks have ended.
func (s TasksState) outcome(op spec.Op) spec.Result {
	var failures []string
	for i := range len(op.Tasks) { // TASK-08
		if e := s.Ends[spec.TaskIndex(op.Tasks[i])]; e.Failed {
			failures = append(failures, spec.TaskError(int(e.N)))
		}
	}
	switch {
	case failures != nil:
		return spec.Failure(strings.Join(failures, " ")) // TASK-04
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

// mask returns a set of tasks.
func mask(tasks string) byte {
	var set byte
	for i := range len(tasks) {
		set |= 1 << spec.TaskIndex(tasks[i])
	}
	return set
}

func (l Sleepers) at(i int) int { return int(l[i])<<8 | int(l[i+1]) }

func (l Sleepers) insert(call int, tasks byte) Sleepers {
	i := 0
	for i < len(l) && l.at(i) < call {
		i += 3
	}
	return l[:i] + Sleepers([]byte{byte(call >> 8), byte(call), tasks}) + l[i:]
}

func (l Sleepers) without(call int) (Sleepers, bool) {
	for i := 0; i < len(l); i += 3 {
		if l.at(i) == call {
			return l[:i] + l[i+3:], true
		}
	}
	return l, false
}

func (l Sleepers) ids() IDs {
	var ids IDs
	for i := 0; i < len(l); i += 3 {
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
