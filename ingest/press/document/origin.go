package document

import (
	"sort"
	"unicode/utf8"
)

// origin says for each part of a text which bytes of the file it stands for:
// stretches in order, each of which reaches up to the next. They come in blocks,
// which need not be copied when there are more: a file can have a stretch for
// every byte.
type origin struct {
	blocks [][]stretch
	n      int // bytes of the text
}

const blockSize = 1024

// A stretch begins at offset text of the text and at offset file of the file,
// and goes on in units of out bytes of text for in bytes of the file. in is 0
// for text that is not in the file.
type stretch struct {
	text, file uint32
	out, in    uint16
}

// unit returns the bytes of the file of the unit that holds offset i of the
// text.
func (r *stretch) unit(i int) (first, last int) {
	k := (i - int(r.text)) / int(r.out)
	return int(r.file) + k*int(r.in), int(r.file) + (k+1)*int(r.in)
}

func (o *origin) count() int {
	if n := len(o.blocks) - 1; n >= 0 {
		return n*blockSize + len(o.blocks[n])
	}
	return 0
}

func (o *origin) run(k int) *stretch { return &o.blocks[k/blockSize][k%blockSize] }

// end is where run k ends in the text, and in the file.
func (o *origin) end(k int) (text, file int) {
	if text = o.n; k+1 < o.count() {
		text = int(o.run(k + 1).text)
	}
	_, file = o.run(k).unit(text - 1)
	return text, file
}

// put notes that the next out bytes of the text stand for in bytes of the file.
func (o *origin) put(out, file, in int) {
	start := o.n
	o.n += out
	if in == out { // before in is cut: a text without changes is one stretch
		in, out = 1, 1
	}
	in = min(in, 1<<16-1)
	if k := o.count() - 1; k >= 0 {
		last := o.run(k)
		if int(last.out) == out && int(last.in) == in && int(last.file)+(start-int(last.text))/out*in == file {
			return
		}
	}
	n := len(o.blocks) - 1
	if n < 0 || len(o.blocks[n]) == blockSize {
		o.blocks = append(o.blocks, make([]stretch, 0, blockSize))
		n++
	}
	o.blocks[n] = append(o.blocks[n], stretch{uint32(start), uint32(file), uint16(out), uint16(in)})
}

// cut forgets what comes after n bytes of text.
func (o *origin) cut(n int) {
	for k := o.count() - 1; k >= 0 && int(o.run(k).text) >= n; k-- {
		b := k / blockSize
		if o.blocks[b] = o.blocks[b][:k%blockSize]; k%blockSize == 0 {
			o.blocks = o.blocks[:b]
		}
	}
	o.n = n
}

// at returns the run that holds offset i of the text.
func (o *origin) at(i int) int {
	return sort.Search(o.count(), func(k int) bool { return int(o.run(k).text) > i }) - 1
}

// Span returns the bytes of the file that Text[start:end] stands for, from its
// first visible character to its last; of a PDF, start and end.
func (d *Document) Span(start, end int) (first, last int) {
	if d.PDF {
		return start, end
	}
	o := &d.origin
	i, j := o.at(start), o.at(end-1)
	if start >= end || i < 0 {
		return 0, 0
	}
	for ; i < j && o.run(i).in == 0; i++ {
		start, _ = o.end(i)
	}
	for ; j > i && o.run(j).in == 0; j-- {
		end = int(o.run(j).text)
	}
	first, _ = o.run(i).unit(start)
	_, last = o.run(j).unit(end - 1)
	return first, last
}

// Find returns the part Text[from:to] that the bytes start to end of the file
// have become, such as those of a claim; 0 and 0 when none of them is in Text.
func (d *Document) Find(start, end int) (from, to int) {
	if d.PDF {
		return max(0, min(start, len(d.Text))), max(0, min(end, len(d.Text)))
	}
	o := &d.origin
	i := sort.Search(o.count(), func(k int) bool { _, file := o.end(k); return file > start })
	j := sort.Search(o.count(), func(k int) bool { return int(o.run(k).file) >= end }) - 1
	for j >= 0 && o.run(j).in == 0 {
		j--
	}
	if i >= o.count() || j < i {
		return 0, 0
	}
	r := o.run(i)
	if from = int(r.text); int(r.file) < start && r.in > 0 {
		from += (start - int(r.file)) / int(r.in) * int(r.out)
	}
	to, file := o.end(j)
	if r := o.run(j); end < file {
		to = int(r.text) + (end-int(r.file)+int(r.in)-1)/int(r.in)*int(r.out)
	}
	return from, max(from, to)
}

// builder gathers a text and where it comes from.
type builder struct {
	text []byte
	origin
	raw  *builder // the decoded file, whose offsets are handed in; nil: the file itself
	seen int      // run of raw that was used last: offsets go forward
}

func newBuilder(raw *builder) *builder {
	return &builder{raw: raw, text: make([]byte, 0, min(len(raw.text), maxText)+64)}
}

// add appends s, which stands for n bytes of the decoded file at offset at.
// Nothing is remembered of what is dropped.
func (b *builder) add(s []byte, at, n int) {
	if len(s) == 0 {
		return
	}
	first, last := at, at+n
	if b.raw != nil && b.raw.blocks != nil {
		if len(s) == n && n > 1 && s[0] < utf8.RuneSelf { // characters of ASCII, each of its own origin
			for i := range n {
				b.add(s[i:i+1], at+i, 1)
			}
			return
		}
		first, _ = b.decoded(at).unit(at)
		_, last = b.decoded(at + n - 1).unit(at + n - 1)
	}
	b.put(len(s), first, last-first)
	b.text = append(b.text, s...)
}

// decoded returns the run of the decoded file that holds offset i.
func (b *builder) decoded(i int) *stretch {
	for b.seen > 0 && int(b.raw.run(b.seen).text) > i {
		b.seen--
	}
	for b.seen+1 < b.raw.count() && int(b.raw.run(b.seen+1).text) <= i {
		b.seen++
	}
	return b.raw.run(b.seen)
}

// insert appends what is not in the file.
func (b *builder) insert(s string) {
	file := 0
	if n := b.count(); n > 0 {
		_, file = b.end(n - 1)
	}
	b.put(len(s), file, 0)
	b.text = append(b.text, s...)
}
