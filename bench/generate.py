"""Writes a data package of seeded figures: generate.py OUT CLAIMS [FIGURES] [day]

The shipped package (data/, beside this folder) with so many claims more, 3 for a
figure and FIGURES (96) a series, of months in a row; with day, of days, 1 claim each.
"""
import csv, datetime, json, math, pathlib, random, shutil, sys

out, claims = pathlib.Path(sys.argv[1]), int(float(sys.argv[2]))
length = int(sys.argv[3]) if len(sys.argv) > 3 else 96
daily = "day" in sys.argv[4:]
each = 1 if daily else 3
data = pathlib.Path(__file__).parent.parent / "data"
out.mkdir(parents=True, exist_ok=True)
for file in data.glob("*.csv"):
    shutil.copy(file, out)
descriptor = json.loads((data / "datapackage.json").read_text())
for resource in descriptor["resources"]:
    resource.pop("bytes", None)
    resource.pop("hash", None)
(out / "datapackage.json").write_text(json.dumps(descriptor, ensure_ascii=False))

draw = random.Random(7)
series = max(1, claims // (length * each))
platforms = [f"syn-{i:05d}" for i in range(max(2, min(2000, int(series**0.5) * 2)))]
letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
markets = [a + b + c for a in letters for b in letters for c in letters if a + b + c != "WLD"]
draw.shuffle(markets)
kinds = ["company_filing", "news", "research", "database", "press_release"]


def append(table, rows):
    """Adds rows, as cells by the name of their column, to a file of the package."""
    path = out / table
    with path.open(newline="") as f:
        header = next(csv.reader(f))
    with path.open("a", newline="") as f:
        writer = csv.DictWriter(f, header, restval="", lineterminator="\n")
        writer.writerows(rows)


append("platforms.csv", ({"platform_id": p, "name": "Synthetic " + p, "owner": "Owner of " + p, "home_market": "WLD"} for p in platforms))
append("sources.csv", ({"source_id": f"synsrc-{i:04d}", "title": f"Source {i}", "publisher": "A publisher", "kind": kinds[i % 5],
    "published_on": f"{2040 + i % 25}-{1 + i % 12:02d}", "url": f"https://example.org/{i}"} for i in range(200)))
append("events.csv", ({"platform_id": p, "event": "launch", "date": f"{2000 + i % 10}-{1 + i % 12:02d}", "market": "WLD",
    "source_id": f"synsrc-{i % 200:04d}"} for i, p in enumerate(platforms)))


def figures():
    qualifiers = ["exact", "approx", "at_least"]
    for s in range(series):
        limit, rate = math.exp(draw.uniform(14, 19.5)), draw.uniform(0.3, 1.2)
        middle, year = draw.uniform(1, 6), 2005 + draw.randrange(10)
        for k in range(length):
            if daily:
                period, years = datetime.date(year, 1, 1) + datetime.timedelta(days=k), k / 365
            else:
                period, years = f"{year + k // 12}-{k % 12 + 1:02d}", k / 12
            value = limit / (1 + math.exp(-rate * (years - middle))) * math.exp(draw.gauss(0, 0.03))
            for c in range(each):
                stated, qualifier = max(1, int(value * (1 + 0.01 * c))), qualifiers[(k + c) % 3]
                if qualifier != "exact":
                    unit = 10 ** max(0, len(str(stated)) - 3)
                    stated = max(1, stated // unit * unit)
                yield {"platform_id": platforms[s % len(platforms)], "metric": "mau", "market": markets[s // len(platforms)],
                    "period": period, "value": stated, "qualifier": qualifier, "source_id": f"synsrc-{(s * 7 + k * 3 + c) % 200:04d}",
                    "quote": f"{stated} monthly users"}


append("observations.csv", figures())
