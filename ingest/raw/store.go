package raw

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path"

	"headstart/publish"
)

// Store is a folder of bodies and records.
type Store struct {
	fsys fs.FS
	root *os.Root // nil: for reading only
}

// Open reads the folder fsys.
func Open(fsys fs.FS) *Store { return &Store{fsys: fsys} }

// OpenRoot reads and writes the folder root, which stays the caller's to
// close. Puts may be made at the same time; whoever calls WriteLock keeps
// other writers of the folder out.
func OpenRoot(root *os.Root) *Store { return &Store{fsys: root.FS(), root: root} }

// Put stores body and its record, and returns the record with its SHA256 and
// Bytes set. When it returns both are on the disk, whole; what was already
// there is left as it is, unless it is damaged.
func (s *Store) Put(rec Record, body []byte) (Record, error) {
	sum := sha256.Sum256(body)
	rec.SHA256, rec.Bytes = hex.EncodeToString(sum[:]), int64(len(body))
	name, text, err := rec.file()
	if err != nil {
		return rec, err
	}
	if err := s.keep(bodyName(rec.SHA256), body); err != nil {
		return rec, fmt.Errorf("store the body of %s: %w", rec.URL, err)
	}
	if err := s.keep(name, text); err != nil {
		return rec, fmt.Errorf("store the record of %s: %w", rec.URL, err)
	}
	return rec, nil
}

// keep writes a file unless it has this content already.
func (s *Store) keep(name string, content []byte) error {
	if old, err := fs.ReadFile(s.fsys, name); err == nil && bytes.Equal(old, content) {
		return nil
	}
	if s.root == nil {
		return errors.New("the folder is open for reading only")
	}
	if err := s.root.MkdirAll(path.Dir(name), 0o777); err != nil {
		return err
	}
	return publish.Write(s.root, name, content, 0o666)
}

func bodyName(sum string) string { return sum[:2] + "/" + sum }

// file returns the name and the text of the record's file.
func (r Record) file() (name string, text []byte, err error) {
	if text, err = document(r); err != nil {
		return "", nil, fmt.Errorf("write the record of %s: %w", r.URL, err)
	}
	return recordName(r.SHA256, text), text, nil
}

// recordName holds half of the record's own hash: enough that two records of
// one body never share a name, and that an edit shows.
func recordName(body string, text []byte) string {
	sum := sha256.Sum256(text)
	return bodyName(body) + "-" + hex.EncodeToString(sum[:16]) + ".json"
}

// document is v as JSON for people to read, with keys in a set order.
func document(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(v)
	return b.Bytes(), err
}

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
