#!/usr/bin/env bash
# test.sh HEADSTART: the same tables from DuckDB and from a Spark cluster on this machine, which it starts and stops. CLAIMS is 1e5
# unless said otherwise. It needs Java 17 or newer and, in engine/.venv, what requirements.txt names.
set -euo pipefail
headstart=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
python="$here/.venv/bin/python"
temporary=$(mktemp -d)
export HERE="$temporary/cluster" SPARK_HOME
SPARK_HOME=$("$python" -c 'import os, pyspark; print(os.path.dirname(pyspark.__file__))')
trap '"$here/cluster.sh" stop; rm -rf "$temporary"' EXIT
trap 'exit 130' INT TERM

say() { printf '%4d s  %s\n' $SECONDS "$*"; }
run() {
	out="$temporary/$1"
	shift
	"$headstart" run --quiet --data "$temporary/data" --out "$out" "$@" >"$out.log" 2>&1 || {
		cat "$out.log" >&2
		return 1
	}
}
spark() { run "$@" --engine spark://127.0.0.1:15002 --lake "$temporary/lake"; }
compare() { "$python" "$here/equal.py" "$temporary/$1" "$temporary/$2" >"$temporary/equal" || return 1; tail -n 1 "$temporary/equal"; }

other=(--resolve latest --as-of 2052-06-30) # half of the figures
mkdir "$temporary/lake"
"$python" "$here/../bench/generate.py" "$temporary/data" "${CLAIMS:-1e5}"
"$python" "$here/bad.py" "$temporary/data"
run duckdb
run duckdb-other "${other[@]}"
say "DuckDB ran twice"

"$here/cluster.sh" start 2
say "a cluster of two workers runs"
spark spark
say "Spark, rule primary: $(compare duckdb/latest spark/latest)"
"$python" "$here/workers.py" "$HERE/events"
spark spark-other "${other[@]}"
say "Spark, ${other[*]}: $(compare duckdb-other/as-of/2052-06-30 spark-other/as-of/2052-06-30)"

spark killed &
going=$!
while kill -0 $going && [ "$(find "$temporary/lake" -mindepth 2 -maxdepth 2 | wc -l)" -lt 20 ]; do sleep 0.1; done
kill -9 -- "-$(cat "$HERE/pids/worker1")"
kill -0 $going || { echo "the run ended before a worker was killed" >&2; exit 1; }
say "a worker was killed"
wait $going
say "Spark, a worker killed: $(compare duckdb/latest killed/latest)"
"$python" "$here/workers.py" "$HERE/events" lost
test -z "$(ls "$temporary/lake")" || { echo "a run left something in the lake" >&2; exit 1; }
