package words

import (
	"strings"
	"unicode"
)

// sample is how much of a text tells its language.
const sample = 64 << 10

// Language returns the language of a text, one of [Languages]: by its script,
// and where that is Latin by its small words.
func Language(text string) string {
	if len(text) > sample {
		text = text[:sample]
	}
	var kana, hangul, han, cyrillic int
	for _, r := range text {
		switch {
		case r < 0x400:
		case r >= 0x3040 && r <= 0x30ff:
			kana++
		case isHangul(r):
			hangul++
		case r >= 0x4e00 && r <= 0x9fff:
			han++
		case unicode.Is(unicode.Cyrillic, r):
			cyrillic++
		}
	}
	switch {
	case hangul >= 3 && hangul >= kana:
		return "ko"
	case kana > 0 && kana*16 >= han:
		return "ja"
	case han >= 3:
		return "zh"
	case cyrillic >= 3:
		return "ru"
	}
	votes := map[string]int{}
	for word := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) }) {
		for _, code := range Languages {
			if l := languages()[code]; !l.cjk && l.votes[word] {
				votes[code]++
			}
		}
	}
	best := Languages[0]
	for _, code := range Languages {
		if votes[code] > votes[best] {
			best = code
		}
	}
	return best
}
