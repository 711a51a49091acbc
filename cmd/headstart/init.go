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

	"github.com/spf13/cobra"
)

// initFiles is the folder that init writes: a small analysis with invented
// data that works as it is.
//
//go:embed all:init
var initFiles embed.FS

func newInitCommand() *cobra.Command {
	one := func(_ *cobra.Command, args []string) error {
		switch {
		case len(args) == 0 || len(args) == 1 && args[0] == "":
			return errors.New("no folder; name a new or an empty one, such as headstart init my-market")
		case len(args) > 1:
			return fmt.Errorf("one folder at a time, not %s; a name with spaces needs quotes", strings.Join(args, ", "))
		}
		return nil
	}
	return verb("init", one, struct{}{}, func(cmd *cobra.Command, _ config, _ *struct{}, args []string) error {
		return initialise(args[0], cmd.OutOrStdout())
	})
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
	program, err := os.Executable()
	if _, unknown := exec.LookPath("headstart"); err != nil || unknown == nil {
		program = "" // a shell finds it by its name
	}
	return render(stdout, "init.tmpl", map[string]any{"Folder": dir, "Here": filepath.Clean(dir) == ".", "Program": program}, nil)
}

// mayInit refuses a folder that holds something, but for a repository without
// files and what a killed call has left.
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
		if e.Name() != ".git" && e.Name() != initFresh {
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

// initFresh is the folder in a new analysis that its files are written to first.
// One that is there is what a call that was killed has left.
const initFresh = ".new-init"

// writeInit writes the files into an empty folder and shows them when all are
// there; what goes wrong leaves none of them.
func writeInit(dir string, files fs.FS) error {
	_, missing := os.Stat(dir)
	fresh := filepath.Join(dir, initFresh)
	err := errors.Join(os.RemoveAll(fresh), os.CopyFS(fresh, files))
	names, globErr := fs.Glob(files, "*")
	for _, name := range names {
		if err == nil {
			err = os.Rename(filepath.Join(fresh, name), filepath.Join(dir, name))
		}
	}
	if err = errors.Join(err, globErr, os.RemoveAll(fresh)); err == nil {
		return nil
	}
	for _, name := range names {
		err = errors.Join(err, os.RemoveAll(filepath.Join(dir, name)))
	}
	if missing != nil {
		err = errors.Join(err, os.RemoveAll(dir))
	}
	return err
}

// shellWord is a path to be pasted into a shell.
func shellWord(path string) string {
	if strings.Trim(path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-") == "" {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}
