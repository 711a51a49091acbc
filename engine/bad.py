"""bad.py PACKAGE: puts rows that break each rule of the figures among those of a data package, one after every 400 rows."""
import csv, itertools, pathlib, sys

path = pathlib.Path(sys.argv[1]) / "observations.csv"
with path.open(newline="") as f:
    rows = list(csv.DictReader(f))
faults = itertools.cycle([
    {"platform_id": "nobody"}, {"source_id": "nowhere"}, {"metric": "minutes"}, {"metric": "MAU"}, {},  # the last: listed twice
    {"value": 2_000_000_000}, {"value": 20_000_000_000, "market": "WLD"},  # more people than there are
    {"metric": "dau", "value": 1_400_000_000, "qualifier": "approx"},  # more a day than a month
    {"period": "2013-13"}, {"value": "many"}, {"qualifier": "exactly"},
])
with path.open("w", newline="") as f:
    writer = csv.DictWriter(f, rows[0], lineterminator="\n")
    writer.writeheader()
    for i, row in enumerate(rows):
        writer.writerow(row)
        if i % 400 == 399:
            writer.writerow(row | next(faults))
