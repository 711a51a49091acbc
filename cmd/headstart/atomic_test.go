package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
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

// A run that is killed at any moment leaves a whole run behind, and the next
// run works and removes the rest. The moments are spread over a run, more of
// them where the files are moved.
func TestLongKilled(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	out := filepath.Join(dir, "out")
	smallPackage(t, dir)
	headstart(t, dir, "run", "--quiet", "--resolve", "low")
	began := time.Now()
	headstart(t, dir, "run", "--quiet", "--resolve", "high")
	full := time.Since(began)
	if _, err := whole(out); err != nil {
		t.Fatal(err)
	}

	random := rand.New(rand.NewPCG(1, 2))
	const kills = 15
	cut := 0
	for i := range kills {
		args := []string{"run", "--quiet", "--latest", "--as-of", fmt.Sprintf("2024-01-%02d", i+1)}
		if i%2 == 1 { // over a run that is there
			args = []string{"run", "--quiet", "--resolve", "high", "--force"}
		}
		cmd, ended := start(t, command(t, dir, nil, args...))
		moment := fmt.Sprintf("kill %d", i)
		if i < kills-6 {
			share := (float64(i) + random.Float64()) / (kills - 6)
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

// smallPackage makes a small package the data of every later call in dir.
func smallPackage(t *testing.T, dir string) {
	t.Helper()
	err := errors.Join(writeSmall(filepath.Join(dir, "small")),
		os.WriteFile(filepath.Join(dir, configFile), []byte("data: small\n"), 0o666))
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
	if want := "headstart: interrupted; what was there before is as it was\n"; stderr.String() != want {
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
