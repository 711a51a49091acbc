"""Runs the notebooks, each from a clean kernel, and the scripts, and fails if one of them does.

    python notebooks/run.py [--keep DIR | --clear] [NOTEBOOK or SCRIPT...]

Notebooks are committed without outputs, and this checks that too; --clear takes
them out. They read the tables where HEADSTART_TABLES says, or out/latest/tables,
and compare with the program that HEADSTART_BIN names. --keep writes them with
their outputs to DIR.
"""

import argparse
import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

here = Path(__file__).resolve().parent

# The kernel of this environment, and neither start-up files nor settings of
# whoever runs it.
clean = tempfile.TemporaryDirectory()
os.environ |= {
    "JUPYTER_PREFER_ENV_PATH": "1",
    "IPYTHONDIR": clean.name,
    "MPLCONFIGDIR": clean.name,
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}

# They run in other folders than this one.
for name in ("HEADSTART_TABLES", "HEADSTART_BIN"):
    if name in os.environ:
        os.environ[name] = str(Path(os.environ[name]).absolute())
tables = Path(os.environ.setdefault("HEADSTART_TABLES", str(here.parent / "out/latest/tables")))

import duckdb  # noqa: E402
import matplotlib.font_manager  # noqa: E402, F401  finds the fonts once, so that no kernel says that it does
import nbformat  # noqa: E402
from nbclient import NotebookClient  # noqa: E402
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError  # noqa: E402


def stored(notebook):
    """Returns what a notebook must not be committed with; nothing where it is clean."""
    cells = [c for c in notebook.cells if c.cell_type == "code" and (c.outputs or c.execution_count is not None)]
    return f"stored outputs in {len(cells)} of its cells; take them out: python notebooks/run.py --clear\n" if cells else ""


def clear(path):
    """Takes out of the file what it must not be committed with."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        cell.metadata.pop("execution", None)
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    nbformat.write(notebook, path)


def complaints(notebook):
    """Returns what the cells wrote to stderr: a reader would see it too."""
    return "".join(o.text for c in notebook.cells if c.cell_type == "code" for o in c.outputs if o.get("name") == "stderr")


def execute(path, keep):
    """Runs one notebook and returns what is wrong with it; nothing if all is well."""
    notebook = nbformat.read(path, as_version=4)
    if problem := stored(notebook):
        return problem
    try:
        NotebookClient(
            notebook,
            timeout=120,
            kernel_name="python3",
            extra_arguments=["--log-level=ERROR"],
            resources={"metadata": {"path": str(here)}},
        ).execute()
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        return re.sub(r"\x1b\[[0-9;]*m", "", str(error))
    finally:
        if keep:
            keep.mkdir(parents=True, exist_ok=True)
            nbformat.write(notebook, keep / path.name)
    return complaints(notebook)


def run_sql(path, _):
    """Runs a script over the views of the run, and returns what is wrong with it."""
    script = path.read_text(encoding="utf-8")
    try:
        with contextlib.chdir(tables.parent), duckdb.connect() as db:
            db.execute(Path("views.sql").read_text(encoding="utf-8"))
            for statement in duckdb.extract_statements(script):
                db.execute(statement).fetchall()
    except (duckdb.Error, OSError) as error:
        return str(error)
    return ""


def run_r(path, _):
    """Runs a script of R, and returns what is wrong with it."""
    if not (program := shutil.which("Rscript")):
        print(f"     {path.name} is not run: Rscript is not installed")
        return ""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([program, "--vanilla", path.resolve()], cwd=folder, capture_output=True, text=True, encoding="utf-8")
    return done.stderr or (f"exit code {done.returncode}" if done.returncode else "")


kinds = {".ipynb": execute, ".sql": run_sql, ".R": run_r}


def main():
    parser = argparse.ArgumentParser(description="run the notebooks, each from a clean kernel, and the scripts")
    parser.add_argument("files", metavar="file", nargs="*", type=Path, help="which ones; all of this folder where none is named")
    parser.add_argument("--clear", action="store_true", help="take stored outputs out, and run nothing")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="write them with their outputs to DIR")
    asked = parser.parse_args()
    failed = 0
    for path in asked.files or sorted(p for p in here.iterdir() if p.suffix in kinds):
        if asked.clear:
            if path.suffix == ".ipynb":
                clear(path)
            continue
        began = time.monotonic()
        problem = kinds[path.suffix](path, asked.keep)
        print(f"{'FAIL' if problem else 'ok  '} {path.name}  {time.monotonic() - began:.1f} s", flush=True)
        if problem:
            failed += 1
            print(problem, file=sys.stderr, flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
