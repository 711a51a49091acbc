package e2e

import (
	"strings"
	"testing"
)

var hostile = []string{
	"whatif?lead=<script>document.hurt=1</script>&network=<img src=x onerror=document.hurt=1>",
	"whatif?lead=-1&network=-5", "whatif?lead=NaN&network=Infinity", "whatif?lead=1e999&network=1e999",
	"whatif?lead=99999999999999999999y&network=99999999999999bn", "whatif?lead=&network=", "whatif?",
	"whatif?lead=6mo&network=600m&race=__proto__", "whatif?lead=6mo&race=constructor&race=toString",
	"adoption?metric=__proto__&market=constructor&scale=toString&time=valueOf&p=__proto__",
	"adoption?metric=mau&market=WLD&p=<img src=x onerror=document.hurt=1>", "adoption?metric=mau&market=XXX&scale=cubic&time=never&p=whatsapp",
	"adoption?p=" + strings.Repeat("whatsapp&p=", 3000), "adoption?" + strings.Repeat("x", 60_000),
	"%", "%E0%A4%A", "\"><img src=x onerror=document.hurt=1>", "javascript:document.hurt=1", "whatif%3Flead=0", "?", "??", "#", "toString", "'\\\u202e\u2028",
}

// A fragment is anybody's text: none harms the page or leaves it without an
// answer.
func TestHostileFragments(t *testing.T) {
	fresh := open(t, "", view{})
	sound := func(p *tab, fragment string) {
		t.Helper()
		fault := eval[string](p, `() => {
			if (document.hurt) return 'a script in it ran';
			if (document.querySelector('img, iframe, object, embed')) return 'it made an element';
			if (document.scripts.length !== 3) return 'there are ' + document.scripts.length + ' scripts';
			const text = [...document.querySelectorAll('.explorer')].map((n) => n.textContent + [...n.querySelectorAll('*')].flatMap((m) => [...m.attributes]).map((a) => a.value).join(' ')).join(' ');
			const wrong = /NaN|undefined|Infinity|\[object/.exec(text);
			if (wrong) return 'the explorers show ' + text.slice(Math.max(0, wrong.index - 80), wrong.index + 80);
			if (!/%/.test(document.querySelector('#whatif-explorer .models .empirical .p').textContent)) return 'the what-if explorer has no answer';
			if (document.getElementById('adoption-metric').value === '' || document.getElementById('adoption-market').value === '') return 'the adoption explorer has no metric or market';
			return '';
		}`)
		if fault != "" {
			t.Errorf("fragment %.120q: %s", fragment, fault)
		}
	}
	sound(fresh, "")
	for _, fragment := range hostile {
		fresh.to(fragment)
		sound(fresh, fragment)
	}
	for _, fragment := range []string{hostile[0], hostile[9]} {
		sound(open(t, "#"+fragment, view{}), fragment)
	}
}
