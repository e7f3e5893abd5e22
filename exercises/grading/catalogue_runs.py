"""Grade files of the catalogue with the real runner, in a subprocess: the web itself computes nothing.

For commands on a host that has the web and the runner. No page does this.
"""

import ast
import json
import subprocess
import sys
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.conf import settings


class CatalogueRun(NamedTuple):
    """One grading of a file in an exercise's folder. ``number`` tells gradings of the same file apart."""

    slug: str
    file: str
    number: int = 1


def grade_catalogue(runs: Iterable[CatalogueRun]) -> dict[CatalogueRun, dict[str, Any]]:
    """The source and the report of each run. Runs that can't be graded here are left out."""
    sources = {run: source for run in sorted(set(runs)) if (source := _source(run))}
    work = json.dumps([(run.slug, source) for run, source in sources.items()])
    process = subprocess.run(
        [sys.executable, "-m", "runner", "grade-many"],
        input=work, capture_output=True, text=True, check=False, cwd=settings.BASE_DIR,
    )  # fmt: skip
    if process.returncode:
        return {}
    reports = zip(sources.items(), json.loads(process.stdout), strict=True)
    return {
        run: {"source": source, "report": report}
        for (run, source), report in reports
        if report["verdict"] != "internal"
    }


def _source(run: CatalogueRun) -> str:
    """The file as a learner would have written it; empty if there is no such file."""
    path = next(settings.EXERCISE_CATALOG.glob(f"*/{run.slug}/{run.file}.py"), None)
    return _without_docstring(path.read_text(encoding="utf-8")) if path else ""


def _without_docstring(source: str) -> str:
    """The docstring of a mistake explains the mistake. A learner's file wouldn't."""
    first = ast.parse(source).body[0]
    if not (isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)):
        return source
    return "".join(source.splitlines(keepends=True)[first.end_lineno :]).lstrip()
