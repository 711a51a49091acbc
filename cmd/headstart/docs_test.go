package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// shown is a command that a text shows, with what it shows of the answer.
type shown struct{ command, answer string }

// isPlaceholder reports a command with a name that a reader has to put in.
func isPlaceholder(command string) bool {
	return slices.ContainsFunc([]string{"…", "...", "my-", "DIR", "FILE", "<", "path/to"}, func(p string) bool { return strings.Contains(command, p) })
}

// shownCommands returns the commands of fenced sh blocks that begin with
// headstart, but those with a placeholder in them, and make report, which is
// headstart run. A block of text after them is what they print.
func shownCommands(text string) (out []shown) {
	inside, language := false, ""
	for line := range strings.Lines(strings.ReplaceAll(text, "\\\n", " ")) {
		line = strings.TrimRight(line, " \r\n")
		if fence, ok := strings.CutPrefix(line, "```"); ok {
			if inside = !inside; inside && (fence == "sh" && language == "text" || fence == "text" && language != "sh") {
				out = append(out, shown{}) // the answer has no command that is run
			}
			if inside {
				language = fence
			}
			continue
		}
		command, _ := strings.CutPrefix(strings.TrimPrefix(strings.TrimSpace(line), "$ "), "bin/")
		switch {
		case !inside:
		case language == "text" && len(out) > 0:
			out[len(out)-1].answer += line + "\n"
		case language != "sh" && language != "bash" && language != "console":
		case command == "make report":
			out = append(out, shown{command: "headstart run"})
		case strings.HasPrefix(command, "headstart ") && !isPlaceholder(command):
			out = append(out, shown{command: command})
		}
	}
	return slices.DeleteFunc(out, func(s shown) bool { return s.command == "" })
}

// runShown runs commands one after the other where the shipped data and a run
// are, and the files of testdata/docs. What a text shows is in what the
// command, or one before it in the same text, prints.
func runShown(t *testing.T, all []shown) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell")
	}
	// A copy of a run saves the first one; the text may ask for tables.
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "out"), os.DirFS(shippedRun(t))); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(dir, os.DirFS("testdata/docs")); err != nil {
		t.Fatal(err)
	}
	if err := writePackage(filepath.Join(dir, "data")); err != nil {
		t.Fatal(err)
	}
	if err := writeSmall(filepath.Join(dir, "small")); err != nil {
		t.Fatal(err)
	}
	printed := ""
	for _, s := range all {
		cmd := exec.Command(sh, "-c", s.command)
		cmd.Dir = dir
		cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir}
		// What a further run prints is seldom shown: one of a small package shows as well that the call is right.
		if flags, further := strings.CutPrefix(s.command, "headstart run --"); further && s.answer == "" && !strings.Contains(flags, "data") {
			cmd.Env = append(append(cmd.Env, "HEADSTART_DATA=small", "HEADSTART_OUT=of-small"), quick...)
			if command, remark, _ := strings.Cut(s.command, " # "); !strings.Contains(flags, "until") {
				cmd.Args[2] = command + " --until models #" + remark
			}
		}
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v\n%s", s.command, err, out)
		}
		for line := range strings.Lines(string(out)) {
			printed += strings.TrimRight(line, " \n") + "\n"
		}
		if !strings.Contains(printed, s.answer) {
			t.Errorf("%s: is shown as\n%s\nbut prints\n%s", s.command, s.answer, out)
		}
	}
}

// pages are the commands of each page of the documentation.
func pages(t *testing.T) map[string][]shown {
	t.Helper()
	names, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	commands := map[string][]shown{}
	for _, name := range append(names, "../../README.md") {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		commands[filepath.Base(name)] = shownCommands(string(content))
	}
	return commands
}

// Every command that the documents show works, in the order in which they
// show it, and prints what they show.
func TestCommandsInDocs(t *testing.T) {
	t.Parallel()
	for page, commands := range pages(t) {
		if len(commands) > 0 {
			t.Run(page, func(t *testing.T) { runShown(t, commands) })
		}
	}
}

// So does every example of --help; those that a page shows too are run once,
// for it.
func TestCommandsInHelp(t *testing.T) {
	t.Parallel()
	bare := func(command string) string { return strings.TrimSpace(strings.SplitN(command, " # ", 2)[0]) }
	elsewhere := map[string]bool{}
	for _, commands := range pages(t) {
		for _, s := range commands {
			elsewhere[bare(s.command)] = true
		}
	}
	root, _ := newRoot()
	root.SetOut(io.Discard)
	var walk func(*cobra.Command)
	walk = func(c *cobra.Command) {
		var commands []shown
		for line := range strings.Lines(strings.ReplaceAll(c.Example, "\\\n", " ")) {
			if line = strings.TrimSpace(line); strings.HasPrefix(line, "headstart ") && !isPlaceholder(line) && !elsewhere[bare(line)] {
				commands = append(commands, shown{command: line})
			}
		}
		if len(commands) > 0 && c.Name() != "fetch" { // which asks other machines
			t.Run(c.CommandPath(), func(t *testing.T) { runShown(t, commands) })
		}
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk(root)
}

func TestShownCommands(t *testing.T) {
	text := "```sh\nmake report\nheadstart run --quiet   # the shipped data\nheadstart run --data my-data\n$ headstart sql \\\n \"show tables\"\n```\nprints\n\n```text\na\n  b\n```\n" +
		"headstart not in a block\n```go\nheadstart neither\n```\n```text\nnot an answer\n```\n```sh\nbin/headstart version\nheadstart sql \"select …\"\n```\n"
	got := shownCommands(text)
	want := []shown{{"headstart run", ""}, {"headstart run --quiet   # the shipped data", ""}, {`headstart sql   "show tables"`, "a\n  b\n"}, {"headstart version", ""}}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
