"""The web's only door to the runner: reading exercise folders, sending jobs, and reading reports with suspicion.

Nothing here touches the database. A runner is only half trusted (a GPU host may be somebody's desk, and what it
reports was partly written by a learner's code), so every text and number of a report is cut to size again.
"""

import json
import math
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from celery import current_app
from django.conf import settings
from kombu.exceptions import OperationalError

from exercises.pictures import draw
from runner.protocol import (
    GRADE_TASK,
    MAX_CHECKS,
    MAX_MESSAGE_CHARS,
    MAX_OUTPUT_CHARS,
    MAX_SOURCE_BYTES,
    WEAK_MODE,
    CheckReport,
    Job,
    LayerReport,
    Mistake,
    Mode,
    Report,
    Spec,
    Verdict,
    WorkerReport,
    folder_digest,
    read_spec,
)

__all__ = [
    "MAX_SOURCE_BYTES",
    "BadReport",
    "Folder",
    "QueueDown",
    "Report",
    "make_job",
    "our_fault",
    "read_catalog",
    "read_report",
    "read_worker",
    "revoke",
    "send",
]

PRIORITY = 3  # of 0 to 9, 0 first: a job that a runner has put back goes before those that wait for their first turn
DETAILS = ("input", "yours", "expected", "difference")
MAX_PICTURE_BYTES = 64 * 1024
MAX_NAMES = 16
MAX_LAYERS = 32
NOT_WEAK = (
    "It was graded in the weak sandbox of development, whose verdicts this site does not take. "
    "This is our fault, not yours, and costs you nothing."
)


class QueueDown(Exception):  # noqa: N818 - reads as what it is
    """The broker does not answer."""


class BadReport(ValueError):  # noqa: N818 - reads as what it is
    """Not a report, or one that contradicts itself."""


# ------------------------------------------------------------------ folders


@dataclass(frozen=True, slots=True)
class Folder:
    """What the web may know of an exercise folder: nothing of its solution, checks and mistakes."""

    path: Path
    spec: Spec
    digest: str
    starter: str
    hints: tuple[str, ...]

    @property
    def head(self) -> Path:
        return self.path / "exercise.md"


def read_catalog(root: Path) -> list[Folder]:
    """Every exercise under ``root/<section>/<slug>/``.

    Raises:
        OSError: a file is missing.
        ValueError: a head cannot be read, or two have the same uid; the text names the file.
    """
    folders: dict[str, Folder] = {}
    for head in sorted(root.glob("*/*/exercise.md")):
        folder = _read_folder(head.parent)
        twin = folders.setdefault(folder.spec.uid, folder)
        if twin is not folder:
            raise ValueError(f"{head}: the uid {folder.spec.uid!r} is also that of {twin.head}")
    return list(folders.values())


def _read_folder(path: Path) -> Folder:
    starter = (path / "starter.py").read_text(encoding="utf-8")
    return Folder(path, read_spec(path), folder_digest(path), starter, _hints(path / "hints.md"))


def _hints(path: Path) -> tuple[str, ...]:
    """Hints lie between lines of ``---``, weakest first."""
    if not path.exists():
        return ()
    text = "\n" + path.read_text(encoding="utf-8").strip() + "\n"
    return tuple(hint.strip() for hint in text.split("\n---\n") if hint.strip())


# ------------------------------------------------------------------ jobs


def make_job(*, submission: uuid.UUID, attempt: uuid.UUID, exercise: str, digest: str, source: str, mode: str) -> Job:
    return Job(str(submission), str(attempt), exercise, digest, source, Mode(mode))


def send(job: Job, *, queue: str, avoid: str = "", delay_s: float = 0) -> None:
    """Put a job on its queue. ``avoid`` names a worker that should leave it to another, if there is one.

    Raises:
        QueueDown: at once; the caller decides when to try again.
    """
    headers = {"queued_at": time.time()} | ({"avoid": avoid} if avoid else {})
    options: dict[str, Any] = {"queue": queue, "priority": PRIORITY, "headers": headers, "task_id": job.attempt}
    try:
        current_app.send_task(GRADE_TASK, args=[job.to_json()], countdown=delay_s or None, retry=False, **options)
    except (OperationalError, OSError) as error:
        raise QueueDown(str(error)) from error


def revoke(attempt: uuid.UUID) -> None:
    """Tell the runners to drop this attempt when they come to it.

    Raises:
        QueueDown: nobody was told.
    """
    try:
        current_app.control.revoke(str(attempt))
    except (OperationalError, OSError) as error:
        raise QueueDown(str(error)) from error


# ------------------------------------------------------------------ reports


