package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"headstart/ingest"
	"headstart/ingest/press"
	"headstart/ingest/press/document"
	"headstart/ingest/source"
	"headstart/publish"

	"github.com/spf13/cobra"
)

// extraction is one call of extract.
type extraction struct {
	published string
	asJSON    bool
	page      string // file of the review page; "" none
	text      string // file for the text of a PDF; "" none
	accept    bool
	source    sourceRow
}

// reading is one file that was read, with its claims.
type reading struct {
	name   string // as the user wrote it
	text   *document.Document
	claims []press.Claim
}

func newExtractCommand() *cobra.Command {
	var x extraction
	cmd := &cobra.Command{
		Use:   "extract FILE…",
		Short: "claims in press texts: figures, launches, growth, odds",
		Long: `Extract reads press texts (text, HTML or PDF, told by their content; - is
standard input) and prints what they claim: user figures, launches and
closures, growth, odds. A claim that cannot be right, or does not say of which
platform, what is counted and when, is printed as rejected with the reason; no
value is changed. Platforms and their names come from the data package.

Each claim has the bytes of the file that it was read from; for a PDF they count
in the text that was taken from it, which --text writes. --html writes a page
for review. --accept adds the accepted claims to a data package in a folder, as
rows of the source that --source names; a source that is new also needs --title,
--publisher and --url.`,
		Example: `  headstart extract results.html
  headstart extract --published 2018-11-14 --html review.html announcement.pdf
  headstart extract --json *.txt
  headstart extract results.pdf --accept --data my-data --source tencent-2018q3 \
      --title "Third quarter results" --publisher Tencent --url https://example.org/q3`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("no file; name a text, an HTML page or a PDF, or - for standard input")
			}
			return nil
		},
	}
	flags := cmd.Flags()
	dataFlag(flags)
	configFlag(flags)
	flags.StringVar(&x.published, "published", "", "`day` of the text, such as 2018-11-14, for dates such as last March (default: the one it states)")
	flags.BoolVar(&x.asJSON, "json", false, "print one JSON object for each claim")
	flags.StringVar(&x.page, "html", "", "write a page for review to `FILE`")
	flags.StringVar(&x.text, "text", "", "write the text that was read to `FILE`")
	flags.BoolVar(&x.accept, "accept", false, "add the accepted claims to the data package of --data")
	flags.StringVar(&x.source.id, "source", "", "`ID` of the source in sources.csv, for --accept")
	flags.StringVar(&x.source.title, "title", "", "title of a new source")
	flags.StringVar(&x.source.publisher, "publisher", "", "publisher of a new source")
	flags.StringVar(&x.source.url, "url", "", "address of a new source")
	flags.StringVar(&x.source.kind, "kind", "news", "kind of a new source, such as press_release")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		c, err := loadConfig(flags)
		if err != nil {
			return err
		}
		if err := x.checkUsage(c, args); err != nil {
			return err
		}
		return x.run(cmd, c, args)
	}
	return cmd
}

func (x *extraction) checkUsage(c config, args []string) error {
	if x.published != "" {
		if _, err := time.Parse(time.DateOnly, x.published); err != nil {
			return usageError{fmt.Errorf("%q is not a day; write it as --published 2018-11-14", x.published)}
		}
	}
	given := x.source.title != "" || x.source.publisher != "" || x.source.url != ""
	switch {
	case !x.accept && (x.source.id != "" || given):
		return usageError{errors.New("a source is only needed to add claims to a data package; add --accept")}
	case x.text != "" && len(args) > 1:
		return usageError{errors.New("--text writes the text of one file; name one")}
	case x.accept && len(args) > 1:
		return usageError{errors.New("--accept adds the claims of one file, for its source; name one")}
	case x.accept && c.Data == "":
		return usageError{errors.New("the data package in the program cannot be changed; name a folder, such as --data my-data")}
	case x.accept && x.source.id == "":
		return usageError{errors.New("claims need a source; name one of sources.csv, or a new one, such as --source tencent-2018q3")}
	case slices.Index(args, "-") != lastIndex(args, "-"):
		return usageError{errors.New("standard input can be read once; name - once")}
	}
	return nil
}

func lastIndex(list []string, s string) int {
	for i := len(list) - 1; i >= 0; i-- {
		if list[i] == s {
			return i
		}
	}
	return -1
}

func (x *extraction) run(cmd *cobra.Command, c config, args []string) error {
	fsys, err := c.dataFS()
	if err != nil {
		return err
	}
	pkg, err := ingest.Open(fsys)
	if err != nil {
		return fmt.Errorf("open data package: %w", err)
	}
	platforms, err := source.Platforms(pkg)
	if err != nil {
		return err
	}
	var readings []reading
	var failed []error
	for _, name := range args {
		r, err := x.read(name, cmd.InOrStdin(), platforms)
		if err != nil {
			failed = append(failed, fmt.Errorf("read %s: %w", name, err))
			continue
		}
		readings = append(readings, r)
	}
	if len(readings) == 0 {
		return errors.Join(failed...)
	}
	stdout := cmd.OutOrStdout()
	if x.asJSON {
		err = printClaimsJSON(stdout, readings)
	} else {
		err = printClaims(stdout, readings)
	}
	if err != nil {
		return err
	}
	if x.text != "" {
		if err := writeWhole(x.text, []byte(readings[0].text.Text)); err != nil {
			return err
		}
	}
	if x.page != "" {
		page, err := reviewPage(readings)
		if err == nil {
			err = writeWhole(x.page, page)
		}
		if err != nil {
			return fmt.Errorf("write the page for review: %w", err)
		}
	}
	if x.accept {
		if err := x.acceptClaims(cmd.Context(), c.Data, fsys, readings[0], cmd.ErrOrStderr()); err != nil {
			return err
		}
	}
	return errors.Join(failed...)
}

func (x *extraction) read(name string, stdin io.Reader, platforms []press.Platform) (reading, error) {
	in := stdin
	if name != "-" {
		file, err := os.Open(name)
		if errors.Is(err, fs.ErrNotExist) {
			return reading{}, errors.New("there is no such file; name a text, an HTML page or a PDF")
		}
		if err != nil {
			return reading{}, err
		}
		defer file.Close()
		in = file
	}
	content, err := io.ReadAll(io.LimitReader(in, document.MaxFile+1))
	if err != nil {
		return reading{}, err
	}
	text, err := document.Read(content)
	if err != nil {
		return reading{}, err
	}
	claims, err := press.Extract(content, press.Options{Published: x.published, Platforms: platforms})
	return reading{name, text, claims}, err
}

// writeWhole writes a file that is there as a whole or not at all.
func writeWhole(name string, content []byte) error {
	dir, base := filepath.Split(name)
	root, err := os.OpenRoot(cmp.Or(dir, "."))
	if err != nil {
		return fmt.Errorf("write %s: %w; name a file in a folder that is there", name, err)
	}
	defer root.Close()
	if err := publish.Write(root, base, content, 0o644); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}
