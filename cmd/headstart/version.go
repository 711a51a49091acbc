package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"headstart/ingest"

	"github.com/spf13/cobra"
)

// release is the version as CHANGELOG.md counts it.
const release = "0.1.0"

// commit is set by make (-ldflags -X main.commit=…) to what git describe says.
var commit string

// version names the program that made a run: the release and the commit. A
// build whose source is not a commit adds a hash of the program itself, so
// that a change in the code is never taken for the same version.
func version() (string, error) {
	if commit != "" && !strings.HasSuffix(commit, "-dirty") {
		return release + "+" + commit, nil
	}
	path, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("find the program: %w", err)
	}
	program, err := ingest.Sum(os.DirFS(filepath.Dir(path)), filepath.Base(path))
	if err != nil {
		return "", fmt.Errorf("read the program: %w", err)
	}
	return release + "+build." + program.SHA256[:12], nil
}

func newVersionCommand() *cobra.Command {
	return verb("version", noArgs, struct{}{}, func(cmd *cobra.Command, _ config, _ *struct{}, _ []string) error {
		return printVersion(cmd.OutOrStdout())
	})
}

func printVersion(w io.Writer) error {
	v, err := version()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "headstart %s (%s, %s/%s)\n", v, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}
