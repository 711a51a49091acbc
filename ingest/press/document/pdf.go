package document

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/klippa-app/go-pdfium"
	pdfiumerrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/responses"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// Bounds of a PDF. The reader has a memory of its own, of 64 KiB a page.
const (
	maxPages     = 2000
	maxPDFMemory = 256 << 20 / (64 << 10)
)

// maxPDFTime is how long a PDF may be read; a test shortens it.
var maxPDFTime = 2 * time.Minute

// pdfReaders starts the reader when the first PDF comes. It is compiled for
// this machine once and kept in the user's cache folder; where there is none,
// every process compiles it. It sees no file and no network.
var pdfReaders = sync.OnceValues(func() (pool pdfium.Pool, err error) {
	config := wazero.NewRuntimeConfig().WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
		WithCloseOnContextDone(true).WithMemoryLimitPages(maxPDFMemory)
	init := func(config wazero.RuntimeConfig) (pdfium.Pool, error) {
		return webassembly.Init(webassembly.Config{MaxTotal: 1, RuntimeConfig: config, FSConfig: wazero.NewFSConfig(),
			Stdout: io.Discard, Stderr: io.Discard, RandomSource: rand.New(rand.NewSource(1))})
	}
	if dir, err := os.UserCacheDir(); err == nil {
		if cache, err := wazero.NewCompilationCacheWithDir(filepath.Join(dir, "headstart", "pdfium")); err == nil {
			if pool, err = init(config.WithCompilationCache(cache)); err == nil { // else what is kept is broken
				return pool, nil
			}
		}
	}
	return init(config)
})

// readPDF lays the pages of a PDF out as a text of fixed width, one line for
// each line of a page. That text is what offsets count in.
func readPDF(file []byte) (d *Document, err error) {
	pool, err := pdfReaders()
	if err != nil {
		return nil, fmt.Errorf("start the reader of PDFs: %w", err)
	}
	instance, err := pool.GetInstanceWithContext(context.Background())
	if err != nil {
		return nil, fmt.Errorf("start the reader of PDFs: %w", err)
	}
	late := make(chan struct{})
	timer := time.AfterFunc(maxPDFTime, func() {
		defer close(late)
		_ = instance.Kill()
	})
	defer func() {
		if timer.Stop() {
			_ = instance.Close()
			return
		}
		<-late
		d, err = nil, fmt.Errorf("the PDF takes more than %s to read; save its text as a file", maxPDFTime)
	}()
	opened, err := instance.OpenDocument(&requests.OpenDocument{File: &file})
	if errors.Is(err, pdfiumerrors.ErrPassword) || errors.Is(err, pdfiumerrors.ErrSecurity) {
		return nil, errors.New("the PDF is encrypted with a password; save it without one")
	}
	var count *responses.FPDF_GetPageCount
	if err == nil {
		count, err = instance.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: opened.Document})
	}
	if err != nil {
		return nil, fmt.Errorf("the PDF is broken: %w; save its text as a file", err)
	}
	if count.PageCount > maxPages {
		return nil, fmt.Errorf("the PDF has more than %d pages; cut out the part that matters", maxPages)
	}
	var l layout
	for i := range count.PageCount {
		page := requests.Page{ByIndex: &requests.PageByIndex{Document: opened.Document, Index: i}}
		text, err := instance.GetPageTextStructured(&requests.GetPageTextStructured{Page: page, Mode: requests.GetPageTextStructuredModeChars})
		if err != nil {
			why, _, _ := strings.Cut(err.Error(), "\n") // without the stack of the module
			return nil, fmt.Errorf("page %d of the PDF cannot be read (%s); save its text as a file", i+1, why)
		}
		if l.add(text.Chars); l.text.Len() > maxText {
			return nil, errTooLong
		}
	}
	if l.unknown > l.known {
		return nil, fmt.Errorf("the fonts of the PDF do not say which characters they show (%d of %d are lost); save its text as a file", l.unknown, l.unknown+l.known)
	}
	text := l.text.String()
	return &Document{Text: text, PDF: true, Title: firstLine(text), Tables: findTables(text, nil)}, nil
}

// layout is the text of the pages so far.
type layout struct {
	text           strings.Builder
	known, unknown int // characters
}

// piece is characters of one line with no wide gap between them. It is as high
// as they are, and y is where most of them stand: the base line.
type piece struct {
	text      []byte
	x0, x1    float64
	low, high float64
	y         float64
	feet      []float64
	blank     bool // white space comes before it
}

// Distances between characters, in sizes of their type.
const (
	wordGap = 0.3 // from here on a blank, where the reader saw none
	cellGap = 1.0 // from here on another column
	overlap = 0.3 // two texts that were placed by themselves
	heights = 0.7 // of capitals and digits
)

// size is about the size of the type of a piece.
func (p *piece) size() float64 { return (p.high - p.low) / heights }

