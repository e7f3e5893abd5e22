"""Check files as a runner does, and change our sample files into wrong ones."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from runner.catalog import load_module
from runner.foreign import grading, judges
from runner.protocol import Job, Mode, Report, exercise_files_digest
from runner.tests.makes import making

CATALOG = Path(__file__).parents[1] / "catalog"
Texts = dict[str, str]
Change = Callable[[Texts], Texts]
_MODULE = (
    "import base64, json, zlib\n\n\ndef files():\n    return json.loads(zlib.decompress(base64.b85decode('{}')))\n"
)


@contextmanager
def warm_cells() -> Iterator[None]:
    with making("warm"):
        yield
        judges.close_all()


def folder_of(slug: str) -> Path:
    (folder,) = CATALOG.glob(f"*/{slug}")
    return folder


@cache
def _check_files(slug: str) -> Texts:
    """What travels with a job: the folder without its brief."""
    paths = (path for path in folder_of(slug).iterdir() if path.is_file() and path.name != "project.md")
    return {path.name: path.read_text(encoding="utf-8") for path in paths}


def sample(slug: str, file: str = "solution.py") -> Texts:
    texts: Texts = load_module(folder_of(slug) / file).files()
    return texts


def report_on(slug: str, texts: Texts) -> Report:
    """The report of a runner on these uploads."""
    packed = base64.b85encode(zlib.compress(json.dumps(texts).encode(), 9)).decode()
    files = _check_files(slug)
    job = Job(
        submission="s-1",
        attempt="a-1",
        exercise=slug,
        digest=exercise_files_digest(files),
        source=_MODULE.format(packed),
        mode=Mode.SUBMIT,
        files=files,
    )
    return grading.grade(job, worker="w-1")


def failures(report: Report) -> dict[str, str]:
    """The sentence of each failed check by its name."""
    return {check.name: check.message for check in report.checks if check.message}


def with_text(uid: str, change: Callable[[str], str]) -> Change:
    return lambda texts: texts | {uid: change(texts[uid])}


def replaced(uid: str, old: str, new: str) -> Change:
    def change(texts: Texts) -> Texts:
        assert old in texts[uid], f"{old!r} is not in the sample's {uid}"
        return texts | {uid: texts[uid].replace(old, new, 1)}

    return change


def with_entry(uid: str, **entries: Any) -> Change:
    """Other entries of a JSON object."""
    return lambda texts: texts | {uid: json.dumps(json.loads(texts[uid]) | entries)}


def with_column(uid: str, column: str, change: Callable[[str], str]) -> Change:
    """A table with each cell of a column changed."""

    def changed(text: str) -> str:
        header, *rows = [line.split(",") for line in text.splitlines()]
        at = header.index(column)
        return "\n".join(",".join(row) for row in [header, *([*r[:at], change(r[at]), *r[at + 1 :]] for r in rows)])

    return with_text(uid, changed)
