package crew

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

// Entry is an attempt at a unit, as a log keeps it.
type Entry struct {
	Class   string  `json:"class"`
	Name    string  `json:"name"`
	Attempt Attempt `json:"attempt"`
}

// header is the first line of a log. What one build has found says nothing about another.
type header struct {
	Build string `json:"build"`
}

// Log is a file of attempts, so that a later run need not make them again: JSON, a line each.
type Log struct{ file *os.File }

// OpenLog opens or makes the log of a build, and returns what it holds. Failures are left out: they shall be seen
// again. A last line that is cut off, since the process was ended there, is dropped.
func OpenLog(path, build string) (*Log, []Entry, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, nil, err
	}
	entries, end, err := readLog(file, build)
	if err == nil {
		err = file.Truncate(end)
	}
	if err == nil {
		_, err = file.Seek(end, io.SeekStart)
	}
	l := &Log{file}
	if err == nil && end == 0 {
		err = l.write(header{build})
	}
	if err != nil {
		file.Close()
		return nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	return l, entries, nil
}

var errNoLog = errors.New("it is not a log of an exploration")

var errOtherBuild = errors.New("it is of another build, whose findings say nothing about this one; remove it, or choose another file")

// readLog returns the entries and where they end.
func readLog(from io.Reader, build string) (entries []Entry, end int64, err error) {
	for r := bufio.NewReader(from); ; {
		line, err := r.ReadBytes('\n')
		if errors.Is(err, io.EOF) && (end > 0 || len(line) == 0) {
			return entries, end, nil
		} else if errors.Is(err, io.EOF) {
			return nil, 0, errNoLog
		} else if err != nil {
			return nil, 0, err
		}
		if end == 0 {
			var h header
			if json.Unmarshal(line, &h) != nil || h.Build == "" {
				return nil, 0, errNoLog
			}
			if h.Build != build {
				return nil, 0, errOtherBuild
			}
		} else {
			var e Entry
			if err := json.Unmarshal(bytes.TrimSpace(line), &e); err != nil {
				return nil, 0, err
			}
			if e.Attempt.Failure == nil {
				entries = append(entries, e)
			}
		}
		end += int64(len(line))
	}
}

// Add adds an entry.
func (l *Log) Add(e Entry) error { return l.write(e) }

func (l *Log) write(v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = l.file.Write(append(data, '\n'))
	return err
}

// Close closes the file.
func (l *Log) Close() error { return l.file.Close() }
