package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"headstart/reports"
)

// whole returns what is wrong with the run that latest points to, and its id.
func whole(out string) (id string, err error) {
	target, err := os.Readlink(filepath.Join(out, "latest"))
	if err != nil {
		return "", err
	}
	id = filepath.Base(target)
	dir := filepath.Join(out, target)
	text, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if err != nil {
		return id, err
	}
	var m reports.Manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return id, fmt.Errorf("manifest.json: %w", err)
	}
	if m.Run != id || len(m.Rows) == 0 || len(m.Stages) != len(stages) {
		return id, fmt.Errorf("manifest.json is of run %s, with %d tables and %d stages", m.Run, len(m.Rows), len(m.Stages))
	}
	var tables struct {
		Resources []struct{ Name, Path, Hash string }
	}
	if text, err = os.ReadFile(filepath.Join(dir, "tables", "datapackage.json")); err != nil {
		return id, err
	}
	if err := json.Unmarshal(text, &tables); err != nil {
		return id, fmt.Errorf("tables/datapackage.json: %w", err)
	}
	if len(tables.Resources) != len(m.Rows) {
		return id, fmt.Errorf("tables/datapackage.json lists %d tables, the manifest %d", len(tables.Resources), len(m.Rows))
	}
	for _, r := range tables.Resources {
		content, err := os.ReadFile(filepath.Join(dir, "tables", r.Path))
		if err != nil {
			return id, err
		}
		if sum := sha256.Sum256(content); r.Hash != "sha256:"+hex.EncodeToString(sum[:]) {
			return id, fmt.Errorf("%s has another hash than the descriptor says", r.Path)
		}
	}
	page, err := os.ReadFile(filepath.Join(dir, "report.html"))
	if err == nil && !bytes.HasSuffix(bytes.TrimSpace(page), []byte("</html>")) {
		err = errors.New("report.html has no end")
	}
	return id, err
}

