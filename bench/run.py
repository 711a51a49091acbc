"""Measures headstart and its peers in turn on the same data: run.py HEADSTART [CLAIMS…]

Writes a table between the two marks of docs/performance.md: wall time, processor time
and peak memory, each against plain DuckDB, and how the processor time grows from size
to size.
"""
import os, pathlib, subprocess, sys, tempfile, time

here, headstart = pathlib.Path(__file__).parent, os.path.abspath(sys.argv[1])
sizes = [int(float(n)) for n in sys.argv[2:]] or [100_000, 1_000_000]


def measure(*command):
    """Runs a command: seconds, processor seconds, peak MB."""
    started = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = child.stderr.read()
    _, status, used = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"{' '.join(command)}: {said.decode()[-2000:]}")
    return time.monotonic() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


page = here.parent / "docs" / "performance.md"
start, rest = page.read_text().split("<!-- make bench -->\n", 1)
end = rest[rest.index("<!-- end of make bench -->"):]
lines = ["| work | claims | wall | processor | peak memory | processor, against DuckDB | growth |", "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"]
before = {}
with tempfile.TemporaryDirectory() as folder:
    for name, extra in (("months", []), ("days", ["2000", "day"])):
        for size in sizes:
            package, out = f"{folder}/{name}-{size}", f"{folder}/out"
            subprocess.run([sys.executable, here / "generate.py", package, str(size), *extra], check=True)
            work = {tool: [sys.executable, here / "peers.py", tool, package, out] for tool in ("duckdb", "polars", "pandas")}
            work["headstart, tables not written"] = [headstart, "run", "--data", package, "--until", "transform"]
            if size <= 1_000_000:
                work["headstart, whole run"] = [headstart, "run", "--data", package, "--out", out + "-run", "--force"]
            base = None
            for tool, command in work.items():
                wall, cpu, memory = measure(*map(str, command))
                base = base or cpu
                last = before.get((name, tool))
                growth = f"{cpu / last[1]:.1f} for {size / last[0]:.0f}" if last else ""
                before[name, tool] = size, cpu
                lines.append(f"| {tool}, {name} | {size:,} | {wall:.1f} s | {cpu:.1f} s | {memory:,.0f} MB | {cpu / base:.2f} | {growth} |")
                print(lines[-1], flush=True)
                page.write_text(start + "<!-- make bench -->\n" + "\n".join(lines) + "\n" + end)
