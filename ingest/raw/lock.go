package raw

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"slices"
	"sync"
)

// LockName is the name of the lock file in the folder.
const LockName = "raw.lock.json"

// Lock names the records that a run reads. The zero Lock names none.
type Lock struct {
	Sources map[string][]Pin `json:"sources"` // by name of source, each in order of URL
}

// Pin names one record.
type Pin struct {
	URL    string `json:"url"`    // for people: the record itself says it again
	Record string `json:"record"` // the record's file
}

// pinned is the form of a record's file name.
var pinned = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^([0-9a-f]{2})/([0-9a-f]{64})-[0-9a-f]{32}\.json$`) })

// Lock reads the lock file. Where there is none, the error is fs.ErrNotExist.
func (s *Store) Lock() (Lock, error) {
	const hint = "take it from version control, or remove it and type: headstart fetch"
	text, err := fs.ReadFile(s.fsys, LockName)
	if errors.Is(err, fs.ErrNotExist) {
		return Lock{}, fmt.Errorf("nothing was fetched yet (%s: %w); type: headstart fetch", LockName, fs.ErrNotExist)
	}
	if err != nil {
		return Lock{}, fmt.Errorf("read what was fetched: %w", err)
	}
	var l Lock
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&l); err != nil {
		return Lock{}, fmt.Errorf("read %s: %w; %s", LockName, err, hint)
	}
	if _, err := dec.Token(); err != io.EOF {
		return Lock{}, fmt.Errorf("read %s: there is something after its end; %s", LockName, hint)
	}
	for source, pins := range l.Sources {
		for _, p := range pins {
			if m := pinned().FindStringSubmatch(p.Record); m == nil || m[1] != m[2][:2] {
				return Lock{}, fmt.Errorf("read %s: source %s: %q is not a record; %s", LockName, source, p.Record, hint)
			}
		}
	}
	return l, nil
}

// Pin makes records, which Put has returned, the ones that a run reads of
// source, in place of those it read before.
func (l *Lock) Pin(source string, records []Record) error {
	pins := make([]Pin, 0, len(records))
	for _, r := range records {
		name, _, err := r.file()
		if err != nil {
			return err
		}
		pins = append(pins, Pin{URL: r.URL, Record: name})
	}
	slices.SortFunc(pins, func(a, b Pin) int {
		return cmp.Or(cmp.Compare(a.URL, b.URL), cmp.Compare(a.Record, b.Record))
	})
	if l.Sources == nil {
		l.Sources = map[string][]Pin{}
	}
	l.Sources[source] = slices.Compact(pins)
	return nil
}

// WriteLock puts l in the place of the lock file, in one step. The same
// records make the same bytes.
func (s *Store) WriteLock(l Lock) error {
	if l.Sources == nil {
		l.Sources = map[string][]Pin{}
	}
	text, err := document(l)
	if err == nil {
		err = s.keep(LockName, text)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", LockName, err)
	}
	return nil
}
