package reports

import (
	"image"
	"image/color"
	"image/draw"

	ximage "golang.org/x/image/font"
	"golang.org/x/image/math/fixed"
	"gonum.org/v1/plot/font"
)

// letters writes text straight onto the pixels of an image. vgimg transforms
// the picture of every letter, which takes longer than the rest of a chart.
type letters struct {
	on    draw.Image
	faces map[font.Font]ximage.Face
}

func newLetters(on draw.Image) *letters { return &letters{on, map[font.Font]ximage.Face{}} }

// write sets text with its baseline starting at p, in units of the chart.
func (l *letters) write(f font.Face, c color.Color, p point, text string) {
	face, ok := l.faces[f.Font]
	if !ok {
		face = f.FontFace(72 * pngScale)
		l.faces[f.Font] = face
	}
	dot := func(v float64) fixed.Int26_6 { return fixed.Int26_6(v*pngScale*64 + 0.5) }
	d := ximage.Drawer{Dst: l.on, Src: image.NewUniform(c), Face: face, Dot: fixed.Point26_6{X: dot(p.x), Y: dot(p.y)}}
	d.DrawString(text)
}
