package chart

import (
	"cmp"
	"encoding/binary"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"math"
	"slices"
	"sync"

	"git.sr.ht/~sbinet/gg"
	ximage "golang.org/x/image/font"
	"golang.org/x/image/math/fixed"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"
)

// What one image leaves to the next, which saves most of the memory of a run's.
var (
	spare       = sync.Pool{New: func() any { return new([]uint8) }} // pixels
	compressors encoderBuffers
)

type encoderBuffers struct{ sync.Pool }

// Get returns a buffer that was put back, or nil, for which the encoder makes one.
func (b *encoderBuffers) Get() *png.EncoderBuffer {
	buffer, _ := b.Pool.Get().(*png.EncoderBuffer)
	return buffer
}

func (b *encoderBuffers) Put(buffer *png.EncoderBuffer) { b.Pool.Put(buffer) }

// WritePNG writes the chart as an image in the light scheme, 1080 pixels
// wide. The same chart gives the same bytes.
func (c Chart) WritePNG(w io.Writer) error { return c.WriteWide(w, PngScale*Width) }

// WriteWide is WritePNG with so many pixels across.
func (c Chart) WriteWide(w io.Writer, width int) error {
	s := c.Drawing()
	scale := float64(width) / Width
	sheet := image.Rect(0, 0, width, int(s.height/72*(72*scale)+0.5)) // as vgimg rounds
	pixels := spare.Get().(*[]uint8)
	defer spare.Put(pixels)
	*pixels = slices.Grow((*pixels)[:0], 4*sheet.Dx()*sheet.Dy())[:4*sheet.Dx()*sheet.Dy()]
	img := &image.RGBA{Pix: *pixels, Stride: 4 * sheet.Dx(), Rect: sheet}
	context := gg.NewContextForRGBA(img)
	context.SetLineCapButt()
	context.InvertY()
	on := vgimg.NewWith(vgimg.UseImageWithContext(img, context), vgimg.UseDPI(int(72*scale+0.5)))
	draw.Draw(img, sheet, image.NewUniform(Paper.color()), image.Point{}, draw.Src)
	text := newLetters(img, scale)
	for _, shape := range s.Shapes {
		shape.paint(on, text, s.height)
	}
	encoder := png.Encoder{CompressionLevel: png.BestSpeed, BufferPool: &compressors}
	return encoder.Encode(w, indexed(img))
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
	scale float64 // pixels in a unit of the chart
	faces map[font.Font]ximage.Face
}

func newLetters(on draw.Image, scale float64) *letters {
	return &letters{on, scale, map[font.Font]ximage.Face{}}
}

// write sets text with its baseline starting at p, in units of the chart.
func (l *letters) write(f font.Face, c color.Color, p Point, text string) {
	face, ok := l.faces[f.Font]
	if !ok {
		face = f.FontFace(72 * l.scale)
		l.faces[f.Font] = face
	}
	dot := func(v float64) fixed.Int26_6 { return fixed.Int26_6(v*l.scale*64 + 0.5) }
	d := ximage.Drawer{Dst: l.on, Src: image.NewUniform(c), Face: face, Dot: fixed.Point26_6{X: dot(p.X), Y: dot(p.Y)}}
	d.DrawString(text)
}

// indexed returns the image with the 256 colors that it has most of, and
// each other one replaced by the nearest. What is lost is shades at the edges
// of letters; what is won is a third of the bytes, and most of the time. The
// index takes the place of the pixels of src.
func indexed(src *image.RGBA) *image.Paletted {
	pix := src.Pix[:len(src.Pix)/4]
	at := func(i int) uint32 { return binary.BigEndian.Uint32(src.Pix[4*i:]) }
	found := colors{places: map[uint32]int32{}}
	last := found.place(0)
	for i, was := 0, uint32(0); i < len(pix); i++ {
		if c := at(i); c != was {
			last, was = found.place(c), c
		}
		found.count[last]++
	}
	order := make([]int32, len(found.color))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(found.count[b], found.count[a]), cmp.Compare(found.color[a], found.color[b]))
	})
	var common []uint32
	var palette color.Palette
	for _, place := range order[:min(256, len(order))] {
		c := found.color[place]
		common = append(common, c)
		palette = append(palette, color.RGBA{uint8(c >> 24), uint8(c >> 16), uint8(c >> 8), uint8(c)})
	}
	nearestTo := newNearest(common)
	index := make([]uint8, len(order)) // by place
	for i, place := range order {
		if i < len(common) {
			index[place] = uint8(i)
		} else {
			index[place] = nearestTo.index(found.color[place])
		}
	}
	was := at(0)
	nearest := index[found.place(was)]
	for i := range pix {
		if c := at(i); c != was {
			was, nearest = c, index[found.place(c)]
		}
		pix[i] = nearest
	}
	return &image.Paletted{Pix: pix, Stride: src.Rect.Dx(), Rect: src.Rect, Palette: palette}
}

// colors counts colors, each of which has a place, in the order in which they
// come.
type colors struct {
	color  []uint32
	count  []int
	places map[uint32]int32
	recent [4096]struct { // saves most of the looking up
		color uint32
		place int32 // plus 1
	}
}

func (f *colors) place(c uint32) int32 {
	near := &f.recent[c*0x9E3779B1>>20]
	if near.color == c && near.place > 0 {
		return near.place - 1
	}
	place, ok := f.places[c]
	if !ok {
		place = int32(len(f.color))
		f.places[c] = place
		f.color, f.count = append(f.color, c), append(f.count, 0)
	}
	near.color, near.place = c, place+1
	return place
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
