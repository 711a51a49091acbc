package chart

import (
	"cmp"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"maps"
	"math"
	"slices"

	ximage "golang.org/x/image/font"
	"golang.org/x/image/math/fixed"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"
)

// WritePNG writes the chart as an image in the light scheme, 1080 pixels
// wide. The same chart gives the same bytes.
func (c Chart) WritePNG(w io.Writer) error {
	s := c.Drawing()
	on := vgimg.NewWith(vgimg.UseWH(Width, vg.Length(s.height)), vgimg.UseDPI(72*PngScale), vgimg.UseBackgroundColor(Paper.color()))
	text := newLetters(on.Image())
	for _, shape := range s.Shapes {
		shape.paint(on, text, s.height)
	}
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	return encoder.Encode(w, indexed(on.Image()))
}

// paint draws the shape on one of plot's canvases, which count points from the
// bottom left.
func (s shape) paint(on vg.Canvas, text *letters, height float64) {
	if s.Text != "" {
		p := s.Points[0]
		text.write(s.Style.face(), s.Style.color().color(), Point{p.X - s.Style.before(s.Text), p.Y}, s.Text)
		return
	}
	at := func(p Point) vg.Point { return vg.Point{X: vg.Length(p.X), Y: vg.Length(height - p.Y)} }
	var path vg.Path
	if s.radius > 0 {
		p := s.Points[0]
		path.Move(at(Point{p.X + s.radius, p.Y}))
		path.Arc(at(p), vg.Length(s.radius), 0, 2*math.Pi)
	} else {
		path.Move(at(s.Points[0]))
		for _, p := range s.Points[1:] {
			path.Line(at(p))
		}
	}
	if s.closed || s.radius > 0 {
		path.Close()
	}
	if s.fill != (Tone{}) {
		on.SetColor(s.fill.color())
		on.Fill(path)
	}
	if s.line.Width > 0 {
		on.SetColor(s.line.Tone.color())
		on.SetLineWidth(vg.Length(s.line.Width))
		on.SetLineDash(nil, 0)
		if d := s.line.Dash; d != (dash{}) {
			on.SetLineDash([]vg.Length{vg.Length(d[0]), vg.Length(d[1])}, 0)
		}
		on.Stroke(path)
	}
}

// letters writes text straight onto the pixels of an image. vgimg transforms
// the picture of every letter, which takes longer than the rest of a chart.
type letters struct {
	on    draw.Image
	faces map[font.Font]ximage.Face
}

func newLetters(on draw.Image) *letters { return &letters{on, map[font.Font]ximage.Face{}} }

// write sets text with its baseline starting at p, in units of the chart.
func (l *letters) write(f font.Face, c color.Color, p Point, text string) {
	face, ok := l.faces[f.Font]
	if !ok {
		face = f.FontFace(72 * PngScale)
		l.faces[f.Font] = face
	}
	dot := func(v float64) fixed.Int26_6 { return fixed.Int26_6(v*PngScale*64 + 0.5) }
	d := ximage.Drawer{Dst: l.on, Src: image.NewUniform(c), Face: face, Dot: fixed.Point26_6{X: dot(p.X), Y: dot(p.Y)}}
	d.DrawString(text)
}

// indexed returns the image with the 256 colors that it has most of, and
// each other one replaced by the nearest. What is lost is shades at the edges
// of letters; what is won is a third of the bytes, and most of the time.
func indexed(img image.Image) image.Image {
	src, ok := img.(*image.RGBA)
	if !ok {
		return img
	}
	at := func(i int) uint32 {
		p := src.Pix[i : i+4 : i+4]
		return uint32(p[0])<<24 | uint32(p[1])<<16 | uint32(p[2])<<8 | uint32(p[3])
	}
	count := map[uint32]int{}
	run, last := 0, uint32(0)
	for i := 0; i < len(src.Pix); i += 4 {
		c := at(i)
		if c != last {
			count[last] += run
			run, last = 0, c
		}
		run++
	}
	count[last] += run
	colors := slices.SortedFunc(maps.Keys(count), func(a, b uint32) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a, b))
	})
	common := colors[:min(256, len(colors))]
	var palette color.Palette
	for _, c := range common {
		palette = append(palette, color.RGBA{uint8(c >> 24), uint8(c >> 16), uint8(c >> 8), uint8(c)})
	}
	nearestTo := newNearest(common)
	index := make(map[uint32]uint8, len(colors))
	for i, c := range colors {
		if i < len(common) {
			index[c] = uint8(i)
		} else {
			index[c] = nearestTo.index(c)
		}
	}
	out := image.NewPaletted(src.Rect, palette)
	last, nearest := colors[0], index[colors[0]]
	for i := range out.Pix {
		if c := at(4 * i); c != last {
			last, nearest = c, index[c]
		}
		out.Pix[i] = nearest
	}
	return out
}

// nearest finds the color of a palette that is next to another, as
// color.Palette does, whose calls through an interface take ten times as long.
type nearest [][4]uint32

func newNearest(colors []uint32) nearest {
	out := make(nearest, len(colors))
	for i, c := range colors {
		out[i] = channels(c)
	}
	return out
}

func channels(c uint32) [4]uint32 {
	return [4]uint32{c >> 24 * 0x101, c >> 16 & 0xFF * 0x101, c >> 8 & 0xFF * 0x101, c & 0xFF * 0x101}
}

func (n nearest) index(c uint32) uint8 {
	want, best, least := channels(c), 0, uint32(math.MaxUint32)
	for i, have := range n {
		sum := uint32(0)
		for k := range want {
			d := want[k] - have[k]
			sum += d * d >> 2
		}
		if sum < least {
			best, least = i, sum
		}
	}
	return uint8(best)
}
