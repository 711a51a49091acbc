package chart

import (
	"encoding/binary"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"slices"
	"sync"

	"git.sr.ht/~sbinet/gg"
	ximage "golang.org/x/image/font"
	"golang.org/x/image/math/fixed"
	"gonum.org/v1/plot/font"
)

// Sheet is what one image leaves to the next, which saves most of the memory of
// a run's: its pixels, what compresses them, and where colors are in the palette.
// The zero Sheet is a new one; it has one image at a time.
type Sheet struct {
	pixels []uint8
	buffer *png.EncoderBuffer
	places *[1 << 18]uint16 // from 1, by the first six bits of each channel; 0: not looked for yet
}

// Get returns the buffer that was put back, or nil, for which the encoder makes one.
func (s *Sheet) Get() *png.EncoderBuffer { return s.buffer }

func (s *Sheet) Put(buffer *png.EncoderBuffer) { s.buffer = buffer }

// WritePNG writes the chart as an image in the light scheme, so many pixels
// wide. The same chart gives the same bytes.
func (c Chart) WritePNG(w io.Writer, width int, on *Sheet) error {
	s := c.Drawing()
	pen := painter{scale: float64(width) / Width, faces: map[font.Font]ximage.Face{}}
	sheet := image.Rect(0, 0, width, int(s.Height*pen.scale+0.5))
	on.pixels = slices.Grow(on.pixels[:0], 4*sheet.Dx()*sheet.Dy())[:4*sheet.Dx()*sheet.Dy()]
	pen.on = &image.RGBA{Pix: on.pixels, Stride: 4 * sheet.Dx(), Rect: sheet}
	draw.Draw(pen.on, sheet, image.NewUniform(Paper.color()), image.Point{}, draw.Src)
	pen.Context = gg.NewContextForRGBA(pen.on)
	pen.SetLineCapButt()
	for _, shape := range s.Shapes {
		pen.paint(shape)
	}
	encoder := png.Encoder{CompressionLevel: png.BestSpeed, BufferPool: on}
	return encoder.Encode(w, on.indexed(pen.on))
}

// painter draws shapes on the pixels of an image.
type painter struct {
	*gg.Context
	on    *image.RGBA
	scale float64 // pixels in a unit of the chart
	faces map[font.Font]ximage.Face
}

func (p painter) paint(s shape) {
	if s.Text != "" {
		p.write(s)
		return
	}
	for _, at := range s.Points {
		if s.radius > 0 {
			p.DrawCircle(at.X*p.scale, at.Y*p.scale, s.radius*p.scale)
		} else {
			p.LineTo(at.X*p.scale, at.Y*p.scale)
		}
	}
	if s.closed {
		p.ClosePath()
	}
	if s.fill != (Tone{}) {
		p.SetColor(s.fill.color())
		p.FillPreserve()
	}
	if s.line.Width > 0 {
		p.SetColor(s.line.Tone.color())
		p.SetLineWidth(s.line.Width * p.scale)
		p.SetDash()
		if d := s.line.Dash; d != Solid {
			p.SetDash(d[0]*p.scale, d[1]*p.scale)
		}
		p.StrokePreserve()
	}
	p.ClearPath()
}

// write sets a text straight onto the pixels. A canvas would transform the
// picture of every letter, which takes longer than the rest of a chart.
func (p painter) write(s shape) {
	f := s.Style.face()
	if p.faces[f.Font] == nil {
		p.faces[f.Font] = f.FontFace(72 * p.scale)
	}
	dot := func(v float64) fixed.Int26_6 { return fixed.Int26_6(v*p.scale*64 + 0.5) }
	d := ximage.Drawer{Dst: p.on, Src: image.NewUniform(s.Style.color().color()), Face: p.faces[f.Font],
		Dot: fixed.Point26_6{X: dot(s.Points[0].X - s.Style.before(s.Text)), Y: dot(s.Points[0].Y)}}
	d.DrawString(s.Text)
}

// palette is the colors of all images: the tones, and the steps from each to
// paper that its edges have.
var palette = sync.OnceValue(func() (out color.Palette) {
	for _, t := range Tones() {
		out = append(out, t.color())
	}
	for _, t := range Tones() {
		for _, share := range []float64{0.25, 0.5, 0.75} {
			out = append(out, rgb(mix(t.Light, Paper.Light, share)))
		}
	}
	return out
})

// place is where the palette has a color, of 0xAABBGGRR. A tone has its own place;
// another color takes that of the nearest one by its first six bits.
func (s *Sheet) place(color32 uint32) uint8 {
	r, g, b := uint8(color32), uint8(color32>>8), uint8(color32>>16)
	cell := func(r, g, b uint8) *uint16 { return &s.places[int(r>>2)<<12|int(g>>2)<<6|int(b>>2)] }
	if s.places == nil {
		s.places = new([1 << 18]uint16)
		for i, t := range Tones() {
			c := rgb(t.Light)
			*cell(c.R, c.G, c.B) = uint16(i + 1)
		}
	}
	place := cell(r, g, b)
	if *place == 0 {
		*place = uint16(palette().Index(color.RGBA{r&^3 | 2, g&^3 | 2, b&^3 | 2, 0xFF}) + 1)
	}
	return uint8(*place - 1)
}

// indexed returns the image in the colors of the palette, which is a third of
// the bytes, and most of the time. The index takes the place of the pixels of src.
func (s *Sheet) indexed(src *image.RGBA) *image.Paletted {
	index := src.Pix[:len(src.Pix)/4]
	last := binary.LittleEndian.Uint32(src.Pix) // the color of the pixel before, which most have too
	place := s.place(last)
	for i := range index {
		if now := binary.LittleEndian.Uint32(src.Pix[4*i:]); now != last {
			last, place = now, s.place(now)
		}
		index[i] = place
	}
	return &image.Paletted{Pix: index, Stride: src.Rect.Dx(), Rect: src.Rect, Palette: palette()}
}
