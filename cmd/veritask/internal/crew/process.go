package crew

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"
)

// Process is a worker that has its jobs done by a process, and starts another one when that is lost.
type Process struct {
	Path  string   // of the program
	Args  []string // with its name
	Grace time.Duration

	cmd     *exec.Cmd
	jobs    *json.Encoder
	stdin   io.Closer
	answers chan answer // closed when the process has ended
	stderr  *tail
}

// grace is how much longer than its limit an attempt may take: a failure is made short, a history judged.
const grace = 30 * time.Second

// Do has the job done by the process.
func (p *Process) Do(ctx context.Context, j Job, tell func(News)) (Attempt, error) {
	if p.cmd == nil {
		if err := p.start(); err != nil {
			return Attempt{}, err
		}
	}
	begin := time.Now()
	lost := func(verdict, text string) (Attempt, error) {
		p.Close()
		return Attempt{
			Engine: j.Engine, Limit: j.Limit, Ended: true, Seconds: time.Since(begin).Seconds(),
			Failure: &Failure{Verdict: verdict, Text: text + p.stderr.String()},
		}, nil
	}
	patience := j.Limit + p.Grace
	if p.Grace == 0 {
		patience += grace
	}
	late := time.NewTimer(patience)
	defer late.Stop()
	_ = p.jobs.Encode(j) // if nobody reads it, there will be no answer
	for {
		select {
		case a, ok := <-p.answers:
			switch {
			case !ok:
				return lost(Died, p.exit())
			case a.Attempt != nil:
				return *a.Attempt, nil
			case a.News != nil:
				tell(*a.News)
			}
		case <-late.C:
			return lost(Hung, fmt.Sprintf("no answer after %v", patience))
		case <-ctx.Done():
			p.Close()
			return Attempt{}, ctx.Err()
		}
	}
}

// start starts the process. It has one processor, since one thing moves at a time, and rarely collects garbage.
func (p *Process) start() error {
	cmd := &exec.Cmd{Path: p.Path, Args: p.Args, Env: append(os.Environ(), "GOMAXPROCS=1", "GOGC=400")}
	p.stderr = &tail{}
	cmd.Stderr = p.stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	p.cmd, p.jobs, p.stdin = cmd, json.NewEncoder(stdin), stdin
	p.answers = make(chan answer)
	go read(stdout, p.answers)
	return nil
}

// read passes on what a process says. Lines that are no answers are what explored code has printed.
func read(from io.Reader, to chan<- answer) {
	defer close(to)
	r := bufio.NewReader(from)
	for {
		line, err := r.ReadBytes('\n')
		var a answer
		if json.Unmarshal(line, &a) == nil && (a.News != nil || a.Attempt != nil) {
			to <- a
		}
		if err != nil {
			return
		}
	}
}

// exit says how the process has ended.
func (p *Process) exit() string {
	_ = p.stdin.Close()
	if err := p.cmd.Wait(); err != nil {
		return err.Error()
	}
	return "it ended without an answer"
}

// Close ends the process.
func (p *Process) Close() {
	if p.cmd == nil {
		return
	}
	_ = p.cmd.Process.Kill()
	for range p.answers { // its reader ends before the process is waited for
	}
	_ = p.cmd.Wait()
	p.cmd = nil
}

// tail keeps the beginning and the end of what is written to it.
type tail struct{ head, rest []byte }

const tailBytes = 2048

func (t *tail) Write(b []byte) (int, error) {
	n := min(len(b), tailBytes-len(t.head))
	t.head = append(t.head, b[:n]...)
	t.rest = append(t.rest, b[n:]...)
	if len(t.rest) > tailBytes {
		t.rest = t.rest[len(t.rest)-tailBytes:]
	}
	return len(b), nil
}

// String returns it as lines of their own, behind a line.
func (t *tail) String() string {
	text := string(t.head)
	if len(t.rest) > 0 {
		text += "...\n" + string(t.rest)
	}
	if text = strings.TrimSpace(text); text == "" {
		return ""
	}
	return "\n" + text
}
