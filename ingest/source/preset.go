package source

// presets are settings of the kind file for the tables of known origins. What
// does not count users makes rows of the table proxy. A preset with several
// forms takes the first whose columns are in the file.
var presets = map[string][]fileSettings{
	// Share of the page views that come from social sites, of sites that count
	// with StatCounter; no messengers. 0 mostly means not tracked. The market is
	// in the name of the file only. A file over
	// one month, or of a bar chart, has a row for each site and the time in
	// its header. Copies are CC BY-SA 3.0.
	"statcounter": {{
		Table:     "proxy",
		Columns:   map[string]string{"period": "Date"},
		Named:     statCounterNames,
		Constants: map[string]string{"measure": "pageview_share", "unit": "percent", "note": "page views referred by social sites; 0 mostly means not tracked"},
		Unpivot:   unpivot{Into: "name", Except: []string{"Other"}},
		Source:    statCounter,
	}, {
		Table:     "proxy",
		Columns:   map[string]string{"name": "Social Media"},
		Named:     statCounterNames,
		Constants: map[string]string{"measure": "pageview_share", "unit": "percent", "note": "page views referred by social sites; 0 mostly means not tracked"},
		Unpivot:   unpivot{Pattern: `^Market Share Perc\. \((?P<period>.*)\)$`},
		Drop:      []filter{{Column: "Social Media", In: []string{"Other"}}},
		Dates:     []string{"mon yyyy - mon yyyy", "mon yyyy", "yyyy - yyyy"},
		Source:    statCounter,
	}},

	// Search interest, relative to the peak of the same file, so that two
	// files never go together. The first line and the name of the first
	// column are in the language of the reader. <1 is more than 0. A week is
	// named by its first day.
	"google_trends": {{
		Table:     "proxy",
		Skip:      2,
		Columns:   map[string]string{"period": "#1"},
		Constants: map[string]string{"measure": "search_interest", "unit": "index", "note": "100 is the peak of this file"},
		Unpivot:   unpivot{Pattern: `(?s)^(?P<name>.*): \((?P<market>[^()]*)\)$`},
		Source: described{Title: "Google Trends, interest over time", Publisher: "Google", Kind: "database",
			URL: "https://trends.google.com/trends/explore"},
	}},

	// Population by country, and of the world, in thousands. Figures to 2023
	// are estimates, later ones of the medium variant are forecasts.
	"un_wpp": {{
		Table:          "market_year",
		Columns:        map[string]string{"market": "ISO3_code | Location", "year": "Time", "population": "TPopulation1July | PopTotal"},
		Keep:           []filter{{Column: "Variant", In: []string{"Medium"}}, {Column: "LocTypeName", In: []string{"Country/Area", "World"}}},
		Multiplier:     1000,
		EstimatesUntil: "2023",
		Source: described{Title: "World Population Prospects 2024", Publisher: "United Nations, Population Division", Kind: "database",
			PublishedOn: "2024", URL: "https://population.un.org/wpp/"},
	}},

	// Active users by app, country and month as modeled from a panel, on
	// iPhone and iPad, or on Android: a part of the users of a platform, so no
	// figure of the platform. Apps are known by their numbers: give names to
	// them under replace.
	"sensortower_ios": {{
		Format:    "json",
		Table:     "proxy",
		Columns:   map[string]string{"name": "app_id", "market": "country", "period": "date"},
		Add:       []string{"iphone_users", "ipad_users"},
		Constants: map[string]string{"measure": "active_users_ios", "unit": "users", "note": "modeled from a panel; users of both iPhone and iPad count twice"},
		Dates:     []string{"2006-01-02T15:04:05Z"},
		Precision: "month",
		Secret:    secret{Env: "SENSOR_TOWER_TOKEN", Query: "auth_token"},
		Source:    sensorTower,
	}},
	"sensortower_android": {{
		Format:    "json",
		Table:     "proxy",
		Columns:   map[string]string{"name": "app_id", "market": "country", "period": "date", "value": "users"},
		Constants: map[string]string{"measure": "active_users_android", "unit": "users", "note": "modeled from a panel"},
		Dates:     []string{"2006-01-02T15:04:05Z"},
		Precision: "month",
		Secret:    secret{Env: "SENSOR_TOWER_TOKEN", Query: "auth_token"},
		Source:    sensorTower,
	}},

	// Place of an app in the list of the most downloaded free apps of a
	// country, on the day the list was made.
	"apple_ranks": {{
		Format:  "json",
		Records: "/feed/results",
		Table:   "proxy",
		Columns: map[string]string{"name": "name", "value": "#", "market": "/feed/country", "period": "/feed/updated"},
		Constants: map[string]string{"measure": "rank_top_free", "unit": "rank",
			"note": "1 is the most downloaded"},
		Dates: []string{"Mon, 2 Jan 2006 15:04:05 -0700"},
		Source: described{Title: "Apple Marketing Tools, top free apps", Publisher: "Apple", Kind: "database",
			URL: "https://rss.applemarketingtools.com/"},
	}},
}

// statCounterNames finds the market in the name that StatCounter gives a file,
// social_media-KR-monthly-201305-202305.csv, or in the address of one. A
// continent, which it writes in small letters, is no market.
const statCounterNames = `(?:^|/)social_media-(?P<market>ww|[A-Z]{2})-|[?&]region_hidden=(?P<market>ww|[A-Z]{2})(?:&|$)`

var (
	statCounter = described{Title: "StatCounter Global Stats, social media", Publisher: "StatCounter", Kind: "database",
		URL: "https://gs.statcounter.com/social-media-stats"}
	sensorTower = described{Title: "Sensor Tower, active users", Publisher: "Sensor Tower", Kind: "database",
		URL: "https://sensortower.com/"}
)
