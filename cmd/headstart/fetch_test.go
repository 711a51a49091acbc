package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"headstart/ingest/raw"

	"github.com/rogpeppe/go-internal/testscript"
)

// The scripts of fetch have two hosts of their own, whose addresses stand for
// SITE and OTHER in their *.yaml. They answer from the folder site: a file as
// it is, with its hash as ETag, and a file whose name ends in .http as the
// answer that it holds. Beside the commands of all scripts they have bytes FILE TEXT, which writes TEXT to FILE.
func TestFetchScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                "testdata/fetch",
		UpdateScripts:      *update,
		RequireUniqueNames: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("HEADSTART_ALLOW_HOSTS", "127.0.0.1")
			var addresses []string
			for _, name := range []string{"SITE", "OTHER"} {
				srv := httptest.NewServer(site(filepath.Join(env.WorkDir, "site")))
				env.Defer(srv.Close)
				addresses = append(addresses, name, srv.URL)
			}
			files, err := filepath.Glob(filepath.Join(env.WorkDir, "*.yaml"))
			for _, file := range files {
				text, rerr := os.ReadFile(file)
				text = []byte(strings.NewReplacer(addresses...).Replace(string(text)))
				err = errors.Join(err, rerr, os.WriteFile(file, text, 0o666))
			}
			return err
		},
		Cmds: with(map[string]func(*testscript.TestScript, bool, []string){
			"bytes": func(ts *testscript.TestScript, neg bool, args []string) {
				if neg || len(args) != 2 {
					ts.Fatalf("usage: bytes FILE TEXT")
				}
				found, err := filepath.Glob(ts.MkAbs(args[0]))
				ts.Check(err)
				if len(found) != 1 {
					ts.Fatalf("%s matches %v", args[0], found)
				}
				ts.Check(os.WriteFile(found[0], []byte(args[1]), 0o666))
			},
		}),
	})
}

// site answers from a folder.
type site string

func (s site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := filepath.Join(string(s), filepath.FromSlash(r.URL.Path))
	if answer, err := os.ReadFile(name + ".http"); err == nil {
		res, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(answer)), r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusTeapot)
			return
		}
		defer res.Body.Close()
		for field, values := range res.Header {
			w.Header()[field] = values
		}
		w.WriteHeader(res.StatusCode)
		io.Copy(w, res.Body)
		return
	}
	text, err := os.ReadFile(name)
	if err != nil {
		http.Error(w, `{"status":404,"error":"Not found"}`, http.StatusNotFound)
		return
	}
	tag := fmt.Sprintf(`"%x"`, sha256.Sum256(text))
	w.Header().Set("Etag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Write(text)
}

// Of two fetches into one folder the second fails at once, and the first ends
// as if it had been alone.
func TestTwoFetchesAtOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	arrived, release := make(chan struct{}), make(chan struct{})
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, ".csv") {
			close(arrived)
			<-release
			io.WriteString(w, "Entity,Code,Year,Users\nWeChat,,2018,1000000000")
			return
		}
		io.WriteString(w, `{"chart":{"title":"Users"}}`)
	}))
	defer srv.Close()
	text := "allow_hosts: [127.0.0.1]\nsources:\n  users:\n    kind: owid\n    slug: users\n    url: " + srv.URL + "\n"
	if err := os.WriteFile(filepath.Join(dir, configFile), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	first, ended := start(t, command(t, dir, nil, "fetch"))
	select {
	case <-arrived:
	case <-ended:
		t.Fatal("the first ended without a request")
	}
	second := command(t, dir, nil, "fetch")
	said, err := second.CombinedOutput()
	if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) || exit.ExitCode() != exitNo {
		t.Errorf("the second ended with %v, want exit status %d", err, exitNo)
	}
	if want := "headstart: another fetch is writing to raw; wait until it is done, or use --raw with another folder\n"; string(said) != want {
		t.Errorf("the second says %q, want %q", said, want)
	}
	close(release)
	if <-ended; !first.ProcessState.Success() {
		t.Errorf("the first ended with %v", first.ProcessState)
	}
	if _, err := os.Stat(filepath.Join(dir, "raw", raw.LockName)); err != nil {
		t.Error(err)
	}
}

// An interrupted fetch leaves the lock file as it was.
func TestInterruptedFetch(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	arrived := make(chan struct{})
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(arrived)
		<-r.Context().Done()
	}))
	defer srv.Close()
	text := "allow_hosts: [127.0.0.1]\nsources:\n  users:\n    kind: owid\n    slug: users\n    url: " + srv.URL + "\n"
	if err := os.WriteFile(filepath.Join(dir, configFile), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	cmd := command(t, dir, nil, "fetch")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	cmd, ended := start(t, cmd)
	<-arrived
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if <-ended; cmd.ProcessState.ExitCode() != exitNo || stderr.String() != "headstart: interrupted; earlier results are unchanged\n" {
		t.Errorf("it ended with %v and says %q", cmd.ProcessState, &stderr)
	}
	if _, err := os.Stat(filepath.Join(dir, "raw", raw.LockName)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("there is a lock file: %v", err)
	}
}
