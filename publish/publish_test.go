package publish

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// names lists a folder and what is right below its folders.
func names(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			name, err = filepath.Rel(dir, name)
			out = append(out, filepath.ToSlash(name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func open(t *testing.T, dir string) *os.Root {
	t.Helper()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	return root
}

// A staged file changes nothing until it is in its place; one that cannot be
// put there leaves nothing behind.
func TestFile(t *testing.T) {
	dir := t.TempDir()
	root := open(t, dir)
	if err := os.MkdirAll(filepath.Join(dir, "a", "taken", "x"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := Write(root, "a/b", []byte("old"), 0o640); err != nil {
		t.Fatal(err)
	}
	fresh, err := stage(root, "a/b", []byte("new"), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := root.ReadFile("a/b"); err != nil || string(text) != "old" {
		t.Fatalf("before it is in its place: %q, %v", text, err)
	}
	if err := place(root, fresh, "a/b"); err != nil {
		t.Fatal(err)
	}
	text, err := root.ReadFile("a/b")
	if err != nil || string(text) != "new" {
		t.Errorf("once it is in its place: %q, %v", text, err)
	}
	for _, name := range []string{"none/b", "a/taken", "../b"} {
		if err := Write(root, name, []byte("x"), 0o666); err == nil {
			t.Errorf("%s was written", name)
		}
	}
	if got := names(t, dir); !slices.Equal(got, []string{"a/b"}) {
		t.Errorf("there is %q", got)
	}
	for _, name := range []string{Prefix + "1", "a/" + Prefix + "2"} {
		if err := root.WriteFile(name, nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := Sweep(root); err != nil {
		t.Fatal(err)
	}
	if got := names(t, dir); !slices.Equal(got, []string{"a/b"}) {
		t.Errorf("swept: %q", got)
	}
}

// A folder is moved with all that is in it, and never over another that holds
// something.
func TestRename(t *testing.T) {
	dir := t.TempDir()
	root := open(t, dir)
	if err := root.MkdirAll("fresh/sub", 0o777); err != nil {
		t.Fatal(err)
	}
	if err := root.WriteFile("fresh/sub/x", nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := root.Symlink("nowhere", "fresh/link"); err != nil {
		t.Fatal(err)
	}
	if err := Rename(filepath.Join(dir, "fresh"), filepath.Join(dir, "run")); err != nil {
		t.Fatal(err)
	}
	if err := root.Mkdir("again", 0o777); err != nil {
		t.Fatal(err)
	}
	if err := Rename(filepath.Join(dir, "again"), filepath.Join(dir, "run")); err == nil {
		t.Error("a folder that holds something was replaced")
	}
	if got := names(t, dir); !slices.Equal(got, []string{"run/link", "run/sub/x"}) {
		t.Errorf("there is %q", got)
	}
}
