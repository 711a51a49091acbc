package main

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"headstart/ingest"
	"headstart/ingest/press"
	"headstart/ingest/press/claims"
	"headstart/ingest/press/document"
	"headstart/ingest/source"

	"github.com/spf13/cobra"
)

// extraction is one call of extract.
type extraction struct {
	published string
	asJSON    bool
	page      string // file of the review page; "" none
	text      string // file for the text that was read; "" none
	proposals string // file of claims to verify; "" none
	accept    string // "accepted", numbers of claims or a file of decisions; "" none
	reject    string // numbers of claims
	source    sourceRow
	neighbors source.Neighbors // in the data package
}

// reading is one file that was read, with its claims.
type reading struct {
	name   string // as the user wrote it
	sha256 string
	text   *document.Document
	read   []press.Claim // as they were read, and compared with the package
	claims []press.Claim // after what was decided about them
}

func newExtractCommand() *cobra.Command {
	var x extraction
	cmd := &cobra.Command{
		Use:   "extract FILE…",
		Short: "claims in press texts: figures, launches, growth, odds",
		Long: `Extract reads press texts (text, HTML or PDF, recognized by content; - is
standard input) and prints what they claim: user figures, launches and
closures, growth, odds. Platforms and their names come from the data package.
Each claim has one of three outcomes:

  accepted  every word of its clause is understood, and no check speaks against
            it; only these become rows, here and in a run
  review    something is not understood, missing or doubtful; all reasons are
            given, and a person decides
  rejected  it contradicts a rule, or the text says plainly something else

Each claim has the bytes of the file that it was read from; for a PDF they count
in the text that was taken from it, which --text writes. No value is changed.

--html writes a page for review. --accept takes the numbers of claims that are
right, such as 2,5-7, or a file with a decision on each line, such as
"2 accept period=2018-09" or "3 reject" (the page has one to start from); alone
it means all accepted claims. --reject takes the numbers of claims that are
wrong. With --data, decisions are kept in decisions.jsonl of the data package
with the SHA-256 of the text: they hold when the same text is read again, here
and in a run. With --source the claims become rows of that source; a source
that is new also needs --title, --publisher and --url.

--proposals verifies claims that another program proposes, as JSON lines like
those of --json, against the text.

A figure is read in one of these constructions (docs/press.md):
` + strings.Join(claims.Constructions(), ", ") + ".",
		Example: `  headstart extract results.txt
  headstart extract --published 2018-11-14 --html review.html my-announcement.pdf
  headstart extract --json *.txt
  headstart extract my-results.html --accept=2,5-7 --reject=3 --data my-data
  headstart extract results.txt --proposals claims.jsonl
  headstart extract my-results.pdf --accept --data my-data --source tencent-2018q3 \
      --title "Third quarter results" --publisher Tencent --url https://example.org/q3`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("no file; name a text, an HTML page or a PDF, or - for standard input")
			}
			return nil
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&x.published, "published", "", "`day` of the text, such as 2018-11-14, for dates such as last March (default: the one it states)")
	flags.BoolVar(&x.asJSON, "json", false, "print one JSON object for each claim")
	flags.StringVar(&x.page, "html", "", "write a page for review to `FILE`")
	flags.StringVar(&x.text, "text", "", "write the text that was read to `FILE`")
	flags.StringVar(&x.proposals, "proposals", "", "verify the claims in `FILE` (JSON lines) instead of reading the text for some")
	flags.StringVar(&x.accept, "accept", "", "take claims over: `LIST` of numbers, a file of decisions, or alone all accepted ones")
	flags.Lookup("accept").NoOptDefVal = allAccepted
	flags.StringVar(&x.reject, "reject", "", "reject the claims with the numbers in `LIST`")
	flags.StringVar(&x.source.id, "source", "", "`ID` of the source in sources.csv whose rows the claims become")
	flags.StringVar(&x.source.title, "title", "", "title of a new source")
	flags.StringVar(&x.source.publisher, "publisher", "", "publisher of a new source")
	flags.StringVar(&x.source.url, "url", "", "address of a new source")
	flags.StringVar(&x.source.kind, "kind", "news", "kind of a new source, such as press_release")
	return configured(cmd, "data", func(cmd *cobra.Command, c config, args []string) error {
		args = x.takeList(args)
		if err := x.checkUsage(c, args); err != nil {
			return err
		}
		return x.run(cmd, c, args)
	})
}

