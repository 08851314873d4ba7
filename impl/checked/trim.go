//go:build veritask_explore

package checked

import (
	"fmt"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/deque"
	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/linearizability/explore"
)

// A job is an entry of a deque that its owner may claim in place, as a task that waits for another one does. The entry is
// dead then, and is trimmed or, if that comes too late, thrown away by whoever takes it.
type job struct {
	claimed    atom.Bool
	taken, ran int
}

func (j *job) dead() bool { return j.claimed.Load() }

// yard is a deque of jobs, of which the owner knows how many are dead at most, as a worker does.
type yard struct {
	deque deque.Deque[job]
	jobs  []*job
	dead  int
}

func newYard(size int) *yard {
	y := &yard{}
	y.deque.Init()
	for range size {
		y.push()
	}
	return y
}

func (y *yard) push() {
	j := &job{}
	y.jobs = append(y.jobs, j)
	y.deque.Push(j)
}

// join runs a job in place, if nobody has claimed it, and trims.
func (y *yard) join(i int) {
	j := y.jobs[i]
	if !j.claimed.CompareAndSwap(false, true) {
		return
	}
	j.ran++
	d := &y.deque
	if d.Newest() != j {
		y.dead++
		return
	}
	y.take(d.Pop())
	if y.dead > 0 {
		y.dead -= d.Trim((*job).dead, y.dead)
	}
}

// take is what happens to an entry that was popped or stolen.
func (y *yard) take(j *job) {
	if j == nil {
		return
	}
	j.taken++
	if j.claimed.CompareAndSwap(false, true) {
		j.ran++
	}
}

// steal takes that many entries.
func (y *yard) steal(n int) {
	for range n {
		y.take(y.deque.Steal())
	}
}

// pop takes what is left.
func (y *yard) pop() {
	for j := y.deque.Pop(); j != nil; j = y.deque.Pop() {
		y.take(j)
	}
}

// check is called when the owner has taken what was left.
func (y *yard) check(*explore.Outcome) error {
	for i, j := range y.jobs {
		if j.ran != 1 || j.taken > 1 {
			return fmt.Errorf("job %d of %d ran %d times and was taken %d times", i+1, len(y.jobs), j.ran, j.taken)
		}
	}
	return nil
}

// trimming is a program in which the owner of a deque of that many jobs follows a script and then pops what is left, while
// thieves steal two each. A number in the script is the job that he joins in place, from 1 on, 0 is one more that he pushes.
func trimming(size, thieves int, script ...int) explore.Program {
	name := fmt.Sprintf("%d jobs, joins %v, %d thieves", size, script, thieves)
	return explore.Program{Name: name, Setup: func(r *explore.Run) {
		y := newYard(size)
		r.Name("yard", y)
		r.Go("owner", func() {
			for _, i := range script {
				if i == 0 {
					y.push()
				} else {
					y.join(i - 1)
				}
			}
			y.pop()
		})
		for i := range thieves {
			r.Go(fmt.Sprintf("thief%d", i+1), func() { y.steal(2) })
		}
		r.Check(y.check)
	}}
}

// sweeping is a program in which the owner sweeps a deque, whose ring has grown far beyond what it needs, pushes and pops,
// while a thief steals. left is how many jobs there are to be stolen at the beginning.
func sweeping(left int) explore.Program {
	return explore.Program{Name: fmt.Sprintf("sweep, %d jobs left", left), Setup: func(r *explore.Run) {
		y := newYard(9)
		y.steal(9 - left)
		r.Name("yard", y)
		r.Go("owner", func() {
			y.deque.Sweep()
			y.push()
			y.pop()
			y.deque.Sweep()
			y.push()
			y.pop()
		})
		r.Go("thief", func() { y.steal(2) })
		r.Check(y.check)
	}}
}

// trims are programs with the owner's two other operations.
func trims() []lin.Unit {
	return programs("deque trim",
		trimming(2, 1, 2, 1), trimming(2, 2, 1, 2), trimming(2, 1, 1, 2, 0),
		trimming(0, 1, 0, 0, 0, 3, 2, 1), trimming(0, 1, 0, 0, 0, 1, 2, 3, 0), trimming(0, 2, 0, 0, 0, 1, 2, 3),
		trimming(3, 1, 2, 3, 0), trimming(3, 1, 2, 3, 0, 0), trimming(3, 2, 2, 3, 1), trimming(3, 2, 2, 3, 0),
		trimming(3, 1, 0, 0, 3, 4, 5), trimming(3, 2, 0, 0, 4, 5),
		sweeping(0), sweeping(1), sweeping(2),
	)
}
