package document

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand"
	"os"
	"path/filepath"
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