def read_report(data: Any) -> Report:
    """A report whose every part has a known type and a bounded size. A weak sandbox's counts in development alone.

    Raises:
        BadReport: it is not a report, names no submission, or says "passed" against its own checks.
    """
    try:
        report = _bounded(Report.from_json(data))
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
        raise BadReport(f"{type(error).__name__}: {error}"[:200]) from error
    if report.passed and not (report.checks and all(check.verdict == report.verdict for check in report.checks)):
        raise BadReport("it says passed, but not of every check")
    if report.weak and not settings.DEBUG:
        return Report(report.submission, report.attempt, Verdict.INTERNAL, NOT_WEAK, worker=report.worker)
    return report


def our_fault(submission: uuid.UUID, attempt: uuid.UUID, message: str) -> Report:
    """The report of a runner that never answered."""
    return Report(str(submission), str(attempt), Verdict.INTERNAL, message)


def read_worker(data: Any) -> WorkerReport:
    """What a runner says of itself, with every part of a known type and a bounded size.

    Raises:
        BadReport: it is something else.
    """
    try:
        report = WorkerReport.from_json(data)
        if not (report.name and report.queues):
            raise ValueError("a worker without a name or a queue")
        return WorkerReport(
            name=_text(report.name, 80),
            start=_text(report.start, 40),
            queues=tuple(_text(queue, 40) for queue in report.queues[:MAX_NAMES]),
            device=_text(report.device, 80),
            processes=min(max(int(report.processes), 1), 1024),
            versions={_text(name, 40): _text(value, 40) for name, value in _few(report.versions)},
            layers=tuple(_bounded_layer(layer) for layer in report.layers[:MAX_LAYERS]),
        )
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
        raise BadReport(f"{type(error).__name__}: {error}"[:200]) from error


def _bounded_layer(layer: LayerReport) -> LayerReport:
    evidence, fix = _text(layer.evidence, MAX_MESSAGE_CHARS), _text(layer.fix, MAX_MESSAGE_CHARS)
    ok = layer.ok is True and (layer.name != WEAK_MODE or settings.DEBUG)  # which development alone may take for whole
    return LayerReport(_text(layer.name, 40), ok, evidence, fix)


def _bounded(report: Report) -> Report:
    return Report(
        submission=str(uuid.UUID(report.submission)),
        attempt=str(uuid.UUID(report.attempt)),
        verdict=report.verdict,
        message=_text(report.message, MAX_MESSAGE_CHARS),
        checks=tuple(_bounded_check(check) for check in report.checks[:MAX_CHECKS]),
        mistake=_bounded_mistake(report.mistake),
        output=_text(report.output, MAX_OUTPUT_CHARS),
        device=_text(report.device, 40),
        digest=_text(report.digest, 16),
        worker=_text(report.worker, 80),
        weak=report.weak is not False,
        versions={_text(name, 40): _text(value, 40) for name, value in _few(report.versions)},
        phases={_text(name, 40): _milliseconds(value) for name, value in _few(report.phases)},
    )


def _bounded_check(check: CheckReport) -> CheckReport:
    return replace(
        check,
        name=_text(check.name, 80),
        title=_text(check.title, 240),
        message=_text(check.message, MAX_MESSAGE_CHARS),
        detail={key: _text(check.detail[key], MAX_MESSAGE_CHARS) for key in DETAILS if check.detail.get(key)},
        picture=_picture(check.picture),
        output=_text(check.output, MAX_OUTPUT_CHARS),
        ms=_milliseconds(check.ms),
    )


def _bounded_mistake(mistake: Mistake | None) -> Mistake | None:
    return mistake and Mistake(_text(mistake.name, 80), _text(mistake.message, MAX_MESSAGE_CHARS))


def _few(names: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return list(names.items())[:MAX_NAMES]


def _text(value: Any, limit: int) -> str:
    """A string that any database takes (no NUL, no lone surrogate), cut to ``limit`` and then saying so."""
    if not isinstance(value, str):
        raise TypeError(f"a text was expected, not {type(value).__name__}")
    text = value[: limit + 1].replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _milliseconds(value: Any) -> float:
    number = float(value)
    return round(min(max(number, 0.0), 1e7), 3) if math.isfinite(number) else 0.0


def _picture(picture: Any) -> dict[str, Any] | None:
    """The picture's data, or None when the web could not draw or store it: a verdict stands without it."""
    if draw(picture) is None:
        return None
    try:
        text = json.dumps(picture, ensure_ascii=False, allow_nan=False)
        size = len(text.encode())
    except ValueError:  # half a character in a title
        return None
    return dict(picture) if size <= MAX_PICTURE_BYTES and "\\u0000" not in text else None
