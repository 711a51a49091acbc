package press

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

var tablePlatforms = []Platform{
	{ID: "qq", Name: "Tencent QQ", Aliases: []string{"QQ"}, Home: "CHN"}, {ID: "qq-mobile", Name: "Mobile QQ", Aliases: []string{"手机QQ"}, Home: "CHN"},
	{ID: "wechat", Name: "WeChat", Aliases: []string{"Weixin", "微信"}, Home: "CHN"}, {ID: "line", Name: "LINE", Home: "JPN"},
	{ID: "whatsapp", Name: "WhatsApp", Home: "USA"}, {ID: "kakaotalk", Name: "KakaoTalk", Aliases: []string{"카카오톡"}, Home: "KOR"}, {ID: "viber", Name: "Viber"},
	{ID: "snapchat", Name: "Snapchat"}, {ID: "telegram", Name: "Telegram"}, {ID: "fetion", Name: "Fetion"},
}

// Each table of the collection gives just the claims that are written beside
// it. Precision and recall are printed so that a change shows what it costs.
func TestTables(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/tables.txtar")
	if err != nil {
		t.Fatal(err)
	}
	var right, got, want int
	for i := 0; i+1 < len(archive.Files); i += 2 {
		file, wanted := archive.Files[i], archive.Files[i+1]
		t.Run(strings.TrimSuffix(wanted.Name, ".want"), func(t *testing.T) {
			d, err := parse(file.Data)
			if err != nil {
				t.Fatal(err)
			}
			accepted, reasons := spell(tableClaims(d, Options{Platforms: tablePlatforms}))
			var lines []string
			for line := range strings.Lines(string(wanted.Data)) {
				line = strings.TrimSpace(line)
				if reason, isRejected := strings.CutPrefix(line, "rejected"); isRejected {
					k := slices.IndexFunc(reasons, func(s string) bool { return strings.Contains(s, strings.TrimSpace(reason)) })
					if k < 0 {
						t.Errorf("nothing is rejected because of %q: %q", reason, reasons)
						continue
					}
					reasons = slices.Delete(reasons, k, k+1)
				} else if line != "" {
					lines = append(lines, line)
				}
			}
			if len(reasons) > 0 {
				t.Errorf("rejected beyond what must be: %q", reasons)
			}
			got, want = got+len(accepted), want+len(lines)
			for _, line := range lines {
				if k := slices.Index(accepted, line); k >= 0 {
					right++
					accepted = slices.Delete(accepted, k, k+1)
				} else {
					t.Errorf("missed  %s", line)
				}
			}
			for _, line := range accepted {
				t.Errorf("wrong   %s", line)
			}
		})
	}
	t.Logf("tables: %d claims accepted, %d of %d right ones among them: precision %.3f, recall %.3f",
		got, right, want, float64(right)/float64(got), float64(right)/float64(want))
}

// A table of dates to come is a forecast, whatever it is called.
func TestTablesAfterTheText(t *testing.T) {
	d, err := parse([]byte("(in millions)    2018     2020\nWeChat MAU       1,097    1,250\n"))
	if err != nil {
		t.Fatal(err)
	}
	accepted, reasons := spell(tableClaims(d, Options{Platforms: tablePlatforms, Published: "2019-03-21"}))
	if len(accepted) != 1 || len(reasons) != 1 || !strings.Contains(reasons[0], "after the text") {
		t.Errorf("accepted %q, rejected because %q", accepted, reasons)
	}
}

// Sentences beside a table are left to be read as such.
func TestProseBesideTables(t *testing.T) {
	d, err := parse([]byte("MAU of QQ was 802.6 million as at 30 September 2018, which was less than a\nyear before. The table says more.\n\n" +
		"(in millions)    30 Sep 2018\nWeChat MAU       1,082.5\n\nKakaoTalk had 43.7 million monthly active users.\n"))
	if err != nil {
		t.Fatal(err)
	}
	var prose strings.Builder
	for _, p := range d.prose() {
		prose.WriteString(d.text[p[0]:p[1]])
	}
	for _, want := range []string{"802.6 million", "The table says more.", "43.7 million"} {
		if !strings.Contains(prose.String(), want) {
			t.Errorf("%q is no prose: %q", want, prose.String())
		}
	}
	if strings.Contains(prose.String(), "1,082.5") || len(d.tables) != 1 {
		t.Errorf("%d tables, prose %q", len(d.tables), prose.String())
	}
}

// spell writes accepted claims as the collection does, and the reasons of the
// rejected ones.
func spell(claims []Claim) (accepted, reasons []string) {
	for _, c := range claims {
		switch {
		case c.Status == "rejected":
			reasons = append(reasons, c.Reason)
		case c.Kind == "growth":
			accepted = append(accepted, fmt.Sprintf("growth %s %s %s %s %s", c.PlatformID, c.Metric, c.Period, c.Comparison, strings.Trim(c.ValueText, "()%-")))
			if n := len(accepted) - 1; c.Percent < 0 {
				i := strings.LastIndex(accepted[n], " ")
				accepted[n] = accepted[n][:i+1] + "-" + accepted[n][i+1:]
			}
		default:
			line := fmt.Sprintf("%s %s %s %s %s", c.PlatformID, c.Metric, c.Market, c.Period, strconv.FormatFloat(c.Value, 'f', -1, 64))
			if c.Comparative {
				line += " comparative"
			}
			accepted = append(accepted, line)
		}
	}
	return accepted, reasons
}
