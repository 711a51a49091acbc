package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"headstart/data"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite the expected files of the scripts")

// TestMain also makes the test binary the command headstart, first in PATH,
// for scripts and for tests that need a process of its own.
func TestMain(m *testing.M) {
	testscript.Main(sweeping{m}, map[string]func(){"headstart": func() {
		commit = "test" // the hash of a test binary takes a while
		main()
	}})
}

// sweeping runs the tests and removes what they share.
type sweeping struct{ *testing.M }

func (m sweeping) Run() int {
	commit = "test"
	defer func() {
		if dir, err := runOnceDir(); err == nil {
			os.RemoveAll(dir)
		}
	}()
	return m.M.Run()
}

// The scripts show what a user types and what comes back.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                "testdata",
		UpdateScripts:      *update,
		RequireUniqueNames: true,
		Setup: func(env *testscript.Env) error {
			if dir, err := os.UserCacheDir(); err == nil { // where the compiled reader of PDFs is
				env.Setenv("XDG_CACHE_HOME", dir)
			}
			pdfs, err := filepath.Abs("../../ingest/press/document/testdata/pdf")
			env.Setenv("PDFS", pdfs)
			return err
		},
		Cmds: scriptCommands,
	})
}

// scriptCommands are what scripts have beside the commands of testscript:
// package DIR, which writes the shipped data package into DIR; small DIR, which
// writes the part of it about Mi Chat and WeChat; ran shipped or ran small,
// which leaves in out what headstart run would; edit FILE OLD NEW, which
// replaces the first OLD; and exits CODE COMMAND…, which compares the exit code.
var scriptCommands = map[string]func(ts *testscript.TestScript, neg bool, args []string){
	"package": func(ts *testscript.TestScript, neg bool, args []string) {
		if neg || len(args) != 1 {
			ts.Fatalf("usage: package DIR")
		}
		ts.Check(writePackage(ts.MkAbs(args[0])))
	},
	"small": func(ts *testscript.TestScript, neg bool, args []string) {
		if neg || len(args) != 1 {
			ts.Fatalf("usage: small DIR")
		}
		ts.Check(writeSmall(ts.MkAbs(args[0])))
		for _, setting := range quick {
			name, value, _ := strings.Cut(setting, "=")
			ts.Setenv(name, value)
		}
	},
	"ran": func(ts *testscript.TestScript, neg bool, args []string) {
		runs := map[string]func() (string, error){"shipped": shipped, "small": smallRun}
		if neg || len(args) != 1 || runs[args[0]] == nil {
			ts.Fatalf("usage: ran shipped|small")
		}
		out, err := runs[args[0]]()
		ts.Check(err)
		ts.Check(os.CopyFS(ts.MkAbs("out"), os.DirFS(out)))
	},
	"edit": func(ts *testscript.TestScript, neg bool, args []string) {
		if neg || len(args) != 3 {
			ts.Fatalf("usage: edit FILE OLD NEW")
		}
		before, after := ts.ReadFile(args[0]), ""
		if after = strings.Replace(before, args[1], args[2], 1); after == before {
			ts.Fatalf("%s does not contain %q", args[0], args[1])
		}
		ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(after), 0o666))
	},
	"exits": func(ts *testscript.TestScript, neg bool, args []string) {
		if neg || len(args) < 2 {
			ts.Fatalf("usage: exits CODE headstart ARGS…")
		}
		err := ts.Exec(args[1], args[2:]...)
		code := exitDone
		if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
			code = exit.ExitCode()
		} else {
			ts.Check(err)
		}
		if strconv.Itoa(code) != args[0] {
			ts.Fatalf("exit code is %d, not %s", code, args[0])
		}
	},
}

// with returns the commands of all scripts and more.
func with(more map[string]func(ts *testscript.TestScript, neg bool, args []string)) map[string]func(ts *testscript.TestScript, neg bool, args []string) {
	all := maps.Clone(scriptCommands)
	maps.Copy(all, more)
	return all
}

// writePackage writes the shipped data package into dir.
func writePackage(dir string) error {
	return os.CopyFS(dir, data.FS)
}

