package raw

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
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

// Sweep removes what killed fetches have left half written. The caller keeps
// other writers of the folder out.
func (s *Store) Sweep() error {
	if err := publish.Sweep(s.root); err != nil {
		return fmt.Errorf("remove what an interrupted fetch has left: %w", err)
	}
	return nil
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
