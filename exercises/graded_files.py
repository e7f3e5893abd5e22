"""Files of the catalogue, graded by the real runner: in a process of its own, for the web computes nothing.

For commands on a host that has both halves. A page never asks for it.
"""

import ast
import json
import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings


def grade_catalogue(wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], dict[str, Any]]:
    """Run the named files of the catalogue through the real runner. A file that can't be graded here is left out."""
    attempts = sorted(set(wanted))
    with ThreadPoolExecutor(max_workers=2) as pool:
        graded = pool.map(_grade, attempts)
    return {attempt: run for attempt, run in zip(attempts, graded, strict=True) if run}


def _grade(attempt: tuple[str, str]) -> dict[str, Any] | None:
    """The source a learner would have written, and the runner's report on it."""
    slug, file = attempt
    path = next(settings.EXERCISE_CATALOG.glob(f"*/{slug}/{file}.py"), None)
    if path is None:
        return None
    source = _without_docstring(path.read_text(encoding="utf-8"))
    with NamedTemporaryFile("w", suffix=".py", encoding="utf-8") as written:
        written.write(source)
        written.flush()
        ran = subprocess.run(
            [sys.executable, "-m", "runner", "grade", slug, written.name, "--json"],
            capture_output=True, text=True, check=False, cwd=settings.BASE_DIR,
        )  # fmt: skip
    report = json.loads(ran.stdout) if ran.stdout.strip() else {"verdict": "internal"}
    return None if report["verdict"] == "internal" else {"source": source, "report": report}


def _without_docstring(source: str) -> str:
    """The catalogue's mistakes open with what is wrong with them; a learner's file would not."""
    first = ast.parse(source).body[0]
    if not (isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)):
        return source
    return "".join(source.splitlines(keepends=True)[first.end_lineno :]).lstrip()
