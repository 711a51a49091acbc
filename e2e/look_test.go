package e2e

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestPictures writes what the page looks like to out/, to be looked at.
func TestPictures(t *testing.T) {
	if err := os.MkdirAll("out", 0o777); err != nil {
		t.Fatal(err)
	}
	p := open(t, "", view{})
	for _, shot := range []struct {
		name string
		view
	}{
		{"desktop-light", view{width: 1280, height: 900}}, {"desktop-dark", view{width: 1280, height: 900, dark: true}},
		{"phone-light", view{width: 390, height: 844}}, {"phone-dark", view{width: 390, height: 844, dark: true}},
	} {
		p.look(shot.view)
		for _, at := range []string{"answer", "whatif-explorer", "adoption-explorer"} {
			p.wait(at+" does not come into view", `(id) => new Promise((done) => {
				if (id === 'answer') scrollTo({top: 0, behavior: 'instant'});
				else document.getElementById(id).scrollIntoView({behavior: 'instant'});
				requestAnimationFrame(() => requestAnimationFrame(() => done(true)));
			})`, at)
			picture, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
			if err != nil {
				t.Fatal(err)
			}
			name := shot.name + "-" + at + ".png"
			if n := tones(t, picture); n < 8 {
				t.Errorf("%s has %d colors: nothing is to be seen", name, n)
			}
			write(t, name, picture)
		}
	}
	p.look(view{dark: true})
	paper, err := chromedp.Run(p.ctx, chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4), chromedp.PDFPrintBackground()))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(paper, []byte("%PDF-")) {
		t.Error("the page does not print")
	}
	write(t, "print.pdf", paper)
}

func write(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join("out", name), data, 0o666); err != nil {
		t.Fatal(err)
	}
}

// tones counts the colors on a coarse grid of a picture.
func tones(t *testing.T, picture []byte) int {
	t.Helper()
	image, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[[3]uint32]bool{}
	b := image.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y += 3 {
		for x := b.Min.X; x < b.Max.X; x += 3 {
			r, g, b, _ := image.At(x, y).RGBA()
			seen[[3]uint32{r, g, b}] = true
		}
	}
	return len(seen)
}
