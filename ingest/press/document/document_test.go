package document

import (
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	jp "golang.org/x/text/encoding/japanese"
	kr "golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	utf16 "golang.org/x/text/encoding/unicode"
)

// encoded writes s in another encoding.
func encoded(t *testing.T, e encoding.Encoding, s string) []byte {
	t.Helper()
	out, err := e.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestCharsets(t *testing.T) {
	page := func(name, text string) string {
		return `<html><head><meta charset="` + name + `"></head><body><p>` + text + `</p></body></html>`
	}
	const euro = "WhatsApp’s users – 450 million – rose by 7%"
	for _, c := range []struct {
		name string
		file []byte
		want string
	}{
		{"UTF-8", []byte(euro), euro},
		{"UTF-8 with its mark", []byte("\ufeff" + euro), euro},
		{"Windows-1252 that says nothing", encoded(t, charmap.Windows1252, euro), euro},
		{"Windows-1252 as HTML that says nothing", encoded(t, charmap.Windows1252, "<p>"+euro+"</p><p></p>"), euro},
		{"Shift JIS that says nothing", encoded(t, jp.ShiftJIS, "LINEの月間アクティブユーザー数は8,100万人"), "LINEの月間アクティブユーザー数は8,100万人"},
		{"GB18030 that says nothing", encoded(t, simplifiedchinese.GB18030, "微信的月活跃用户数为10.8亿。"), "微信的月活跃用户数为10.8亿。"},
		{"EUC-KR that says nothing", encoded(t, kr.EUCKR, "카카오톡의 월간 활성 이용자는 4300만 명이었다."), "카카오톡의 월간 활성 이용자는 4300만 명이었다."},
		{"Windows-1251 that says nothing", encoded(t, charmap.Windows1251, "У Telegram было 200 миллионов активных пользователей."), "У Telegram было 200 миллионов активных пользователей."},
		{"Windows-1252 that says UTF-8", encoded(t, charmap.Windows1252, page("utf-8", euro)), euro},
		{"UTF-8 that says Latin-1", []byte(page("iso-8859-1", euro)), euro},
		{"GBK", encoded(t, simplifiedchinese.GBK, page("gb2312", "微信10.825亿")), "微信10.825亿"},
		{"Big5", encoded(t, traditionalchinese.Big5, page("big5", "微信10.825億")), "微信10.825億"},
		{"Shift JIS", encoded(t, jp.ShiftJIS, page("shift_jis", "LINEの利用者は8,100万人")), "LINEの利用者は8,100万人"},
		{"EUC-KR", encoded(t, kr.EUCKR, page("euc-kr", "카카오톡 4763만7000명")), "카카오톡 4763만7000명"},
		{"XHTML in GBK", encoded(t, simplifiedchinese.GBK, `<?xml version="1.0" encoding="gbk"?><html><p>微信</p></html>`), "微信"},
		{"UTF-16", encoded(t, utf16.UTF16(utf16.LittleEndian, utf16.UseBOM), "微信 and LINE"), "微信 and LINE"},
		{"one bad byte", []byte("微信 and 米聊 \xff end"), "微信 and 米聊 \ufffd end"},
		{"blanks", []byte("1,082.5\u00a0million,\u20097％ 　x\u200by"), "1,082.5 million, 7％   xy"},
		{"line ends", []byte("a\r\nb\rc\u2028d"), "a\nb\nc\nd"},
	} {
		d, err := Read(c.file)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if d.Text != c.want {
			t.Errorf("%s: %q, want %q", c.name, d.Text, c.want)
		}
	}
}

// The bytes that a stretch of text stands for are the bytes of the file.
func TestSpans(t *testing.T) {
	gbk := encoded(t, simplifiedchinese.GBK, `<meta charset=gbk><p>截至2018年,<b>微信</b>用户</p>`)
	for _, c := range []struct{ name, file, find, want string }{
		{"plain", "one two three", "two", "two"},
		{"wide digits", "到 １０８２ 万", "１０８２", "１０８２"},
		{"entity", "<p>Weixin &amp; WeChat</p><p></p>", "& We", "&amp; We"},
		{"first entity", "<p>&#36;5 &nbsp; each</p><p></p>", "$5 each", "&#36;5 &nbsp; each"},
		{"tags within", "<p>the <b>1,082.5</b> <i>million</i> users</p>", "1,082.5 million", "1,082.5</b> <i>million"},
		{"blanks", "<p>a \n\t b</p><p></p>", "a b", "a \n\t b"},
		{"blocks", "<div>a</div><div>b</div>", "a\n\nb", "a</div><div>b"},
		{"cells", "<table><tr><td>MAU</td><td>5</td></tr></table>", "MAU \t5", "MAU</td><td>5"},
		{"two bytes each", string(gbk), "微信用户", string(encoded(t, simplifiedchinese.GBK, "微信</b>用户"))},
		{"line ends", "a\r\nb\r\nc", "b\nc", "b\r\nc"},
		{"note mark", "<p>802.6<sup>(1)</sup> million</p>", "802.6 million", "802.6<sup>(1)</sup> million"},
	} {
		d, err := Read([]byte(c.file))
		if err != nil {
			t.Fatal(c.name, err)
		}
		at := strings.Index(d.Text, c.find)
		if at < 0 {
			t.Errorf("%s: no %q in %q", c.name, c.find, d.Text)
			continue
		}
		first, last := d.Span(at, at+len(c.find))
		if c.file[first:last] != c.want {
			t.Errorf("%s: %q stands for %q, want %q", c.name, c.find, c.file[first:last], c.want)
		}
		if from, to := d.Find(first, last); d.Text[from:to] != c.find {
			t.Errorf("%s: %q has become %q, want %q", c.name, c.want, d.Text[from:to], c.find)
		}
	}
}

func TestHTMLText(t *testing.T) {
	for _, c := range []struct{ name, file, want string }{
		{"skipped", "<html><style>p{}</style><script>var a='<p>5 million</p>'</script><nav>Home</nav><p>Text</p><noscript>no</noscript></html>", "Text"},
		{"hidden", "<div><div hidden><div>one</div>two</div><span style='color: red; display: none'>three</span><p>Text</p><aside>More</aside><button>Share</button></div>", "Text"},
		{"struck", "<p>had <s>400 million</s> <ins>430 million</ins>, <strike>4</strike> 5, 4<del>0</del>30</p>", "had 430 million, 5, 430"},
		{"line breaks", "<p>one<br>two</p><p>three</p>", "one\ntwo\n\nthree"},
		{"nested tables are layout", "<table><tr><td><table><tr><td>MAU</td><td>5</td></tr></table></td><td>aside</td></tr></table>", "MAU \t5\n\naside"},
		{"bullets", "<table><tr><td>•</td><td>First point.</td></tr><tr><td>•</td><td>Second.</td></tr></table>", "• \tFirst point. \n• \tSecond."},
		{"ordinal is no note", "<p>the 30<sup>th</sup> of June</p><p></p>", "the 30th of June"},
		{"unclosed", "<p>one<td>two<div>three", "one\n\ntwo\n\nthree"},
		{"stray ends", "</td></table></p><p>x</p></sup>", "x"},
		{"pre", "<div><pre>a\nb</pre></div>", "a\nb"},
	} {
		d, err := Read([]byte(c.file))
		if err != nil {
			t.Fatal(c.name, err)
		}
		if got := strings.TrimSpace(d.Text); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestTitleAndDay(t *testing.T) {
	for _, c := range []struct{ name, file, title, day string }{
		{"meta", `<html><head><title>A &amp; B</title><meta property="article:published_time" content="2018-11-14T08:00:00Z"></head><p>x</p></html>`, "A & B", "2018-11-14"},
		{"shared title", `<html><head><title>A | Site</title><meta property="og:title" content="A"></head><p>x</p></html>`, "A", ""},
		{"linked data", `<html><head><script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2020-02-12T10:00:00+00:00"}</script></head><body><h1>Two billion</h1><p>x</p></body></html>`, "", "2020-02-12"},
		{"time element", `<html><body><time itemprop="datePublished" datetime="2014-08-08">8 August</time><p>x</p></body></html>`, "", "2014-08-08"},
		{"line that is a date", "Results\n\nPublished: Wednesday, 14 November 2018, 16:30 HKT\n\nText.", "Results", "2018-11-14"},
		{"agency", "Results\n\nHONG KONG, Nov. 14, 2018 /PRNewswire/ -- Tencent said", "Results", "2018-11-14"},
		{"Chinese line", "腾讯公布业绩\n\n2018年11月14日 16:30 来源\n\n正文", "腾讯公布业绩", "2018-11-14"},
		{"date of the figures", "Results for the quarter ended 30 September 2018\n\nAs at 30 September 2018 there were more.", "Results for the quarter ended 30 September 2018", ""},
		{"no such day", "x\n\n31 February 2018\n\ny", "x", ""},
		{"long first line", strings.Repeat("words and ", 30), "", ""},
	} {
		d, err := Read([]byte(c.file))
		if err != nil {
			t.Fatal(c.name, err)
		}
		if d.Title != c.title || d.Published != c.day {
			t.Errorf("%s: %q of %q, want %q of %q", c.name, d.Title, d.Published, c.title, c.day)
		}
	}
}

func TestRefusedFiles(t *testing.T) {
	password, err := os.ReadFile("testdata/pdf/password.pdf")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, want string
		file       []byte
	}{
		{"empty", "no text", nil},
		{"blank", "no text", []byte(" \n\t")},
		{"no text in HTML", "no text", []byte("<html><body><img src=x></body></html>")},
		{"archive", "neither text, HTML nor PDF", []byte("PK\x03\x04\x00\x00")},
		{"too long", "bytes", make([]byte, MaxFile+1)},
		{"too much text", "bytes of text", []byte(strings.Repeat("word ", maxText/5+2))},
		{"too much text in HTML", "bytes of text", []byte("<html><p>" + strings.Repeat("word ", maxText/5+2))},
		{"stateful encoding", "iso-2022-jp", []byte("<html><meta charset=iso-2022-jp><p>\xe3x")},
		{"broken PDF", "broken", []byte("%PDF-1.4\n1 0 obj\n<<>>\nendobj")},
		{"PDF with a password", "password", password},
	} {
		if d, err := Read(c.file); err == nil {
			t.Errorf("%s: read as %q", c.name, d.Text)
		} else if !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q in it", c.name, err, c.want)
		}
	}
}

// Hostile nesting costs neither time nor memory.
func TestHostileHTML(t *testing.T) {
	for name, file := range map[string]string{
		"nested tables":   strings.Repeat("<table><tr><td>x", 20_000),
		"nested blocks":   strings.Repeat("<div>", 200_000) + "x",
		"wide cells":      strings.Repeat("<table><tr><td colspan=999999 rowspan=999999>x</td><td>5</td></tr></table>", 500),
		"many cells":      "<table><tr><td>a</td>" + strings.Repeat("<td>5</td>", 300_000),
		"many attributes": "<p " + strings.Repeat("a=b ", 200_000) + ">x</p><p>y</p>",
		"open comment":    "<p>x</p><p>y</p><!--" + strings.Repeat("-", 1_000_000),
		"sup":             strings.Repeat("<sup>1<table>", 10_000) + "x",
	} {
		d, err := Read([]byte(file))
		if err == nil && !strings.Contains(d.Text, "x") && !strings.Contains(d.Text, "a") {
			t.Errorf("%s: the text is lost", name)
		}
	}
}

// Memory is at most 20 times the file, and in proportion to it.
func TestMemory(t *testing.T) {
	sentence := "As of 30 September 2018, WeChat had 1,082.5 million monthly active users. "
	for name, unit := range map[string][2]string{
		"a sentence":       {"", sentence},
		"lines":            {"", sentence + "\n"},
		"short lines":      {"", "a\n"},
		"rows of a text":   {"", "WeChat MAU   1,082.5   980.0\n"},
		"shortest rows":    {"", "a\t5\n"},
		"rows of a page":   {"<html><table>", "<tr><td>WeChat MAU</td><td>2018</td><td>1,082.5</td></tr>\n"},
		"cells of a page":  {"<html><table>", "<tr><td>a<td>5"},
		"two bytes each":   {"<meta charset=gbk><p>", "\xce\xa2\xd0\xc5a"},
		"blanks of a kind": {"", "a\u00a0b\u00a0"},
		"entities":         {"<p></p>", "a&amp;"},
		"tables in tables": {"<html>", "<table><tr><td>x"},
	} {
		var taken [2]float64
		for i, size := range []int{1 << 20, 2 << 20} {
			file := []byte(unit[0] + strings.Repeat(unit[1], size/len(unit[1])))
			var before, read, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			d, err := Read(file)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			runtime.ReadMemStats(&read)
			runtime.GC()
			runtime.ReadMemStats(&after)
			taken[i] = float64(read.TotalAlloc - before.TotalAlloc)
			if kept := float64(after.HeapAlloc) - float64(before.HeapAlloc); kept > 20*float64(len(file)) {
				t.Errorf("%s: keeps %.1f times the file", name, kept/float64(len(file)))
			}
			runtime.KeepAlive(d)
			runtime.KeepAlive(file)
		}
		if taken[1] > 2.5*taken[0] {
			t.Errorf("%s: %.0f bytes for a file, %.0f for one of twice the size", name, taken[0], taken[1])
		}
	}
}

func TestPDF(t *testing.T) {
	for _, c := range []struct {
		file string
		want []string // beginnings of lines, blanks squeezed
	}{
		{"standard-fonts", []string{"Results of the first quarter", "Hong Kong, May 18, 2016 – The group today announced.", "MAU of QQ 877.1 832.3 5.4% 853.1 2.8%"}},
		{"encrypted", []string{"Results of the first quarter", "Smart device MAU of QQ 658.2 603.0 9.2% 641.5 2.6%"}},
		{"chinese", []string{"于2016年 于2015年", "QQ月活跃账户数(百万) 877.1 832.3 5.4%"}},
		{"embedded-font", []string{"(in millions)", "31 Mar 2016", "MAU of WeChat 762.4 549.3 38.8%"}},
	} {
		file, err := os.ReadFile("testdata/pdf/" + c.file + ".pdf")
		if err != nil {
			t.Fatal(err)
		}
		d, err := Read(file)
		if err != nil {
			t.Errorf("%s: %v", c.file, err)
			continue
		}
		var lines []string
		for l := range strings.Lines(d.Text) {
			lines = append(lines, Squeeze(l))
		}
		for _, want := range c.want {
			if !slices.ContainsFunc(lines, func(l string) bool { return strings.HasPrefix(l, want) }) {
				t.Errorf("%s: no line begins with %q:\n%s", c.file, want, d.Text)
			}
		}
	}
}

// checkDocument tries what must hold for any file.
func checkDocument(t *testing.T, file []byte, d *Document) {
	if !utf8.ValidString(d.Text) || len(d.Text) > maxText+1<<20 {
		t.Fatalf("text of %d bytes, valid: %t", len(d.Text), utf8.ValidString(d.Text))
	}
	last := 0
	for _, table := range d.Tables {
		if table.Start < last || table.End < table.Start || table.End > len(d.Text) {
			t.Fatalf("table at %d to %d of %d, after %d", table.Start, table.End, len(d.Text), last)
		}
		last = table.End
		for _, cells := range table.Rows {
			for _, c := range cells {
				if c.Start < table.Start || c.End > table.End || Squeeze(d.Text[c.Start:c.End]) != c.Text {
					t.Fatalf("cell %q at %d to %d: %q", c.Text, c.Start, c.End, d.Text[c.Start:c.End])
				}
			}
		}
	}
	size := len(file)
	if d.PDF {
		size = len(d.Text)
	}
	for at := 0; at < len(d.Text); at += 1 + len(d.Text)/50 {
		end := min(len(d.Text), at+7)
		if first, last := d.Span(at, end); first < 0 || first > last || last > size {
			t.Fatalf("text %d to %d is bytes %d to %d of %d", at, end, first, last, size)
		} else if from, to := d.Find(first, last); first < last && (from > end || to < at || to > len(d.Text)) {
			t.Fatalf("bytes %d to %d are text %d to %d, want %d to %d", first, last, from, to, at, end)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{
		"MAU of QQ   802.6   843.2\n", "<table><tr><td>MAU</td><td>5</td></tr></table>", "<p>&amp;&#x4e00;</p><p>", "\xff\xfea\x00", "<meta charset=gbk><p>\xce\xa2",
		"As at\n30 September\n2018\nAs at\n2017\nMAU\n5\n6\n", "| a | b |\n| --- | --- |\n| x | 5 |", "<tABle><td>0</td>00", "<sup>1</sup><table><td rowspan=9>a<td>1<tr><td>b",
		"(in millions)     30 Sep 2018   30 Sep 2017  YoY\nWeChat MAU   1,082.5   980.0  10.5%\nQQ   802.6   n/a  (4.8)%", "Year  WeChat MAU (m)\n2015  5\n2016  6\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		if isPDF(file) { // of another's making; TestHostilePDF has what broke it
			return
		}
		if d, err := Read(file); err == nil {
			checkDocument(t, file, d)
		}
	})
}
