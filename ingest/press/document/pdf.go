package document

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/klippa-app/go-pdfium"
	pdfiumerrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
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
var pdfReaders = sync.OnceValues(func() (pdfium.Pool, error) {
	var cache wazero.CompilationCache
	if dir, err := os.UserCacheDir(); err == nil {
		// Without a folder that can be written to there is no cache.
		cache, _ = wazero.NewCompilationCacheWithDir(filepath.Join(dir, "headstart", "pdfium"))
	}
	pool, err := newPDFReaders(cache)
	if err != nil && cache != nil { // what is kept is broken
		pool, err = newPDFReaders(nil)
	}
	return pool, err
})

func newPDFReaders(cache wazero.CompilationCache) (pdfium.Pool, error) {
	config := wazero.NewRuntimeConfig().WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
		WithCloseOnContextDone(true).WithMemoryLimitPages(maxPDFMemory)
	if cache != nil {
		config = config.WithCompilationCache(cache)
	}
	return webassembly.Init(webassembly.Config{
		Context: context.Background(), MaxTotal: 1, RuntimeConfig: config, FSConfig: wazero.NewFSConfig(),
		Stdout: io.Discard, Stderr: io.Discard, RandomSource: rand.New(rand.NewSource(1)),
	})
}

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
	switch {
	case errors.Is(err, pdfiumerrors.ErrPassword), errors.Is(err, pdfiumerrors.ErrSecurity):
		return nil, errors.New("the PDF is encrypted with a password; save it without one")
	case err != nil:
		return nil, fmt.Errorf("the PDF is broken: %w; save its text as a file", err)
	}
	count, err := instance.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: opened.Document})
	if err != nil {
		return nil, fmt.Errorf("the PDF is broken: %w; save its text as a file", err)
	}
	if count.PageCount > maxPages {
		return nil, fmt.Errorf("the PDF has more than %d pages; cut out the part that matters", maxPages)
	}
	var l layout
	for i := range count.PageCount {
		chars, err := readChars(instance, opened.Document, i)
		if err != nil {
			return nil, fmt.Errorf("page %d of the PDF cannot be read: %w; save its text as a file", i+1, err)
		}
		if l.add(chars); l.text.Len() > maxText {
			return nil, errTooLong
		}
	}
	if l.unknown > l.known {
		return nil, fmt.Errorf("the fonts of the PDF do not say which characters they show (%d of %d are lost); save its text as a file", l.unknown, l.unknown+l.known)
	}
	text := l.text.String()
	return &Document{Text: text, PDF: true, Title: firstLine(text), Tables: findTables(text, nil)}, nil
}

func readChars(instance pdfium.Pdfium, document references.FPDF_DOCUMENT, page int) ([]*responses.GetPageTextStructuredChar, error) {
	text, err := instance.GetPageTextStructured(&requests.GetPageTextStructured{
		Page: requests.Page{ByIndex: &requests.PageByIndex{Document: document, Index: page}}, Mode: requests.GetPageTextStructuredModeChars,
	})
	if err != nil {
		return nil, err
	}
	return text.Chars, nil
}
