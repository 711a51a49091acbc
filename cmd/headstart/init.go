package main

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"headstart/publish"

	"github.com/spf13/cobra"
)

// initFiles is the folder that init writes: a small analysis with invented
// data that works as it is.
//
//go:embed all:init
var initFiles embed.FS

func newInitCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "init DIR",
		Short: "begin a new analysis in an empty folder",
		Long: `Init writes a small analysis into an empty folder: settings, a data package, a
Makefile and a README that says what to edit first. It works as it is, with
invented data on four ride-hailing platforms, and needs nothing but headstart.`,
		Example: "  headstart init my-market\n  cd my-market && make report",
		Args: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) == 0 || len(args) == 1 && args[0] == "":
				return errors.New("no folder; name a new or an empty one, such as headstart init my-market")
			case len(args) > 1:
				return fmt.Errorf("one folder at a time, not %s; a name with spaces needs quotes", strings.Join(args, ", "))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return initialise(args[0], cmd.OutOrStdout()) },
	}
}

func initialise(dir string, stdout io.Writer) error {
	files, err := fs.Sub(initFiles, "init")
	if err != nil {
		return err
	}
	if err := mayInit(dir); err != nil {
		return err
	}
	if err := writeInit(dir, files); err != nil {
		return fmt.Errorf("write the new analysis: %w; use a folder that you can write to", err)
	}
	fmt.Fprintf(stdout, "a new analysis is in %s; its data are invented\n\n", dir)
	if filepath.Clean(dir) != "." {
		fmt.Fprintf(stdout, "  cd %s\n", shellWord(dir))
	}
	hint := "make report    # or: headstart run"
	if program, err := os.Executable(); err == nil && !onPath() {
		hint = "make report HEADSTART=" + shellWord(program)
	}
	fmt.Fprintf(stdout, "  %s\n\nREADME.md says what to edit first.\n", hint)
	return nil
}

// onPath reports whether a shell finds headstart.
func onPath() bool {
	_, err := exec.LookPath("headstart")
	return err == nil
}

// mayInit refuses a folder that holds something, but for a repository without
// files.
func mayInit(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if info, serr := os.Stat(dir); serr == nil && !info.IsDir() {
		return fmt.Errorf("%s is a file; use another name, such as headstart init %s", dir, shellWord(anotherName(dir)))
	}
	if err != nil {
		return fmt.Errorf("look into the folder: %w", err)
	}
	var names []string
	for _, e := range entries {
		if e.Name() != ".git" {
			names = append(names, e.Name())
		}
	}
	if len(names) == 0 {
		return nil
	}
	const shown = 5
	held := strings.Join(names[:min(len(names), shown)], ", ")
	if more := len(names) - shown; more > 0 {
		held += fmt.Sprintf(" and %d more", more)
	}
	return fmt.Errorf("%s is not empty: it holds %s; use another folder, such as headstart init %s", dir, held, shellWord(anotherName(dir)))
}

// anotherName is a name to try in the place of dir.
func anotherName(dir string) string {
	dir = filepath.Clean(dir)
	if name := filepath.Base(dir); name == "." || name == ".." || name == string(filepath.Separator) {
		return filepath.Join(dir, "analysis")
	}
	return dir + "-2"
}

// writeInit writes the files beside their place and moves them there at the
// end, so that what goes wrong leaves the folder as it was.
func writeInit(dir string, files fs.FS) (err error) {
	parent := filepath.Dir(filepath.Clean(dir))
	_, statErr := os.Stat(dir)
	exists := statErr == nil
	if exists {
		parent = dir // which may be the working folder, and is not replaced
	} else if err := os.MkdirAll(parent, 0o777); err != nil {
		return err
	}
	stage, err := os.MkdirTemp(parent, ".headstart-init-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(stage)) }()
	fresh := filepath.Join(stage, "new")
	if err := os.CopyFS(fresh, files); err != nil {
		return err
	}
	if !exists {
		return publish.Rename(fresh, dir)
	}
	entries, err := os.ReadDir(fresh)
	if err != nil {
		return err
	}
	for i, e := range entries {
		to := filepath.Join(dir, e.Name())
		if err = publish.Rename(filepath.Join(fresh, e.Name()), to); err != nil {
			for _, done := range entries[:i] {
				err = errors.Join(err, os.RemoveAll(filepath.Join(dir, done.Name())))
			}
			return err
		}
	}
	return nil
}

// shellWord is a path to be pasted into a shell.
func shellWord(path string) string {
	if strings.Trim(path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-") == "" {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}
