package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// fitDocument runs a fit with --json, which must be all that is on stdout.
func fitDocument(t *testing.T, args string) (document any, stderr string) {
	t.Helper()
	var out, warnings bytes.Buffer
	if code := run(append([]string{"fit"}, append(strings.Fields(args), "--json")...), &out, &warnings); code != exitDone {
		t.Fatalf("fit %s: exit code %d: %s", args, code, &warnings)
	}
	dec := json.NewDecoder(&out)
	if err := dec.Decode(&document); err != nil {
		t.Fatal(err)
	}
	if dec.More() {
		t.Errorf("fit %s: there is more than one document", args)
	}
	return document, warnings.String()
}

// look follows a path of keys through a document. In a list a key is the name,
// group or event of an object, its time, or its place.
func look(document any, path string) any {
	for key := range strings.SplitSeq(path, "/") {
		switch node := document.(type) {
		case map[string]any:
			document = node[key]
		case []any:
			document = nil
			for i, item := range node {
				fields, _ := item.(map[string]any)
				for _, of := range []string{"name", "group", "event", "time"} {
					if fmt.Sprint(fields[of]) == key {
						document = item
					}
				}
				if document == nil && strconv.Itoa(i) == key {
					document = item
				}
			}
		}
	}
	return document
}

// Results of others, each to 1e-4 or better. Those of survival are of R's
// survival 3.5-3 (coxph, cox.zph, survfit with conf.type = "log-log" and
// rmean, survdiff, finegray), on its own data sets; Fine and Gray's also of
// cmprsk 2.2-11. Those of Firth's regression are of R's brglm2 0.9, with
// profiles of the penalized likelihood by R's optim and uniroot, columns scaled; the
// errors by cluster are of sandwich 3.0-2 (vcovCL with HC0 and without cadjust, of the
// scores and bread of brglm2's fit), the limits of calibration are R's qbeta, and the
// log-rank test with entries is the score test of coxph(method = "exact"). birthwt and
// menarche are of MASS, Titanic and UCBAdmissions of datasets.
func TestFitReference(t *testing.T) {
	dir := t.TempDir()
	given := strings.NewReplacer("OFFSET", filepath.Join(dir, "offset.csv"), "NEW", filepath.Join(dir, "new.csv"))
	text, err := os.ReadFile("../../models/winrate/testdata/reference/birthwt.csv")
	if err != nil {
		t.Fatal(err)
	}
	var known strings.Builder // log odds of -0.01 for each pound
	for i, line := range strings.Fields(string(text)) {
		cell := "known"
		if i > 0 {
			pounds, err := strconv.ParseFloat(strings.Split(line, ",")[2], 64)
			if err != nil {
				t.Fatal(err)
			}
			cell = fmt.Sprint(-pounds / 100)
		}
		fmt.Fprintf(&known, "%s,%s\n", line, cell)
	}
	for name, content := range map[string]string{"offset.csv": known.String(), "new.csv": "lwt,smoke\n100,1\n150,0\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	const wins, lives = "winrate ../../models/winrate/testdata/reference/", "survival ../../models/survival/testdata/"
	for _, c := range []struct {
		args string
		want map[string]float64
	}{
		{wins + "birthwt.csv --outcome low --covariates age,lwt,race,smoke --reference race=white --nested age,lwt,smoke --predict ../../models/winrate/testdata/reference/birthwt.csv", map[string]float64{
			"n": 189, "events": 59, "loglik_penalized": -94.2408358704,
			"coefficients/(intercept)/value": 0.2470936930, "coefficients/(intercept)/lower": -1.8340444795, "coefficients/(intercept)/upper": 2.4214228843,
			"coefficients/lwt/value": -0.011583016998, "coefficients/lwt/se": 0.006259168416, "coefficients/lwt/lower": -0.024580986275, "coefficients/lwt/upper": -0.000100978152, "coefficients/lwt/p": 0.047930496474,
			"coefficients/race[black]/value": 1.1897771334, "coefficients/race[black]/lower": 0.2084587948, "coefficients/race[black]/upper": 2.1927502423,
			"coefficients/race[other]/p": 0.0231323797473, "coefficients/smoke/odds_ratio": math.Exp(1.016450251914), "coefficients/smoke/upper": 1.7636393647,
			"nested/statistic": 8.1389833191396, "nested/df": 2, "nested/p": 0.0170860718414,
			"predictions/0/value": 0.2500096459, "predictions/49/value": 0.6676827370, "predictions/188/value": 0.3291658266,
		}},
		{"winrate OFFSET --outcome low --covariates age,smoke --offset known", map[string]float64{
			"loglik_penalized": -105.113635235, "coefficients/(intercept)/value": 1.1108013539, "coefficients/(intercept)/lower": -0.361029186376, "coefficients/(intercept)/upper": 2.612668977541,
			"coefficients/age/value": -0.0387393926942, "coefficients/age/se": 0.0320892872851, "coefficients/age/lower": -0.1033460585844, "coefficients/age/upper": 0.0221059391281,
			"coefficients/smoke/value": 0.66381473447, "coefficients/smoke/lower": 0.0348527536256, "coefficients/smoke/upper": 1.2982232056774,
		}},
		{wins + "birthwt.csv --outcome low --covariates lwt,smoke --cluster age --calibration 4 --predict NEW", map[string]float64{
			"clustered/coefficients/lwt/value": -0.0126175648088, "clustered/coefficients/lwt/se": 0.00753318904129, "clustered/coefficients/lwt/lower": -0.02738234401841, "clustered/coefficients/lwt/p": 0.0939479539915,
			"clustered/coefficients/smoke/se": 0.31982190198005, "clustered/coefficients/smoke/p": 0.0358115014927, "clustered/coefficients/(intercept)/se": 0.96297241145146,
			"predictions/0/value": 0.486388161423, "predictions/0/se": 0.281497625945, "predictions/0/lower": 0.353258429013, "predictions/0/upper": 0.621498672901,
			"predictions/1/value": 0.204782892127, "predictions/1/lower": 0.131087724504, "predictions/1/upper": 0.294442062541,
			"calibration/1/n": 48, "calibration/1/predicted": 0.190310478552, "calibration/1/value": 0.208333333333, "calibration/1/lower": 0.112457567419, "calibration/1/upper": 0.338155149337,
			"calibration/2/predicted": 0.2683522147108, "calibration/3/n": 49, "calibration/3/upper": 0.567911840906, "calibration/4/predicted": 0.461412582448, "calibration/4/lower": 0.286470159216,
		}},
		{wins + "ucb_admissions.csv --outcome admitted --covariates Gender*Dept --weights Freq --reference Gender=Male", map[string]float64{
			"n": 4526, "loglik_penalized": -2560.21301757, "coefficients/Gender[Female]/value": 1.032322809, "coefficients/Gender[Female]/se": 0.2611144741,
			"coefficients/Gender[Female]/lower": 0.5439047660, "coefficients/Gender[Female]/upper": 1.568405288, "coefficients/Gender[Female]:Dept[C]/value": -1.157772157,
			"coefficients/Gender[Female]:Dept[F]/lower": -1.63810687025, "coefficients/Gender[Female]:Dept[F]/upper": -0.07035479316, "coefficients/Gender[Female]:Dept[F]/p": 0.03246475879,
		}},
		{wins + "titanic.csv --outcome survived --covariates Class,Sex,Age --weights Freq --reference Class=1st,Sex=Male,Age=Child", map[string]float64{
			"n": 2201, "events": 711, "loglik_penalized": -1092.86447171, "coefficients/Class[3rd]/value": -1.770225551, "coefficients/Class[3rd]/lower": -2.109031078,
			"coefficients/Sex[Female]/value": 2.408023089, "coefficients/Sex[Female]/upper": 2.686261550, "coefficients/Age[Adult]/se": 0.2436466938, "coefficients/Age[Adult]/p": 1.419213964e-05,
		}},
		{wins + "titanic.csv --outcome survived --weights Freq", map[string]float64{
			"coefficients/(intercept)/value": -0.7394914956, "coefficients/(intercept)/lower": -0.8292880112, "coefficients/(intercept)/upper": -0.6506357660, "rate/value": 711. / 2201,
		}},
		{wins + "menarche.csv --outcome menarche --covariates age --weights n", map[string]float64{
			"n": 3918, "loglik_penalized": -814.055884091, "coefficients/age/value": 1.62802577835, "coefficients/age/lower": 1.51641609489, "coefficients/age/upper": 1.74710832453,
			"coefficients/(intercept)/value": -21.1750566302, "coefficients/(intercept)/lower": -22.7316646268,
		}},
		{lives + "heart.csv --time stop --entry start --event event --covariates age,year,surgery --at 30,1000 --cluster id", map[string]float64{
			"cox/age/coef": 0.0270665945, "cox/age/naive_se": 0.0133674829, "cox/age/se": 0.0136474988, "cox/year/coef": -0.1462697569, "cox/surgery/coef": -0.6375946320, "cox/surgery/p": 0.0742282609,
			"likelihood_ratio/statistic": 15.110412, "at/30/survival": 0.77561, "at/30/at_risk": 80, "at/1000/lower": 0.11834, "at/1000/upper": 0.30846, "median": 100, "median_lower": 69, "median_upper": 219,
		}},
		{lives + "heart.csv --time stop --entry start --event event --covariates age*transplant,surgery,surgery:transplant", map[string]float64{
			"cox/age/coef": 0.0139091385, "cox/transplant/coef": 0.1195038657, "cox/age:transplant/coef": 0.0346142935, "cox/surgery:transplant/se": 0.7581683790,
		}},
		{lives + "veteran.csv --time time --event status --covariates trt,karno,diagtime,age,prior --strata celltype", map[string]float64{
			"cox/trt/coef": 0.28590165, "cox/trt/hazard_ratio": 1.33096155, "cox/trt/hazard_ratio_lower": 0.881872, "cox/trt/hazard_ratio_upper": 2.008748, "cox/karno/se": 0.00593183, "cox/karno/p_proportional": 0.010064,
			"proportional/statistic": 17.244563, "proportional/p": 0.004058588, "likelihood_ratio/statistic": 44.269804, "concordance": 0.703881,
		}},
		{lives + "veteran.csv --time time --event status --covariates trt*karno,celltype --reference celltype=squamous", map[string]float64{
			"cox/celltype[smallcell]/coef": 0.8288601469, "cox/trt:karno/coef": -0.0119609106, "cox/trt:karno/p": 0.245315687201, "proportional/statistic": 31.16746,
		}},
		{lives + "veteran.csv --time time --event status --group celltype --horizon 180 --at 50,100", map[string]float64{
			"log_rank/statistic": 25.4037003458, "log_rank/df": 3, "log_rank/groups/adeno/expected": 15.69376, "groups/squamous/mean/value": 111.2496241, "groups/squamous/mean/se": 11.92388967,
			"groups/large/mean/value": 125.8148148, "groups/large/mean/se": 11.59431262, "groups/large/median": 156, "groups/large/median_upper": 216, "groups/adeno/at/100/survival": 0.20576, "groups/adeno/at/100/lower": 0.077077,
		}},
		{lives + "veteran.csv --time time --event status --group trt --strata celltype", map[string]float64{"log_rank/statistic": 0.701743346844}},
		{lives + "kidney.csv --time time --event status --covariates age,sex,disease --reference disease=Other --cluster id", map[string]float64{
			"cox/age/coef": 0.00318069778, "cox/age/se": 0.00719454486, "cox/sex/coef": -1.48313725167, "cox/sex/se": 0.40084831209, "cox/sex/hazard_ratio_lower": 0.1034377283, "cox/disease[PKD]/se": 0.87132077436, "concordance": 0.697208122,
		}},
		{lives + "kidney.csv --time time --event status --covariates age,sex --weights w --robust --at 10,300", map[string]float64{
			"cox/age/coef": 0.00761956968, "cox/sex/coef": -0.71795793583, "cox/sex/se": 0.42651215382, "cox/sex/naive_se": 0.2886537997, "likelihood_ratio/statistic": 2 * (208.483558 - 205.446474), "concordance": 0.6423721523,
			"cox/sex/p_proportional": 0.00065029, "proportional/statistic": 12.64252, "n": 83.025, "events": 62.675, "at/10/survival": 0.92049, "at/10/se": 0.030612, "at/300/upper": 0.22906, "median": 66, "median_upper": 141,
		}},
		{lives + "rats.csv --time time --event status --covariates rx --cluster litter --group rx", map[string]float64{
			"cox/rx/coef": 0.904735242, "cox/rx/se": 0.302516506, "cox/rx/naive_se": 0.317510437, "log_rank/statistic": 8.606181768,
		}},
		{lives + "rats.csv --time time --event status --covariates rx --strata litter", map[string]float64{"cox/rx/coef": 0.9847175, "cox/rx/se": 0.386993091, "concordance": 0.6759259259}},
		{lives + "mgus2_300.csv --time etime --event pcm --compete died --covariates age,sex", map[string]float64{
			"cox/age/coef": 0.00742605426, "cox/sex[M]/coef": 0.45758946530, "fine_gray/age/coef": -0.0382579948, "fine_gray/age/se": 0.0133910662, "fine_gray/sex[M]/coef": 0.1308848944, "fine_gray/sex[M]/se": 0.4003598736,
			"incidence/pcm/steps/60/incidence": 0.026666667, "incidence/died/steps/60/incidence": 0.34362587,
		}},
		{lives + "cgd.csv --time tstop --entry tstart --event status --covariates treat,inherit,age,steroids --reference treat=placebo,inherit=X-linked --cluster id", map[string]float64{
			"cox/treat[interferon]/coef": -1.0997594581, "cox/treat[interferon]/se": 0.30931261783, "cox/inherit[autosomal]/naive_se": 0.24555687811, "cox/steroids/se": 0.59058842287, "cox/age/p": 0.0075514085574,
			"likelihood_ratio/statistic": 31.22106531, "concordance": 0.68923725464, "proportional/statistic": 0.5911774633078,
		}},
		{lives + "heart.csv --time stop --entry start --event event --group transplant --at 30,200", map[string]float64{
			"log_rank/statistic": 0.175085839672, "log_rank/p": 0.675630856561, "groups/0/at/0/survival": 0.806805530792, "groups/0/at/0/se": 0.0427707121342, "groups/0/at/0/lower": 0.705873777926,
			"groups/0/at/1/at_risk": 6, "groups/0/at/1/upper": 0.621408674766, "groups/1/at/0/survival": 0.735421441304, "groups/1/at/1/lower": 0.262101798013, "groups/1/at/1/se": 0.0742013116308,
		}},
		{lives + "heart.csv --time stop --entry start --event event --covariates age,year --strata surgery --cluster id", map[string]float64{
			"cox/age/coef": 0.0266036013594, "cox/age/se": 0.0132406775113, "cox/year/coef": -0.1490983190427, "cox/year/naive_se": 0.0700845305585, "cox/year/se": 0.0721432851457, "cox/year/p": 0.0387627035057,
			"likelihood_ratio/statistic": 2 * (270.397893497 - 265.317503876), "concordance": 0.60530191458,
		}},
		{lives + "veteran.csv --time time --event status --horizon 180", map[string]float64{
			"mean/value": 88.5205208257, "mean/se": 5.63899131917, "mean/lower": 77.468300931, "mean/upper": 99.5727407204,
		}},
		{lives + "veteran.csv --time time --event status --group trt", map[string]float64{
			"groups/1/median": 103, "groups/1/median_lower": 54, "groups/1/median_upper": 126, "groups/2/median": 52.5, "groups/2/median_lower": 43, "groups/2/median_upper": 90,
		}},
		{lives + "mgus2_300.csv --time etime --event pcm --compete died", map[string]float64{
			"incidence/pcm/steps/60/incidence": 0.0266666666667, "incidence/pcm/steps/60/se": 0.00930153312731, "incidence/pcm/steps/60/lower": 0.012566492382, "incidence/pcm/steps/60/upper": 0.0497224618202,
			"incidence/died/steps/120/incidence": 0.625802387043, "incidence/died/steps/120/se": 0.0287521043557, "incidence/died/steps/120/lower": 0.566656722595, "incidence/died/steps/120/upper": 0.679231687738,
		}},
		{lives + "bladder.csv --time stop --event event --covariates rx,size,number --strata enum --cluster id", map[string]float64{
			"cox/rx/coef": -0.58479345741, "cox/rx/se": 0.30794625818, "cox/number/coef": 0.21029370738, "cox/number/se": 0.06664168683, "concordance": 0.6627788183,
		}},
		{lives + "aml.csv --time time --event status --group x --horizon 40", map[string]float64{
			"log_rank/statistic": 3.396388699, "groups/1/mean/value": 28.89772727, "groups/1/mean/se": 3.467577679, "groups/0/mean/value": 21.93055556, "groups/0/mean/se": 3.835641163, "groups/0/median_upper": 33,
		}},
	} {
		document, _ := fitDocument(t, given.Replace(c.args))
		for path, want := range c.want {
			got, ok := look(document, path).(float64)
			if !ok || !(math.Abs(got-want) <= 1e-4*math.Abs(want)) {
				t.Errorf("%s: %s is %v, want %v", c.args, path, look(document, path), want)
			}
		}
	}
}

// Sources: endometrial, Heinze and Schemper (2002), by logistf and brglm2 of
// R; duel_toy, invented numbers, by an independent implementation.
func TestFitSeparated(t *testing.T) {
	for args, want := range map[string]map[string]float64{
		"winrate ../../models/winrate/testdata/reference/endometrial.csv --outcome HG --covariates NV,PI,EH": {
			"loglik_penalized": -24.037267800697926, "coefficients/NV/value": 2.9292733531970945, "coefficients/NV/lower": 0.6097244363031982, "coefficients/NV/upper": 7.854631713875063,
			"coefficients/EH/se": 0.7760176425015628, "coefficients/PI/lower": -0.12445872085172816,
		},
		"winrate ../../models/winrate/testdata/reference/duel_toy.csv --outcome win --covariates lead,owner": {
			"loglik_penalized": -1.0778318353801555, "coefficients/lead/value": 0.38996776626309493, "coefficients/lead/upper": 2.152021052718931, "coefficients/owner/lower": -24.526042003876007,
		},
		"survival ../../models/survival/testdata/monotone_surv_toy.csv --time time --event event --covariates follower": { // by coxphf
			"cox/follower/coef": 3.48226367781948, "cox/follower/se": 1.64689372811364,
		},
	} {
		document, stderr := fitDocument(t, args)
		for path, want := range want {
			if got, ok := look(document, path).(float64); !ok || math.Abs(got-want) > 1e-5*math.Abs(want) {
				t.Errorf("%s: %s is %v, want %v", args, path, look(document, path), want)
			}
		}
		if warnings, _ := look(document, "warnings").([]any); len(warnings) == 0 || !strings.Contains(stderr, "warning: ") {
			t.Errorf("%s: warnings %v, stderr %q", args, warnings, stderr)
		}
	}
}

// The bootstrap over clusters, by a program of its own in NumPy 2.4.6: Newton's
// steps for the score of Firth (1993), FLIC's intercept, and 20,000 draws of as many
// ages as there are, of birthwt by R's MASS. 1,000 draws differ from these by
// simulation: a standard error by 2% of itself, an end by a tenth of one.
func TestFitBootstrapReference(t *testing.T) {
	document, _ := fitDocument(t, "winrate ../../models/winrate/testdata/reference/birthwt.csv --outcome low --covariates lwt,smoke --cluster age")
	for name, want := range map[string]struct{ se, lower, upper float64 }{
		"(intercept)": {1.0396859, -1.2812674, 2.8060741}, "lwt": {0.0082129778, -0.0312087595, 0.0010733479}, "smoke": {0.32754849, 0.0258551974, 1.3084128},
	} {
		for key, c := range map[string]struct{ want, tolerance float64 }{"se": {want.se, 0.08}, "lower": {want.lower, 0.3}, "upper": {want.upper, 0.3}} {
			got, ok := look(document, "clustered/bootstrap/"+name+"/"+key).(float64)
			if !ok || !(math.Abs(got-c.want) <= c.tolerance*want.se) {
				t.Errorf("%s of %s is %v, want %v", key, name, got, c.want)
			}
		}
	}
}
