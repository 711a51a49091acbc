"""equal.py RUN RUN: fails unless two runs have counted the same rows and rejects and their tables are equal, numbers within 1e-12 of their size.

Rows are matched by the key that the descriptor of the tables states. Needs the package duckdb.
"""
import json, pathlib, sys
import duckdb

runs = [pathlib.Path(folder) for folder in sys.argv[1:3]]
one, two = (run / "tables" for run in runs)


def described(folder):
    return {r["name"]: r for r in json.loads((folder / "datapackage.json").read_text())["resources"]}


def quoted(names):
    return ", ".join(f'"{name}"' for name in names)


first, second = described(one), described(two)
faults = [f"{name} is in one run only" for name in sorted(first.keys() ^ second.keys())]
manifests = [json.loads((run / "manifest.json").read_text()) for run in runs]
for part in ("rows", "rejected", "accounts", "warnings"):
    if manifests[0].get(part) != manifests[1].get(part):
        faults.append(f"manifest.json: {part} differ: {manifests[0].get(part)} and {manifests[1].get(part)}")
db = duckdb.connect()
for name in sorted(first.keys() & second.keys()):
    db.execute("create or replace view a as select * from read_parquet($f)".replace("$f", f"'{one / first[name]['path']}'"))
    db.execute("create or replace view b as select * from read_parquet($f)".replace("$f", f"'{two / second[name]['path']}'"))
    types = [dict(row[:2] for row in db.execute(f"describe {side}").fetchall()) for side in "ab"]
    if list(types[0].items()) != list(types[1].items()):
        faults.append(f"{name}: columns differ: {sorted(types[0].items() ^ types[1].items())}")
        continue
    counts = [db.execute(f"select count(*) from {side}").fetchone()[0] for side in "ab"]
    key = first[name]["schema"].get("headstart:key", [])
    if not key or any(types[0][k] in ("DOUBLE", "FLOAT") for k in key):  # every cell alike, or the row has no match
        differing = db.execute("select count(*) from ((from a except all from b) union all (from b except all from a))").fetchone()[0]
        if differing:
            faults.append(f"{name}: {differing} rows have no equal ({counts[0]} and {counts[1]} rows)")
        else:
            print(f"{name}: {counts[0]} rows are equal")
        continue
    tests = []
    for column, kind in types[0].items():
        x, y = f'a."{column}"', f'b."{column}"'
        far = f"abs({x} - {y}) > 1e-12 * greatest(abs({x}), abs({y}))" if kind in ("DOUBLE", "FLOAT") else f"{x} <> {y}"
        tests.append(f'count(*) filter (({x} is null) <> ({y} is null) or coalesce({far}, false)) as "{column}"')
    on = " and ".join(f'a."{k}" is not distinct from b."{k}"' for k in key)
    row = db.execute(f"select count(*), {', '.join(tests)} from a join b on {on}").fetchone()
    wrong = {c: n for c, n in zip(types[0], row[1:]) if n}
    if counts[0] != counts[1] or counts[0] != row[0] or wrong:
        faults.append(f"{name}: {counts[0]} and {counts[1]} rows, {row[0]} with the same {quoted(key)}; cells that differ: {wrong}")
    else:
        print(f"{name}: {row[0]} rows are equal")
if faults:
    sys.exit("\n".join(faults))
print(f"{len(first)} tables of {sum(manifests[0]['rows'].values())} rows are equal, {manifests[0]['rejected']} rejected rows among them")