const allAccepted = "accepted"

// takeList lets a list of numbers follow --accept after a blank, where it
// looks like a further file.
func (x *extraction) takeList(args []string) []string {
	for i, a := range args {
		if _, err := os.Stat(a); x.accept == allAccepted && err != nil && source.IsList(a) {
			x.accept = a
			return slices.Delete(slices.Clone(args), i, i+1)
		}
	}
	return args
}

func (x *extraction) checkUsage(c config, args []string) error {
	if x.published != "" {
		if _, err := time.Parse(time.DateOnly, x.published); err != nil {
			return usageError{fmt.Errorf("%q is not a day; write it as --published 2018-11-14", x.published)}
		}
	}
	decides := x.accept != "" || x.reject != ""
	given := x.source.title != "" || x.source.publisher != "" || x.source.url != ""
	stdin := 0
	for _, name := range append(args, x.proposals) {
		if name == "-" {
			stdin++
		}
	}
	for _, u := range []struct {
		wrong bool
		say   string
	}{
		{!decides && (x.source.id != "" || given), "a source is only needed to add claims to a data package; add --accept"},
		{x.text != "" && len(args) > 1, "--text writes the text of one file; name one"},
		{x.proposals != "" && len(args) > 1, "--proposals are claims of one file; name one"},
		{decides && len(args) > 1, "--accept and --reject are about the claims of one file; name one, and write a list as --accept=2,5"},
		{decides && c.Data == "", "the data package in the program cannot be changed; name a folder, such as --data my-data"},
		{(x.accept == allAccepted || decides && x.proposals != "") && x.source.id == "", "claims need a source; name one of sources.csv, or a new one, such as --source tencent-2018q3"},
		{stdin > 1, "standard input can be read once; name - once"},
	} {
		if u.wrong {
			return usageError{errors.New(u.say)}
		}
	}
	return nil
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
		r.read = x.neighbors.Check(r.read)
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
	if x.asJSON {
		err = printClaimsJSON(stdout, readings)
	} else {
		err = printClaims(stdout, readings)
	}
	if err == nil && x.text != "" {
		err = saveFile(x.text, []byte(readings[0].text.Text))
	}
	if err == nil && x.page != "" {
		var page []byte
		if page, err = reviewPage(readings, c.Data); err == nil {
			err = saveFile(x.page, page)
		}
	}
	if err == nil && (x.accept != "" || x.reject != "") {
		err = x.decide(cmd.Context(), c.Data, pkg.fsys, readings[0], stderr)
	}
	return errors.Join(append([]error{err}, failed...)...)
}

// sourceOf is how decisions know the text again if it changes.
func (x *extraction) sourceOf(r reading) string { return cmp.Or(x.source.id, filepath.Base(r.name)) }

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
	return io.ReadAll(io.LimitReader(stdin, document.MaxFile+1))
}

func (x *extraction) read(name string, stdin io.Reader, platforms []press.Platform) (reading, error) {
	file, err := content(name, stdin, "a text, an HTML page or a PDF")
	if err != nil {
		return reading{}, err
	}
	r := reading{name: name, sha256: fmt.Sprintf("%x", sha256.Sum256(file))}
	if r.text, err = document.Read(file); err != nil {
		return reading{}, err
	}
	opt := press.Options{Published: x.published, Platforms: platforms}
	if x.proposals == "" {
		r.read = press.Claims(r.text, file, opt)
		return r, nil
	}
	proposed, err := readProposals(x.proposals, stdin)
	if err != nil {
		return reading{}, err
	}
	r.read = press.Verify(r.text, file, opt, proposed)
	return r, nil
}
