package raw

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"testing/iotest"
)

func newStore(t *testing.T) (s *Store, dir string) {
	t.Helper()
	dir = t.TempDir()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	return OpenRoot(root), dir
}

func put(t *testing.T, s *Store, rec Record, body string) Record {
	t.Helper()
	rec, err := s.Put(rec, []byte(body))
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

func lock(t *testing.T, s *Store, source string, recs ...Record) Lock {
	t.Helper()
	var l Lock
	if err := l.Pin(source, recs); err != nil {
		t.Fatal(err)
	}
	if err := s.WriteLock(l); err != nil {
		t.Fatal(err)
	}
	return l
}

func read(s *Store, r Record) (string, error) {
	f, err := s.Body(r)
	if err != nil {
		return "", err
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	return string(text), err
}

// files returns every file below dir by its path in it.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(filepath.Join(dir, name))
		out[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

var users = Record{
	Source: "users", Kind: "owid", URL: "https://institute.org/users.csv?v=1&x=<1>", FinalURL: "https://institute.org/Users.csv",
	Redirects: []string{"https://institute.org/Users.csv"}, Status: 200, FetchedAt: "2026-11-23T04:00:00Z",
	Header: map[string]string{"etag": `"1"`, "content-type": "text/csv"}, About: map[string]string{"role": "table"},
}

// The folder is for people and for version control: this is all of it. The
// hashes are those of sha256sum.
func TestFolder(t *testing.T) {
	s, dir := newStore(t)
	lock(t, s, "users", put(t, s, users, "entity,year\n"))
	const body = "6b/6bc75f0384ec2404bfbdc189b5f1f521c8263115ef97bc7d0709de7fdb192361"
	const record = body + "-2cf46bc036a793ea0094a4969fde3b8a.json"
	want := map[string]string{
		body: "entity,year\n",
		record: `{
  "source": "users",
  "kind": "owid",
  "url": "https://institute.org/users.csv?v=1&x=<1>",
  "final_url": "https://institute.org/Users.csv",
  "redirects": [
    "https://institute.org/Users.csv"
  ],
  "status": 200,
  "header": {
    "content-type": "text/csv",
    "etag": "\"1\""
  },
  "fetched_at": "2026-11-23T04:00:00Z",
  "sha256": "6bc75f0384ec2404bfbdc189b5f1f521c8263115ef97bc7d0709de7fdb192361",
  "bytes": 12,
  "about": {
    "role": "table"
  }
}
`,
		LockName: `{
  "sources": {
    "users": [
      {
        "url": "https://institute.org/users.csv?v=1&x=<1>",
        "record": "` + record + `"
      }
    ]
  }
}
`,
	}
	if got := files(t, dir); !reflect.DeepEqual(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	if recs, err := s.Records(mustLock(t, s), "users"); err != nil || len(recs) != 1 || recs[0].SHA256 != body[3:] || recs[0].About["role"] != "table" {
		t.Errorf("read back %+v, %v", recs, err)
	}
}

func mustLock(t *testing.T, s *Store) Lock {
	t.Helper()
	l, err := s.Lock()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// A body that two sources have is stored once; a record for each.
func TestSharedBody(t *testing.T) {
	s, dir := newStore(t)
	other := users
	other.Source = "other"
	a, b := put(t, s, users, "same"), put(t, s, other, "same")
	put(t, s, users, "same") // again
	if got := files(t, dir); len(got) != 3 || a.SHA256 != b.SHA256 {
		t.Errorf("%d files, want a body and two records", len(got))
	}
}

// The same records give the same bytes, in whatever order they come, and
// sources that are not fetched this time keep theirs.
func TestLockIsStable(t *testing.T) {
	s, dir := newStore(t)
	second := users
	second.URL += "&page=2"
	a, b := put(t, s, users, "1"), put(t, s, second, "2")
	l := lock(t, s, "users", a, b)
	before := files(t, dir)[LockName]
	info, err := os.Stat(filepath.Join(dir, LockName))
	if err != nil {
		t.Fatal(err)
	}
	if lock(t, s, "users", b, a, b); files(t, dir)[LockName] != before {
		t.Errorf("another order gives %s, want %s", files(t, dir)[LockName], before)
	}
	if now, err := os.Stat(filepath.Join(dir, LockName)); err != nil || !os.SameFile(info, now) {
		t.Errorf("a lock that has not changed was written anew: %v", err)
	}
	third := users
	third.Source = "other"
	if err := l.Pin("other", []Record{put(t, s, third, "3")}); err != nil {
		t.Fatal(err)
	}
	if err := s.WriteLock(l); err != nil {
		t.Fatal(err)
	}
	got := mustLock(t, s)
	if len(got.Sources["users"]) != 2 || len(got.Sources["other"]) != 1 {
		t.Errorf("got %+v", got)
	}
}

// Damage to any byte is found, and said with what to type.
func TestDamage(t *testing.T) {
	const hint = "type: headstart fetch users"
	for _, c := range []struct {
		name   string
		damage func(files map[string]string, body, record string)
		want   string
	}{
		{"body edited", func(f map[string]string, body, _ string) { f[body] = "Entity,year\n" }, "was changed since"},
		{"body cut", func(f map[string]string, body, _ string) { f[body] = f[body][:5] }, "was changed since"},
		{"body empty", func(f map[string]string, body, _ string) { f[body] = "" }, "was changed since"},
		{"body longer", func(f map[string]string, body, _ string) { f[body] += "\n" }, "was changed since"},
		{"body missing", func(f map[string]string, body, _ string) { delete(f, body) }, "is missing"},
		{"record edited", func(f map[string]string, _, record string) {
			f[record] = strings.Replace(f[record], "2026-11-23", "2026-11-22", 1)
		}, "was changed since"},
		{"record missing", func(f map[string]string, _, record string) { delete(f, record) }, "is missing"},
		{"lock missing", func(f map[string]string, _, _ string) { delete(f, LockName) }, "type: headstart fetch"},
		{"lock cut", func(f map[string]string, _, _ string) { f[LockName] = f[LockName][:40] }, "type: headstart fetch"},
		{"lock twice", func(f map[string]string, _, _ string) { f[LockName] += f[LockName] }, "after its end"},
		{"lock of another form", func(f map[string]string, _, _ string) { f[LockName] = `{"version": 2}` }, `unknown field "version"`},
		{"lock that leads out", func(f map[string]string, _, record string) {
			f[LockName] = strings.Replace(f[LockName], record, "../"+record, 1)
		}, "is not a record"},
		{"lock of another source", func(f map[string]string, _, _ string) {
			f[LockName] = strings.Replace(f[LockName], `"users"`, `"Users"`, 1)
		}, "source users was not fetched yet"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, dir := newStore(t)
			rec := put(t, s, users, "entity,year\n")
			l := lock(t, s, "users", rec)
			have := files(t, dir)
			c.damage(have, bodyName(rec.SHA256), l.Sources["users"][0].Record)
			fsys := fstest.MapFS{}
			for name, text := range have {
				fsys[name] = &fstest.MapFile{Data: []byte(text)}
			}
			err := readAll(Open(fsys), "users")
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "headstart fetch") {
				t.Errorf("error is %v, want one with %q and %q", err, c.want, hint)
			}
		})
	}
}

// readAll is what a run does.
func readAll(s *Store, source string) error {
	l, err := s.Lock()
	if err != nil {
		return err
	}
	recs, err := s.Records(l, source)
	if err != nil {
		return err
	}
	for _, r := range recs {
		if _, err := read(s, r); err != nil {
			return err
		}
	}
	return nil
}

func TestNothingFetched(t *testing.T) {
	_, err := Open(fstest.MapFS{}).Lock()
	if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "type: headstart fetch") {
		t.Errorf("error is %v", err)
	}
}

// A record that claims another source's place, or another body, is refused
// even where its own name fits.
func TestRecordOfSomethingElse(t *testing.T) {
	s, _ := newStore(t)
	l := lock(t, s, "users", put(t, s, users, "1"))
	l.Sources["other"] = l.Sources["users"]
	if _, err := s.Records(l, "other"); err == nil || !strings.Contains(err.Error(), "belongs to something else") {
		t.Errorf("error is %v", err)
	}
}

// Put mends what is damaged.
func TestPutMends(t *testing.T) {
	s, dir := newStore(t)
	rec := put(t, s, users, "entity,year\n")
	for _, damaged := range []string{"", "entity", "Entity,year\n", "entity,year\n\n"} {
		if err := os.WriteFile(filepath.Join(dir, bodyName(rec.SHA256)), []byte(damaged), 0o666); err != nil {
			t.Fatal(err)
		}
		if text, err := read(s, put(t, s, users, "entity,year\n")); err != nil || text != "entity,year\n" {
			t.Errorf("over %q: read %q, %v", damaged, text, err)
		}
	}
}

// The reader keeps the rules of io.Reader in pieces of any size.
func TestVerifiedReader(t *testing.T) {
	s, _ := newStore(t)
	for _, text := range []string{"", "x", strings.Repeat("a line of data\n", 9000)} {
		rec := put(t, s, users, text)
		f, err := s.Body(rec)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(iotest.OneByteReader(f))
		if err != nil || string(got) != text {
			t.Errorf("read %d bytes of %d: %v", len(got), len(text), err)
		}
		if n, err := f.Read(make([]byte, 1)); n != 0 || err != io.EOF {
			t.Errorf("after the end: %d, %v", n, err)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
}

// Writers at the same time, of the same and of different bodies, leave whole
// files and nothing else.
func TestPutAtOnce(t *testing.T) {
	s, dir := newStore(t)
	bodies := []string{strings.Repeat("a", 1<<16), strings.Repeat("b", 1<<16)}
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			rec, err := s.Put(users, []byte(bodies[i%2]))
			if err != nil {
				t.Error(err)
				return
			}
			if text, err := read(s, rec); err != nil || text != bodies[i%2] {
				t.Errorf("read %d bytes, %v", len(text), err)
			}
		})
	}
	wg.Wait()
	if got := files(t, dir); len(got) != 4 {
		t.Errorf("%d files, want two bodies and two records", len(got))
	}
}

func TestReadOnly(t *testing.T) {
	if _, err := Open(fstest.MapFS{}).Put(users, []byte("1")); err == nil {
		t.Error("put into a folder for reading")
	}
}

// Whatever the lock file and the record have in them, reading ends in an
// error or in bytes with the hash that the lock names.
func FuzzRead(f *testing.F) {
	const body = "entity,year\n"
	rec := users
	rec.SHA256 = "6bc75f0384ec2404bfbdc189b5f1f521c8263115ef97bc7d0709de7fdb192361"
	name, text, err := rec.file()
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(`{"sources":{"users":[{"url":"","record":"`+name+`"}]}}`), text, name)
	f.Add([]byte(`{"sources":{"users":[{"url":"","record":""}]}}`), []byte(`{"sha256":""}`), "x")
	f.Fuzz(func(t *testing.T, lock, record []byte, name string) {
		if !fs.ValidPath(name) || name == "." || name == LockName || strings.HasPrefix(name, LockName+"/") || strings.HasPrefix(bodyName(rec.SHA256), name) {
			return
		}
		s := Open(fstest.MapFS{LockName: {Data: lock}, name: {Data: record}, bodyName(rec.SHA256): {Data: []byte(body)}})
		l, err := s.Lock()
		if err != nil {
			return
		}
		for source := range l.Sources {
			recs, err := s.Records(l, source)
			if err != nil {
				continue
			}
			for _, r := range recs {
				if got, err := read(s, r); err == nil && !bytes.Equal([]byte(got), []byte(body)) {
					t.Errorf("read %q without an error", got)
				}
			}
		}
	})
}
