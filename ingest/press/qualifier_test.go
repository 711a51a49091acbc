package press

import (
	"slices"
	"strings"
	"testing"

	"headstart/ingest/press/claims"
	"headstart/ingest/press/words"
)

// frames are sentences with a figure and the places at which a bound can stand,
// before it or behind it.
var frames = map[string][]string{
	"en": {"As of 30 June 2018, Viber had # 50 million monthly active users.", "As of 30 June 2018, Viber had 50 million # monthly active users.", "Viber counted 50 million monthly active users # as of 30 June 2018."},
	"zh": {"截至2018年6月30日，微信月活跃用户为#5亿。", "截至2018年6月30日，微信月活跃用户为5亿#。", "截至2018年6月30日，微信拥有5亿#月活跃用户。"},
	"ja": {"2018年6月30日時点で、LINEの月間アクティブユーザー数は#5億人だった。", "2018年6月30日時点で、LINEの月間アクティブユーザー数は5億人#だった。", "2018年6月30日時点で、LINEの月間アクティブユーザー数は5億#人だった。", "LINEの月間アクティブユーザー数は2018年6月30日に5億人#。"},
	"ko": {"2018년 6월 30일 기준 카카오톡의 월간 활성 이용자는 # 5억 명이다.", "2018년 6월 30일 기준 카카오톡의 월간 활성 이용자는 5억 명 #이다.", "2018년 6월 30일 기준 카카오톡의 월간 활성 이용자는 5억#명이다.", "카카오톡의 월간 활성 이용자는 2018년 6월 30일 기준 5억 명 #.", "2018년 6월 30일 기준 카카오톡은 월간 활성 이용자 5억 명을 #.", "카카오톡은 2018년 6월 30일 기준 5억 명# 월간 활성 이용자를 보유했다.", "카카오톡의 월간 활성 이용자는 2018년 6월 30일 기준 5억 명에 #."},
	"de": {"Am 30. Juni 2018 hatte Viber # 50 Millionen monatlich aktive Nutzer."},
	"es": {"El 30 de junio de 2018 Viber tenía # 50 millones de usuarios activos mensuales."},
	"fr": {"Au 30 juin 2018, Viber comptait # 50 millions d'utilisateurs actifs mensuels."},
	"pt": {"Em 30 de junho de 2018, o Viber tinha # 50 milhões de usuários ativos mensais."},
	"ru": {"На 30 июня 2018 года у Viber было # 50 млн активных пользователей в месяц."},
}

// Every bound of the lists is the qualifier of a figure that it stands by.
func TestQualifiers(t *testing.T) {
	platforms := packagePlatforms(t)
	for _, lang := range words.Languages {
		entries := words.Entries(lang)
		for _, e := range entries {
			if e.Name != "qual" {
				continue
			}
			word := strings.TrimSuffix(e.Word, "*")
			holds := slices.ContainsFunc(frames[lang], func(frame string) bool {
				list, err := Extract([]byte(strings.Replace(frame, "#", word, 1)), Options{Published: "2019-01-01", Platforms: platforms})
				return err == nil && slices.ContainsFunc(list, func(c *Claim) bool { return c.Status == claims.Accepted && c.Qualifier == e.Value })
			})
			if !holds {
				t.Errorf("%s: no claim is %s by %q", lang, e.Value, e.Word)
			}
		}
	}
}