// soak is how many times a test that tries chance tries it: few, or the number
// that make soak says.
func soak(t testing.TB, few int) int {
	t.Helper()
	text := os.Getenv("HEADSTART_SOAK")
	if text == "" {
		return few
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// A run that is killed at any moment leaves a whole run behind, and the next
// run works and removes the rest. The moments are spread over a run, more of
// them where the files are moved.
func TestKilled(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	out := filepath.Join(dir, "out")
	ranSmall(t, dir)
	began := time.Now()
	headstart(t, dir, "run", "--quiet", "--resolve", "high")
	full := time.Since(began)
	if _, err := whole(out); err != nil {
		t.Fatal(err)
	}

	random := rand.New(rand.NewPCG(1, 2))
	kills, cut := soak(t, 30), 0
	atEnd := kills * 2 / 5
	for i := range kills {
		args := []string{"run", "--quiet", "--latest", "--as-of", time.Date(2020, 1, 1+i, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)}
		if i%2 == 1 { // over a run that is there
			args = []string{"run", "--quiet", "--resolve", "high", "--force"}
		}
		cmd, ended := start(t, command(t, dir, nil, args...))
		moment := fmt.Sprintf("kill %d", i)
		if i < kills-atEnd {
			share := (float64(i) + random.Float64()) / float64(kills-atEnd)
			time.Sleep(time.Duration(share * float64(full)))
			moment += fmt.Sprintf(" at %.0f%%", 100*share)
		} else {
			waitFor(filepath.Join(out, "runs", ".new-*", "report.html"), ended)
			time.Sleep(time.Duration(random.IntN(3000)) * time.Microsecond)
			moment += " at the end"
		}
		_ = cmd.Process.Kill() // fails when the run was quicker
		if <-ended; !cmd.ProcessState.Success() {
			cut++
		}
		id, err := whole(out)
		if err != nil {
			t.Fatalf("%s of %v: latest is %s: %v", moment, args, id, err)
		}
	}
	t.Logf("%d runs, %d of them cut short; latest was whole each time", kills, cut)
	if cut < kills/2 {
		t.Errorf("only %d of %d runs were cut short; the test does not test", cut, kills)
	}
	headstart(t, dir, "run", "--quiet")
	if _, err := whole(out); err != nil {
		t.Error(err)
	}
	for _, pattern := range []string{"runs/.new-*", ".latest"} {
		if left, _ := filepath.Glob(filepath.Join(out, pattern)); len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
	}
}

// smallPackage makes a small package the data of every later call in dir, and
// the settings those of quick.
func smallPackage(t *testing.T, dir string) {
	t.Helper()
	err := errors.Join(writeSmall(filepath.Join(dir, "small")),
		os.WriteFile(filepath.Join(dir, configFile), []byte("data: small\nrace: {hypers: 20, races: 2}\nstrength: {draws: 40}\nwinrate: {draws: 40}\n"), 0o666))
	if err != nil {
		t.Fatal(err)
	}
}

// ranSmall is smallPackage with what headstart run would leave in out.
func ranSmall(t *testing.T, dir string) {
	t.Helper()
	smallPackage(t, dir)
	out, err := smallRun()
	if err == nil {
		err = os.CopyFS(filepath.Join(dir, "out"), os.DirFS(out))
	}
	if err != nil {
		t.Fatal(err)
	}
}

// start starts a call; ended is closed when it has ended.
func start(t *testing.T, cmd *exec.Cmd) (started *exec.Cmd, ended chan struct{}) {
	t.Helper()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended = make(chan struct{})
	go func() {
		_ = cmd.Wait() // its result stays in ProcessState
		close(ended)
	}()
	return cmd, ended
}

// waitFor returns when a file matches pattern, or when the call has ended.
func waitFor(pattern string, ended <-chan struct{}) {
	for {
		if found, _ := filepath.Glob(pattern); len(found) > 0 {
			return
		}
		select {
		case <-ended:
			return
		case <-time.After(300 * time.Microsecond):
		}
	}
}

// Each signal that asks a run to end does so in every stage after the first, with one line, and
// what was there before is as it was.
func TestSignals(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	ranSmall(t, dir)
	before, err := whole(filepath.Join(dir, "out"))
	if err != nil {
		t.Fatal(err)
	}
	for _, told := range []os.Signal{syscall.SIGHUP, syscall.SIGPIPE, syscall.SIGTERM, os.Interrupt} {
		if signal.Ignored(told) {
			continue // under nohup, which the program obeys
		}
		for i, stage := range stages {
			if i == 0 {
				continue // no line says that the program has begun
			}
			cmd := command(t, dir, nil, "run", "--force")
			stderr, err := cmd.StderrPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewScanner(stderr)
			for n := 0; n < i && lines.Scan(); n++ { // the line of the stage before
			}
			time.Sleep(time.Duration(30*(i+1)) * time.Millisecond) // into the stage
			sent := time.Now()
			if err := cmd.Process.Signal(told); err != nil {
				t.Fatal(err)
			}
			last := ""
			for lines.Scan() {
				last = lines.Text()
			}
			err = cmd.Wait()
			t.Logf("%v in %s: ended after %d ms", told, stage, time.Since(sent).Milliseconds())
			if cmd.ProcessState.Success() && i == len(stages)-1 {
				continue // it was quicker
			}
			if cmd.ProcessState.ExitCode() != exitNo || last != "headstart: "+errInterrupted.Error() {
				t.Errorf("%v in %s: %v, %q", told, stage, err, last)
			}
			if after, err := whole(filepath.Join(dir, "out")); after != before || err != nil {
				t.Errorf("%v in %s: latest is %s, was %s; %v", told, stage, after, before, err)
			}
		}
	}
}

// A package that has lost rows gives a report, whichever they are: all rows of a
// table, all but the first, or all but the last.
func TestLongBroken(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := writeSmall(filepath.Join(dir, "whole")); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "whole", "*.csv"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		for what, drop := range map[string]func(i, n int) bool{
			"no row":       func(int, int) bool { return true },
			"one row":      func(i, _ int) bool { return i > 0 },
			"the last row": func(i, n int) bool { return i < n-1 },
		} {
			broken := filepath.Join(dir, "broken")
			if err := errors.Join(os.RemoveAll(broken), os.CopyFS(broken, os.DirFS(filepath.Join(dir, "whole")))); err != nil {
				t.Fatal(err)
			}
			changeTable(t, filepath.Join(broken, filepath.Base(file)), func(f *table) {
				i, n := -1, len(f.rows)
				f.rows = slices.DeleteFunc(f.rows, func([]string) bool { i++; return drop(i, n) })
			})
			if text, err := command(t, dir, nil, "run", "--quiet", "--data", "broken").CombinedOutput(); err != nil {
				t.Errorf("%s with %s: %v\n%.2000s", filepath.Base(file), what, err, text)
			}
		}
	}
}

// A disk that is full while a run is made leaves the run before as it was.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "out")
	if err := os.Mkdir(out, 0o777); err != nil {
		t.Fatal(err)
	}
	if text, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=14m", "none", out).CombinedOutput(); err != nil {
		t.Skipf("a small disk cannot be made here: %s", text)
	}
	defer func() {
		if err := exec.Command("umount", out).Run(); err != nil {
			t.Error(err)
		}
	}()
	ranSmall(t, dir)
	before, err := whole(out)
	if err != nil {
		t.Fatal(err)
	}
	failed := 0
	for _, fill := range []int{0, 4, 7} {
		if err := os.WriteFile(filepath.Join(out, "ballast"), make([]byte, fill<<20), 0o666); err != nil {
			break
		}
		text, err := command(t, dir, nil, "run", "--quiet", "--resolve", "low", "--force").CombinedOutput()
		if err != nil {
			failed++
			if !strings.Contains(string(text), "no space left on device") {
				t.Errorf("with %d MB taken: %s", fill, text)
			}
		}
		if after, err := whole(out); err != nil || failed == 1 && fill == 0 && after != before {
			t.Errorf("with %d MB taken: latest is %s, was %s; %v", fill, after, before, err)
		}
	}
	if failed == 0 {
		t.Error("the disk was never full; the test does not test")
	}
}

