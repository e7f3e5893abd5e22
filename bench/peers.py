"""nbgrader and otter-grader beside us, in one run on this host: `python -m bench.peers [--runs N] [--json]`.

All three grade our solution of the attention exercise. Each peer gets it as a notebook, the way its documentation
describes, with one test that compares three sizes with torch. Ours runs every check of the exercise. The time is what a
learner waits for: `nbgrader autograde`, `otter run`, and here from the job to the report. A peer's first run isn't
timed. It grades a starter that returns nothing and must give it no point, which shows that the test runs.

Peers are installed from PyPI, each in a venv of its own under var/peers/, when its requirements file is new or has
changed. That takes a few minutes and 1.3 GB each.
"""

import argparse
import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from runner.bench import measure
from runner.catalog import find

ROOT = Path(__file__).resolve().parent.parent
HOMES = ROOT / "var" / "peers"
REQUIREMENTS = Path(__file__).with_name("peers")
EXERCISE = "scaled-dot-product-attention"
MAX_SECONDS = 120
Json = dict[str, Any]

STARTER = "def attention(Q, K, V, mask=None):\n    return None\n"
TEST = """\
import numpy as np
import torch

rng = np.random.default_rng()
for n in (4, 16, 64):
    Q, K, V = rng.normal(size=(3, n, 32))
    expected = torch.nn.functional.scaled_dot_product_attention(*map(torch.from_numpy, (Q, K, V)))
    np.testing.assert_allclose(attention(Q, K, V), expected.numpy(), rtol=1e-6, atol=1e-8)
"""


# ------------------------------------------------------------------ notebooks


def notebook(*cells: Json) -> str:
    """A notebook of format 4.5 with these cells. It names no Python version."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return json.dumps({"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5})


def cell(name: str, source: str, **metadata: Any) -> Json:
    return {
        "cell_type": "code", "id": name, "source": source, "metadata": metadata, "execution_count": None, "outputs": [],
    }  # fmt: skip


def nbgrader_cell(name: str, source: str, *, solution: bool) -> Json:
    """A cell for the learner to fill in, or one with a hidden test that is worth a point."""
    kind: Json = {"solution": solution, "grade": not solution, "locked": not solution, "task": False}
    points = {} if solution else {"points": 1}
    return cell(name, source, nbgrader={"schema_version": 3, "grade_id": name, **kind, **points})


def nbgrader_notebook(solution: str) -> str:
    return notebook(
        nbgrader_cell("attention", f"### BEGIN SOLUTION\n{solution}### END SOLUTION\n", solution=True),
        nbgrader_cell("test", f"### BEGIN HIDDEN TESTS\n{TEST}### END HIDDEN TESTS\n", solution=False),
    )


def filled_in(template: str, solution: str) -> str:
    """The notebook that learners get, with this source as their answer."""
    content: Json = json.loads(template)
    for each in content["cells"]:
        if each["metadata"].get("nbgrader", {}).get("solution"):
            each["source"] = solution
    return json.dumps(content)


def otter_test() -> str:
    """The test in otter's exception-based format, which passes a test the objects that its parameters name."""
    lines = "".join(f"    {line}\n" if line else "\n" for line in TEST.splitlines())
    head = 'from otter.test_files import test_case\n\nOK_FORMAT = False\nname = "q1"\npoints = 1\n\n\n'
    return f"{head}@test_case()\ndef same_as_torch(attention):\n{lines}"


# ------------------------------------------------------------------ peers


@dataclass(frozen=True, slots=True)
class Home:
    """A peer's venv, and a folder to grade in that ends with the run."""

    venv: Path
    folder: Path

    def run(self, *command: str) -> str:
        """Run one of the venv's programs and return its output.

        Raises:
            RuntimeError: it failed; the message has the end of its error output.
        """
        inherited_env = {name: os.environ[name] for name in ("LANG", "LC_ALL", "TMPDIR") if name in os.environ}
        private = {name: str(self.folder / ".home") for name in ("HOME", "IPYTHONDIR", "JUPYTER_RUNTIME_DIR")}
        path = f"{self.venv / 'bin'}:{os.environ.get('PATH', '')}"
        program, *arguments = command
        process = subprocess.run(
            [str(self.venv / "bin" / program), *arguments], cwd=self.folder, check=False,
            env=inherited_env | private | {"PATH": path}, capture_output=True, text=True, timeout=MAX_SECONDS,
        )  # fmt: skip
        if process.returncode:
            raise RuntimeError(f"{' '.join(command[:2])} ended with {process.returncode}: {process.stderr[-2000:]}")
        return process.stdout

    def write(self, path: str, text: str) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def nbgrader(home: Home, solution: str) -> Callable[[str], tuple[float, float]]:
    """A course with one assignment. Yields a function that grades a source and returns seconds and points."""
    home.write("nbgrader_config.py", 'c = get_config()\nc.CourseDirectory.course_id = "bench"\n')
    home.write("source/ps1/attention.ipynb", nbgrader_notebook(solution))
    home.run("nbgrader", "generate_assignment", "ps1")
    template = (home.folder / "release/ps1/attention.ipynb").read_text(encoding="utf-8")
    gradebook = 'from nbgrader.api import Gradebook; book = Gradebook("sqlite:///gradebook.db")'
    ask = f'{gradebook}; print(book.find_submission("ps1", "l").score)'

    def grade(source: str) -> tuple[float, float]:
        home.write("submitted/l/ps1/attention.ipynb", filled_in(template, source))
        started_at = time.perf_counter()
        home.run("nbgrader", "autograde", "ps1", "--student", "l", "--force")
        seconds = time.perf_counter() - started_at
        return seconds, float(home.run("python", "-c", ask))

    return grade


