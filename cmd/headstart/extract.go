package main

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"time"

	"headstart/ingest"
	"headstart/ingest/press"
	"headstart/ingest/press/document"
	"headstart/ingest/source"

	"github.com/spf13/cobra"
)

// extraction is one call of extract.
type extraction struct {
	JSON                        bool
	Published                   string
	HTML, Text                  string           // files for the page for review and for the text that was read; "" none
	Proposals                   string           // file of claims to verify; "" none
	Accept                      string           // "accepted", numbers of claims or a file of decisions; "" none
	Reject                      string           // numbers of claims
	Source                      string           // of accepted claims, by its id
	Title, Publisher, URL, Kind string           // of a source that is new; Kind has a default
	neighbors                   source.Neighbors // in the data package
}

// reading is one file that was read, with its claims.
type reading struct {
	name   string // as the user wrote it
	sha256 string
	text   *document.Document
	read   []*press.Claim // as they were read, and compared with the package
	claims []*press.Claim // after what was decided about them
}

func newExtractCommand() *cobra.Command {
	some := func(_ *cobra.Command, args []string) error {
		if len(args) == 0 {
			return errors.New("no file; name a text, an HTML page or a PDF, or - for standard input")
		}
		return nil
	}
	cmd := verb("extract", some, extraction{Kind: "news"}, func(cmd *cobra.Command, c config, x *extraction, args []string) error {
		args = x.takeList(args)
		if err := x.checkUsage(c, args); err != nil {
			return err
		}
		return x.run(cmd, c, args)
	})
	cmd.Flags().Lookup("accept").NoOptDefVal = allAccepted
	return cmd
}

const allAccepted = "accepted"

// takeList lets a list of numbers follow --accept after a blank, where it
// looks like a further file.
func (x *extraction) takeList(args []string) []string {
	for i, a := range args {
		if _, err := os.Stat(a); x.Accept == allAccepted && err != nil && isList(a) {
			x.Accept = a
			return slices.Delete(slices.Clone(args), i, i+1)
		}
	}
	return args
}

func (x *extraction) checkUsage(c config, args []string) error {
	_, noDay := time.Parse(time.DateOnly, x.Published)
	decides := x.Accept != "" || x.Reject != ""
	stdin := 0
	for _, name := range append(args, x.Proposals) {
		if name == "-" {
			stdin++
		}
	}
	return refuse(
		fault{x.Published != "" && noDay != nil, fmt.Sprintf("%q is not a day; write it as --published 2018-11-14", x.Published)},
		fault{!decides && (x.Source != "" || x.Publisher != "" || x.URL != ""), "a source is only needed to add claims to a data package; add --accept"},
		fault{x.Text != "" && len(args) > 1, "--text writes the text of one file; name one"},
		fault{x.Proposals != "" && len(args) > 1, "--proposals are claims of one file; name one"},
		fault{decides && len(args) > 1, "--accept and --reject are about the claims of one file; name one, and write a list as --accept=2,5, or a file as --accept=decisions.txt"},
		fault{decides && c.Data == "", "the data package in the program cannot be changed; name a folder, such as --data my-data"},
		fault{(x.Accept == allAccepted || decides && x.Proposals != "") && x.Source == "", "claims need a source; name one of sources.csv, or a new one, such as --source tencent-2018q3"},
		fault{stdin > 1, "standard input can be read once; name - once"},
	)
}

func (x *extraction) run(cmd *cobra.Command, c config, args []string) error {
	pkg, err := c.openPackage()
	if err != nil {
		return err
	}
	if x.neighbors, err = source.NeighborsOf(pkg.Package); err != nil {
		return err
	}
	decisions, err := source.ReadDecisions(pkg.fsys)
	if err != nil {
		return err
	}
	stdout, stderr := cmd.OutOrStdout(), cmd.ErrOrStderr()
	var readings []reading
	var failed []error
	for _, name := range args {
		r, err := x.read(name, cmd.InOrStdin(), pkg.platforms)
		if err != nil {
			failed = append(failed, fmt.Errorf("read %s: %w", name, err))
			continue
		}
		x.neighbors.Check(r.read)
		var unfit []string
		r.claims, unfit = source.Decide(r.read, decisions, r.sha256, x.sourceOf(r))
		for _, line := range unfit {
			fmt.Fprintln(stderr, cell(line))
		}
		readings = append(readings, r)
	}
	if len(readings) == 0 {
		return errors.Join(failed...)
	}
	if x.JSON {
		err = printClaimsJSON(stdout, readings)
	} else {
		err = printClaims(stdout, readings)
	}
	if err == nil && x.Text != "" {
		err = saveFile(x.Text, []byte(readings[0].text.Text))
	}
	if err == nil && x.HTML != "" {
		var page []byte
		if page, err = reviewPage(readings, c.Data); err == nil {
			err = saveFile(x.HTML, page)
		}
	}
	if err == nil && (x.Accept != "" || x.Reject != "") {
		err = x.decide(cmd.Context(), c.Data, pkg.fsys, readings[0], stderr)
	}
	return errors.Join(append([]error{err}, failed...)...)
}

// sourceOf is how decisions know the text again if it changes.
func (x *extraction) sourceOf(r reading) string { return cmp.Or(x.Source, filepath.Base(r.name)) }

// content reads a file, or standard input for the name -.
func content(name string, stdin io.Reader, what string) ([]byte, error) {
	if name != "-" {
		file, err := ingest.OpenFile(name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("there is no such file; name %s", what)
		}
		if path := (*fs.PathError)(nil); errors.As(err, &path) { // whose name the caller says
			return nil, fmt.Errorf("%w; name %s", path.Err, what)
		}
		defer file.Close()
		stdin = file
	}
	text, err := io.ReadAll(io.LimitReader(stdin, document.MaxFile+1))
	if err == nil && len(text) > document.MaxFile {
		err = fmt.Errorf("the file has more than %d bytes, which is too long; name a shorter one", document.MaxFile)
	}
	return text, err
}

func (x *extraction) read(name string, stdin io.Reader, platforms []press.Platform) (reading, error) {
	file, err := content(name, stdin, "a text, an HTML page or a PDF")
	if err != nil {
		return reading{}, err
	}
	if len(file) > 1<<20 { // garbage that is collected later takes as much memory as the claims
		collectAsUsual()
		collect(50, math.MaxInt64)
	}
	r := reading{name: name, sha256: fmt.Sprintf("%x", sha256.Sum256(file))}
	if r.text, err = document.Read(file); err != nil {
		return reading{}, err
	}
	opt := press.Options{Published: x.Published, Title: x.Title, Platforms: platforms}
	if x.Proposals == "" {
		r.read = press.Claims(r.text, file, opt)
		return r, nil
	}
	proposed, err := readProposals(x.Proposals, stdin)
	if err != nil {
		return reading{}, err
	}
	r.read = press.Verify(r.text, file, opt, proposed)
	return r, nil
}
