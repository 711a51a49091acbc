package pdf

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5"
	"crypto/rc4"
	"encoding/binary"
)

// key opens a file that is encrypted for no particular reader: with the empty
// password, to forbid printing or copying. ISO 32000-1, 7.6.
type key struct {
	file []byte
	aes  bool
}

var padding = []byte("\x28\xbf\x4e\x5e\x4e\x75\x8a\x41\x64\x00\x4e\x56\xff\xfa\x01\x08\x2e\x2e\x00\xb6\xd0\x68\x3e\x80\x2f\x0c\xa9\xfe\x64\x53\x69\x7a")

// decrypt works out the key of an encrypted file (algorithm 2) and tries it
// on the entry U (algorithms 4 and 5).
func (f *file) decrypt() error {
	e := f.dict(f.trailer["Encrypt"])
	if e == nil {
		return nil
	}
	version, revision := int(f.number(e["V"])), int(f.number(e["R"]))
	if f.name(e["Filter"]) != "Standard" || version != 1 && version != 2 && version != 4 || revision < 2 || revision > 4 {
		return errEncrypted
	}
	owner, _ := f.resolve(e["O"]).(string)
	user, _ := f.resolve(e["U"]).(string)
	id := ""
	if ids := f.array(f.trailer["ID"]); len(ids) > 0 {
		id, _ = f.resolve(ids[0]).(string)
	}
	size := 5
	if n := int(f.number(e["Length"])) / 8; version > 1 && n >= 5 && n <= 16 {
		size = n
	}
	k := &key{}
	if version == 4 {
		size = 16
		method := f.name(f.dict(f.dict(e["CF"])[f.name(e["StmF"])])["CFM"])
		if k.aes = method == "AESV2"; !k.aes && method != "V2" {
			return errEncrypted
		}
	}
	if len(owner) < 32 || len(user) < 16 {
		return errEncrypted
	}
	h := md5.New()
	h.Write(padding)
	h.Write([]byte(owner[:32]))
	h.Write(binary.LittleEndian.AppendUint32(nil, uint32(int64(f.number(e["P"])))))
	h.Write([]byte(id))
	if plain, ok := f.resolve(e["EncryptMetadata"]).(bool); ok && !plain && revision >= 4 {
		h.Write([]byte("\xff\xff\xff\xff"))
	}
	sum := h.Sum(nil)
	if revision >= 3 {
		for range 50 {
			again := md5.Sum(sum[:size])
			sum = again[:]
		}
	}
	k.file = sum[:size]
	if !k.opens(user, id, revision) {
		return errEncrypted
	}
	f.key = k
	return nil
}

// opens reports whether the key is the one that made the entry U.
func (k *key) opens(user, id string, revision int) bool {
	if revision == 2 {
		return rc4Of(k.file, padding) == user[:min(32, len(user))]
	}
	sum := md5.Sum(append(bytes.Clone(padding), id...))
	text := string(sum[:])
	for i := range 20 {
		mixed := bytes.Clone(k.file)
		for j := range mixed {
			mixed[j] ^= byte(i)
		}
		text = rc4Of(mixed, []byte(text))
	}
	return text == user[:16]
}

func rc4Of(key, text []byte) string {
	c, err := rc4.NewCipher(key)
	if err != nil {
		return ""
	}
	out := make([]byte, len(text))
	c.XORKeyStream(out, text)
	return string(out)
}

// open decrypts what belongs to object r (algorithm 1).
func (k *key) open(data []byte, r ref) []byte {
	seed := append(bytes.Clone(k.file), byte(r.number), byte(r.number>>8), byte(r.number>>16), byte(r.generation), byte(r.generation>>8))
	if k.aes {
		seed = append(seed, "sAlT"...)
	}
	sum := md5.Sum(seed)
	own := sum[:min(16, len(k.file)+5)]
	if !k.aes {
		return []byte(rc4Of(own, data))
	}
	block, err := aes.NewCipher(own)
	data = data[:len(data)/aes.BlockSize*aes.BlockSize] // a line end may follow
	if err != nil || len(data) < 2*aes.BlockSize {
		return nil
	}
	out := make([]byte, len(data)-aes.BlockSize)
	cipher.NewCBCDecrypter(block, data[:aes.BlockSize]).CryptBlocks(out, data[aes.BlockSize:])
	if pad := int(out[len(out)-1]); pad >= 1 && pad <= aes.BlockSize {
		out = out[:len(out)-pad]
	}
	return out
}

// decrypted returns the data of a stream as they were before encryption.
func (f *file) decrypted(s stream) []byte {
	if f.key == nil || s.dict["Type"] == name("XRef") {
		return s.data
	}
	if f.decoded -= len(s.data); f.decoded < 0 {
		panic(errTooMuch)
	}
	return f.key.open(s.data, s.ref)
}

// plain decrypts the strings of an object. Those that matter here, in fonts
// and ToUnicode, stand in dictionaries.
func (f *file) plain(v value, r ref) value {
	if f.key == nil {
		return v
	}
	switch v := v.(type) {
	case string:
		return string(f.key.open([]byte(v), r))
	case array:
		for i := range v {
			v[i] = f.plain(v[i], r)
		}
	case dict:
		for k := range v {
			v[k] = f.plain(v[k], r)
		}
	}
	return v
}