// Ctrl-C ends a run with one line and leaves nothing of it.
func TestInterrupted(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	smallPackage(t, dir)
	cmd := command(t, dir, nil, "run", "--quiet")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	cmd, ended := start(t, cmd)
	waitFor(filepath.Join(dir, "out", "runs", ".new-*", "tables", "*.parquet"), ended)
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	if <-ended; cmd.ProcessState.ExitCode() != exitNo {
		t.Errorf("it ended with %v, want exit status %d", cmd.ProcessState, exitNo)
	}
	if want := "headstart: interrupted; earlier results are unchanged\n"; stderr.String() != want {
		t.Errorf("stderr is %q, want %q", &stderr, want)
	}
	if left := filesOf(t, filepath.Join(dir, "out")); len(left) != 1 {
		t.Errorf("left behind: %d files beside the lock", len(left)-1)
	}
}

// Of two runs in one folder the second fails at once; the first is unharmed.
func TestTwoAtOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	smallPackage(t, dir)
	first, ended := start(t, command(t, dir, nil, "run", "--quiet"))
	waitFor(filepath.Join(dir, "out", ".lock"), ended)
	second := command(t, dir, nil, "run", "--quiet", "--resolve", "low")
	text, err := second.CombinedOutput()
	if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) || exit.ExitCode() != exitNo {
		t.Errorf("the second ended with %v, want exit status %d", err, exitNo)
	}
	if want := "headstart: another run is writing to out; wait until it is done, or use --out with another folder\n"; string(text) != want {
		t.Errorf("the second says %q, want %q", text, want)
	}
	if <-ended; !first.ProcessState.Success() {
		t.Errorf("the first ended with %v", first.ProcessState)
	}
	if _, err := whole(filepath.Join(dir, "out")); err != nil {
		t.Error(err)
	}
	if runs, _ := os.ReadDir(filepath.Join(dir, "out", "runs")); len(runs) != 1 || strings.HasPrefix(runs[0].Name(), ".") {
		t.Errorf("runs/ holds %v, want one run", runs)
	}
}