// writeSmall writes the shipped data package with only the figures, events and
// races of Mi Chat and WeChat, which makes for quicker runs.
func writeSmall(dir string) error {
	if err := writePackage(dir); err != nil {
		return err
	}
	for _, name := range []string{"observations.csv", "events.csv", "races.csv", "owner_networks.csv", "prediction_records.csv"} {
		file := filepath.Join(dir, name)
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		records, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
		if err != nil {
			return err
		}
		var kept bytes.Buffer
		out := csv.NewWriter(&kept)
		for i, r := range records {
			if i == 0 || r[0] == "wechat" || strings.Contains(r[0], "mi-chat") {
				if err := out.Write(r); err != nil {
					return err
				}
			}
		}
		out.Flush()
		if err := os.WriteFile(file, kept.Bytes(), 0o666); err != nil {
			return err
		}
	}
	return nil
}

// quick are settings with few draws, for runs whose estimates are not looked at:
// a run of the small package then takes four fifths of the time.
var quick = []string{"HEADSTART_RACE_HYPERS=20", "HEADSTART_RACE_RACES=2", "HEADSTART_STRENGTH_DRAWS=40", "HEADSTART_WINRATE_DRAWS=40"}

// shipped and smallRun are folders out of one run, on the shipped data and on the
// small package, that several tests read and none changes.
var (
	shipped  = sync.OnceValues(func() (string, error) { return runOnce("") })
	smallRun = sync.OnceValues(func() (string, error) { return runOnce("data") })
)

var runOnceDir = sync.OnceValues(func() (string, error) { return os.MkdirTemp("", "headstart-runs-") })

func runOnce(data string) (string, error) {
	parent, err := runOnceDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(parent, "shipped"+data)
	cmd := exec.Command("headstart", "run", "--quiet")
	cmd.Dir, cmd.Env = dir, []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "HEADSTART_DATA=" + data}
	if err := os.Mkdir(dir, 0o777); err != nil {
		return "", err
	}
	if data != "" {
		cmd.Env = append(cmd.Env, quick...)
		if err := writeSmall(filepath.Join(dir, data)); err != nil {
			return "", err
		}
	}
	if said, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, said)
	}
	return filepath.Join(dir, "out"), nil
}

func shippedRun(t *testing.T) string {
	t.Helper()
	out, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// command is a call of headstart in dir, as a process of its own with no
// settings but those of env.
func command(t *testing.T, dir string, env []string, args ...string) *exec.Cmd {
	t.Helper()
	path, err := exec.LookPath("headstart")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute) // far beyond any run; against hanging
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Dir = dir
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir}, env...)
	return cmd
}

// headstart runs a call in dir that must end well, and returns its stdout.
func headstart(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := command(t, dir, nil, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("headstart %s: %v\n%s", strings.Join(args, " "), err, &stderr)
	}
	return stdout.String()
}

// filesOf returns every file below dir by its path in it.
func filesOf(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	dir, err := filepath.EvalSymlinks(dir)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	err = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		files[filepath.ToSlash(name)], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// appendRows adds records to a CSV file of a package.
func appendRows(t *testing.T, file string, rows ...[]string) {
	t.Helper()
	f, err := os.OpenFile(file, os.O_APPEND|os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	header, err := csv.NewReader(f).Read()
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		if len(row) > 1 { // one of a single cell is a broken one
			rows[i] = append(row, make([]string, len(header)-len(row))...)
		}
	}
	out := csv.NewWriter(f)
	if err := errors.Join(out.WriteAll(rows), f.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestVersionOfAnUncommittedBuild(t *testing.T) {
	if got, err := version(); err != nil || got != release+"+test" {
		t.Errorf("version of a build from a commit is %q, %v", got, err)
	}
	defer func(was string) { commit = was }(commit)
	commit = ""
	v, err := version()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(v, release+"+build.") || len(v) != len(release+"+build.")+12 {
		t.Errorf("version is %q, want %s+build. and twelve digits of the program's hash", v, release)
	}
}
