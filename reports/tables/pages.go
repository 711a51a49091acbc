package tables

import (
	"sync"

	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/klauspost/compress/zstd"
)

// pages is zstd for the pages of Parquet. Arrow's own encoders of a level are made
// anew after a collection of garbage or two, and each takes 8 MB for a page larger than a block of
// zstd, 128 KiB. That of fastest stays, and takes 2 MB; it gives the same bytes for
// every page of up to a megabyte.
type pages struct{ arrowCodec }

type arrowCodec interface {
	compress.ErrorCodec
	compress.StreamingCodec
}

// fastest is the level of zstd that is written: a higher one takes twice the memory.
const fastest = 1

var fast = sync.OnceValue(func() *zstd.Encoder {
	encoder, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.EncoderLevelFromZstd(fastest)), zstd.WithWindowSize(1<<20),
		zstd.WithZeroFrames(true), zstd.WithAllLitEntropyCompression(true))
	if err != nil {
		panic(err) // the options are always these
	}
	return encoder
})

// EncodeLevel compresses a page into the room of another, where that is enough.
func (p pages) EncodeLevel(room, page []byte, level int) []byte {
	if level != fastest {
		return p.arrowCodec.EncodeLevel(room, page, level)
	}
	return fast().EncodeAll(page, room[:0])
}

func init() {
	codec, err := compress.GetCodec(compress.Codecs.Zstd)
	if err != nil {
		panic(err)
	}
	compress.RegisterCodec(compress.Codecs.Zstd, pages{codec.(arrowCodec)})
}