// add lays out the characters of a page. A column is half the size of most of
// its type, and a wide step between two lines is a blank line.
func (l *layout) add(chars []*responses.GetPageTextStructuredChar) {
	pieces := l.pieces(chars)
	slices.SortStableFunc(pieces, func(a, b *piece) int { return cmp.Compare(b.y, a.y) })
	var rows [][]*piece
	var sizes, steps []float64
	for _, p := range pieces {
		sizes = append(sizes, p.size())
		n := len(rows) - 1
		if n >= 0 && rows[n][0].y-p.y < 0.5*max(p.size(), rows[n][0].size()) {
			rows[n] = append(rows[n], p)
			continue
		}
		if n >= 0 {
			steps = append(steps, rows[n][0].y-p.y)
		}
		rows = append(rows, []*piece{p})
	}
	unit, leading := median(sizes)/2, median(steps)
	for i, r := range rows {
		if i > 0 && rows[i-1][0].y-r[0].y > 1.5*leading {
			l.text.WriteByte('\n')
		}
		slices.SortStableFunc(r, func(a, b *piece) int { return cmp.Compare(a.x0, b.x0) })
		l.row(r, unit)
	}
	l.text.WriteByte('\n')
}

func median(list []float64) float64 {
	if len(list) == 0 {
		return math.Inf(1)
	}
	slices.Sort(list)
	return list[len(list)/2]
}

// pieces cuts a page at wide gaps, where the line changes and at the marks of
// notes.
func (l *layout) pieces(chars []*responses.GetPageTextStructuredChar) (out []*piece) {
	blank := true
	for _, c := range chars {
		b := c.PointPosition
		upright := math.Mod(c.Angle+0.1, 2*math.Pi) <= 0.2
		somewhere := b.Right > b.Left && b.Top > b.Bottom && math.Abs(b.Left)+math.Abs(b.Right)+math.Abs(b.Top)+math.Abs(b.Bottom) <= 1e5
		text := l.cleaned(c.Text)
		if strings.TrimSpace(text) == "" {
			blank = true
			continue
		}
		if !upright || !somewhere {
			continue
		}
		n := len(out) - 1
		if n < 0 || out[n].parts(b) {
			out, n = append(out, &piece{x0: b.Left, x1: b.Right, low: b.Bottom, high: b.Top, blank: blank}), n+1
		} else if blank {
			out[n].text = append(out[n].text, ' ')
		}
		p := out[n]
		blank = false
		p.text = append(p.text, text...)
		p.x1, p.low, p.high = max(p.x1, b.Right), min(p.low, b.Bottom), max(p.high, b.Top)
		p.feet = append(p.feet, b.Bottom)
	}
	for _, p := range out {
		p.y, p.feet = median(p.feet), nil
	}
	return out
}

// parts reports a character that does not go on with a piece.
func (p *piece) parts(b responses.CharPosition) bool {
	high := b.Top - b.Bottom
	size := max(p.size(), high/heights)
	gap, middle := (b.Left-p.x1)/size, (b.Top+b.Bottom)/2
	raised := b.Bottom-p.low > 0.25*size && b.Top >= p.high-0.05*size && high > 0.25*size && high < 0.8*(p.high-p.low)
	return gap > cellGap || gap < -overlap || middle < p.low-0.2*size || middle > p.high+0.2*size ||
		raised || p.low-b.Bottom > 0.25*size && noteMark.Match(p.text)
}

// cleaned returns a character in the form that the rest of the package reads.
func (l *layout) cleaned(text string) string {
	switch text {
	case "\u0002": // a hyphen at the end of a line
		text = "-"
	case "", "\ufffd", "\ufffe", "\uffff":
		l.unknown++
		return "\ufffd"
	}
	l.known++
	s, _ := clean([]byte(text))
	return s
}

// row writes the pieces of one line, with blanks as wide as the gaps, and
// without the marks of notes. A column is unit points wide.
func (l *layout) row(r []*piece, unit float64) {
	size := slices.MaxFunc(r, func(a, b *piece) int { return cmp.Compare(a.size(), b.size()) }).size()
	column := 0
	for i, p := range r {
		if i > 0 && p.size() < 0.85*size && p.y > r[0].y && noteMark.Match(p.text) {
			continue
		}
		blanks := int(p.x0 / unit)
		if i > 0 {
			gap := (p.x0 - r[i-1].x1) / size
			switch {
			case gap >= cellGap || gap < -overlap:
				blanks = max(2, blanks-column)
			case gap > wordGap || p.blank:
				blanks = 1
			default:
				blanks = 0
			}
		}
		blanks = max(0, min(blanks, 400))
		l.text.WriteString(strings.Repeat(" ", blanks))
		l.text.Write(p.text)
		column += blanks + Columns(string(p.text))
	}
	l.text.WriteByte('\n')
}
