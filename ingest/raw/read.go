package raw

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
)

// Records returns the records that l names for source, in the order of l, each
// as it was written: one that is missing, was edited or belongs elsewhere is an
// error. A source that l does not name was never fetched, which is one too.
func (s *Store) Records(l Lock, source string) ([]Record, error) {
	pins, ok := l.Sources[source]
	if !ok {
		return nil, fmt.Errorf("source %s was not fetched yet; type: headstart fetch %s", source, source)
	}
	records := make([]Record, 0, len(pins))
	for _, p := range pins {
		r, err := s.record(p, source)
		if err != nil {
			return nil, fmt.Errorf("source %s: the record %s of %s %w; type: headstart fetch %s", source, p.Record, p.URL, err, source)
		}
		records = append(records, r)
	}
	return records, nil
}

func (s *Store) record(p Pin, source string) (Record, error) {
	var r Record
	text, err := fs.ReadFile(s.fsys, p.Record)
	if errors.Is(err, fs.ErrNotExist) {
		return r, errors.New("is missing")
	}
	if err != nil {
		return r, fmt.Errorf("cannot be read: %w", err)
	}
	if p.Record != recordName(p.Record[3:3+64], text) {
		return r, errors.New("was changed since it was fetched")
	}
	if err := json.Unmarshal(text, &r); err != nil {
		return r, fmt.Errorf("cannot be read: %w", err)
	}
	if r.SHA256 != p.Record[3:3+64] || r.Source != source {
		return r, errors.New("belongs to something else")
	}
	return r, nil
}

// Body opens the body of r. The reader hashes what passes: after the last
// byte, in place of io.EOF, comes an error if this is not what was fetched.
// Whoever stops before io.EOF has read bytes that nobody vouches for.
func (s *Store) Body(r Record) (io.ReadCloser, error) {
	sum, err := hex.DecodeString(r.SHA256)
	if err != nil || len(sum) != sha256.Size {
		return nil, fmt.Errorf("the record of %s has no hash of a body; type: headstart fetch %s", r.URL, r.Source)
	}
	f, err := s.fsys.Open(bodyName(r.SHA256))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("what was fetched from %s is missing (%s); type: headstart fetch %s", r.URL, bodyName(r.SHA256), r.Source)
	}
	if err != nil {
		return nil, fmt.Errorf("open what was fetched from %s: %w", r.URL, err)
	}
	return &verified{file: f, record: r, hash: sha256.New(), left: r.Bytes}, nil
}

// verified reads the body of a record.
type verified struct {
	file   fs.File
	record Record
	hash   hash.Hash
	left   int64 // bytes yet to come
	err    error
}

func (v *verified) Read(p []byte) (int, error) {
	if v.err != nil {
		return 0, v.err
	}
	n, err := v.file.Read(p)
	v.hash.Write(p[:n])
	v.left -= int64(n)
	switch {
	case v.left < 0, err == io.EOF && !v.whole():
		r := v.record
		err = fmt.Errorf("what was fetched from %s was changed since (%s); take it from version control, or type: headstart fetch %s",
			r.URL, bodyName(r.SHA256), r.Source)
	}
	v.err = err
	return n, err
}

func (v *verified) whole() bool {
	return v.left == 0 && hex.EncodeToString(v.hash.Sum(nil)) == v.record.SHA256
}

func (v *verified) Close() error { return v.file.Close() }