def otter(home: Home, solution: str) -> Callable[[str], tuple[float, float]]:
    """An autograder archive. Yields a function that grades a source and returns seconds and points."""
    home.write("tests/q1.py", otter_test())
    home.write("requirements.txt", "")
    home.run("otter", "generate", "-t", "tests", "-o", "autograder.zip", "-l", "python", "--no-environment")

    def grade(source: str) -> tuple[float, float]:
        home.write("attention.ipynb", notebook(cell("attention", source)))
        started_at = time.perf_counter()
        home.run("otter", "run", "-a", "autograder.zip", "-o", ".", "--no-logo", "attention.ipynb")
        seconds = time.perf_counter() - started_at
        results = json.loads((home.folder / "results.json").read_text(encoding="utf-8"))
        return seconds, sum(float(test.get("score", 0)) for test in results["tests"])

    return grade


PEERS = {"nbgrader": nbgrader, "otter": otter}


def venv_of(name: str) -> Path:
    """The peer's venv, created and filled first unless it matches its requirements."""
    requirements, home = REQUIREMENTS / f"{name}.txt", HOMES / name
    digest = hashlib.sha256(requirements.read_bytes()).hexdigest()
    stamp = home / ".installed"
    if stamp.exists() and stamp.read_text() == digest:
        return home
    sys.stderr.write(f"Installing {requirements.relative_to(ROOT)} into {home.relative_to(ROOT)}\n")
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(home)], check=True)
    pip = [str(home / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install", "-q"]
    subprocess.run([*pip, "-r", str(requirements)], check=True)
    stamp.write_text(digest)
    return home


# ------------------------------------------------------------------ figures


def time_peer(name: str, solution: str, runs: int) -> float:
    """The median in ms.

    Raises:
        RuntimeError: it does not run here, or it gave wrong points, so nothing was measured.
    """
    venv = venv_of(name)
    with tempfile.TemporaryDirectory(prefix="descent-peer-") as folder:
        grade = PEERS[name](Home(venv, Path(folder)), solution)
        if (points := grade(STARTER)[1]) != 0:
            raise RuntimeError(f"{name} gives a starter {points} points")
        results = [grade(solution) for _ in range(runs)]
    if any(points != 1 for _, points in results):
        raise RuntimeError(f"{name} gives our solution {results[0][1]} points")
    return statistics.median(seconds for seconds, _ in results) * 1000


def compare(runs: int) -> Json:
    """Peers and ours. All are installed first, so that nothing is measured while pip runs."""
    for name in PEERS:
        venv_of(name)
    solution = find(EXERCISE).solution
    figures: Json = {f"{name}_ms": round(time_peer(name, solution, runs), 1) for name in PEERS}
    ours = measure()
    warm = ours["warm_ms"]["p50"]
    figures |= {"cold_ms": ours["cold_ms"], "warm_ms": ours["warm_ms"], "processors": ours["processors"]}
    for name in PEERS:
        figures[f"{name}_over_warm"] = round(figures[f"{name}_ms"] / warm, 1)
    return figures | {"cold_over_warm": ours["cold_over_warm_p50"], "runs": runs}


def as_text(figures: Json) -> str:
    rows = [(name, figures[f"{name}_ms"], figures[f"{name}_over_warm"]) for name in PEERS]
    rows.append(("ours, cold", figures["cold_ms"]["p50"], figures["cold_over_warm"]))
    rows.append(("ours, warm", figures["warm_ms"]["p50"], 1.0))
    head = f"{EXERCISE}, {figures['processors']} processors, medians\n{'':14}{'ms':>10}{'times warm':>14}\n"
    return head + "".join(f"{name:14}{ms:>10.1f}{times:>14.1f}\n" for name, ms, times in rows)


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench.peers", description="Compare nbgrader and otter-grader with the runner."
    )
    parser.add_argument("--runs", type=int, default=5, help="timed runs of each peer, about 5 s each (default 5)")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    return parser


def main(argv: list[str]) -> int:
    options = parser().parse_args(argv)
    try:
        figures = compare(options.runs)
    except (RuntimeError, subprocess.SubprocessError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(json.dumps(figures, indent=2) + "\n" if options.json else as_text(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
