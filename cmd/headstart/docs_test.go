package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// shownCommands returns the lines of fenced sh blocks that begin with
// headstart, but those with a placeholder in them.
func shownCommands(text string) []string {
	var out []string
	inside := false
	for line := range strings.Lines(strings.ReplaceAll(text, "\\\n", " ")) {
		line = strings.TrimSpace(line)
		if fence, ok := strings.CutPrefix(line, "```"); ok {
			inside = !inside && (fence == "sh" || fence == "bash" || fence == "console")
			continue
		}
		line = strings.TrimPrefix(strings.TrimPrefix(line, "$ "), "bin/")
		if !inside || !strings.HasPrefix(line, "headstart ") {
			continue
		}
		placeholder := false
		for _, p := range []string{"…", "...", "my-", "DIR", "FILE", "<", "path/to"} {
			placeholder = placeholder || strings.Contains(line, p)
		}
		if !placeholder {
			out = append(out, line)
		}
	}
	return out
}

// Every command that the documents show works, in the order in which they
// show it.
func TestCommandsInDocs(t *testing.T) {
	t.Parallel()
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell")
	}
	pages, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range append([]string{"../../README.md"}, pages...) {
		content, err := os.ReadFile(page)
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		commands := shownCommands(string(content))
		if len(commands) == 0 {
			continue
		}
		t.Run(filepath.Base(page), func(t *testing.T) {
			// A copy of a run saves the first one; the text may ask for tables.
			dir := t.TempDir()
			if err := os.CopyFS(filepath.Join(dir, "out"), os.DirFS(shippedRun(t))); err != nil {
				t.Fatal(err)
			}
			if err := writePackage(filepath.Join(dir, "data")); err != nil {
				t.Fatal(err)
			}
			for _, line := range commands {
				cmd := exec.Command(sh, "-c", line)
				cmd.Dir = dir
				cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir}
				if out, err := cmd.CombinedOutput(); err != nil {
					t.Errorf("%s: %v\n%s", line, err, out)
				}
			}
		})
	}
}

func TestShownCommands(t *testing.T) {
	text := "```sh\nmake report\nheadstart run --quiet   # the shipped data\nheadstart run --data my-data\n$ headstart sql \\\n \"show tables\"\n```\n" +
		"headstart not in a block\n```go\nheadstart neither\n```\n```sh\nbin/headstart version\nheadstart sql \"select …\"\n```\n"
	got := strings.Join(shownCommands(text), "|")
	want := `headstart run --quiet   # the shipped data|headstart sql   "show tables"|headstart version`
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
