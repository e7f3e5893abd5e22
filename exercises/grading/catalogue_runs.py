"""Grade files of the catalogue with the real runner, in a subprocess: the web itself computes nothing.

For commands on a host that has the web and the runner. No page does this.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings

from runner.protocol import folders_of
from runner.protocol.mistakes import read_mistakes, without_docstring


class CatalogueRun(NamedTuple):
    """One grading of a file in an exercise's folder, or of a mistake. ``number`` tells gradings of the same code apart.

    ``file`` is its path without the extension, such as ``solution`` or ``mistakes/forgets_scale``.
    """

    slug: str
    file: str
    number: int = 1


def grade_catalogue(runs: Iterable[CatalogueRun]) -> dict[CatalogueRun, dict[str, Any]]:
    """The source and the report of each run. Runs that can't be graded here are left out."""
    sources = {run: source for run in sorted(set(runs)) if (source := catalogue_source(run))}
    reports = grade_sources([(run.slug, source) for run, source in sources.items()])
    return {
        run: {"source": source, "report": report}
        for (run, source), report in zip(sources.items(), reports, strict=bool(reports))
        if report["verdict"] != "internal"
    }


def grade_sources(work: Sequence[tuple[str, str]], *, catalog: Path | None = None) -> list[dict[str, Any]]:
    """The reports on these (slug, source), in order. Without a ``catalog`` the exercises are the site's.

    Empty: nothing can be graded here.
    """
    process = subprocess.run(
        [sys.executable, "-m", "runner", "grade-many"],
        input=json.dumps(work), capture_output=True, text=True, check=False, cwd=settings.BASE_DIR,
        env=os.environ | ({"DESCENT_CATALOG": str(catalog)} if catalog else {}),
    )  # fmt: skip
    reports: list[dict[str, Any]] = [] if process.returncode else json.loads(process.stdout)
    return reports


def catalogue_source(run: CatalogueRun) -> str:
    """The code as a learner would have written it; empty if the catalogue doesn't have it."""
    folders = folders_of(run.slug, settings.EXERCISE_CATALOGS)
    if not folders:
        return ""
    folder = folders[0]
    kind, _, name = run.file.rpartition("/")
    if kind == "mistakes":
        return next((mistake.source for mistake in read_mistakes(folder) if mistake.name == name), "")
    path = folder / f"{run.file}.py"
    return without_docstring(path.read_text(encoding="utf-8")) if path.is_file() else ""
