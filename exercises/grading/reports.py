"""Read the reports of runners. Every text and number is cut to size again, see `bounds`."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.conf import settings

from exercises.grading.bounds import bounded_milliseconds, bounded_text, first_items
from exercises.grading.errors import BadReportError
from lib.charts.drawing import draw_within_bounds
from runner.protocol import (
    MAX_CHECKS,
    MAX_MESSAGE_CHARS,
    MAX_OUTPUT_CHARS,
    CheckReport,
    Mistake,
    Report,
    Verdict,
)

DETAILS = ("input", "yours", "expected", "difference")
MAX_LINE = 10**6
MAX_CHART_BYTES = 64 * 1024
MAX_CHARTS_BYTES = 256 * 1024  # of a report together
MAX_FIGURES = 8  # of an own run
WEAK_SANDBOX_REFUSED = (
    "It’s our fault and doesn’t count: the code ran in the weak development sandbox, which this site doesn’t accept."
)


def read_report(data: Any) -> Report:
    """Read a report, each part of a known type and a bounded size. A weak sandbox counts only in development.

    Raises:
        BadReportError: it isn't a report, names no submission, says “passed” although a check failed, or “ran” of a
            check.
    """
    report = read_parts(data)
    if Verdict.RAN in {check.verdict for check in report.checks} or (report.verdict is Verdict.RAN and report.checks):
        raise BadReportError("it says ran, which no check can")
    if report.has_passed and not (report.checks and all(check.verdict == report.verdict for check in report.checks)):
        raise BadReportError("it says passed, but not for every check")
    if report.weak and not settings.DEBUG:
        return Report(
            submission=report.submission, attempt=report.attempt, verdict=Verdict.INTERNAL,
            message=WEAK_SANDBOX_REFUSED, worker=report.worker,
        )  # fmt: skip
    return report


def read_parts(data: Any) -> Report:
    """Read the parts of a report, each of a known type and a bounded size, without checking that they agree.

    Raises:
        BadReportError: a part has another type, or no submission is named.
    """
    try:
        return _bounded_report(Report.from_json(data))
    except (AttributeError, KeyError, OverflowError, RecursionError, TypeError, ValueError) as error:
        raise BadReportError(f"{type(error).__name__}: {error}"[:200]) from error


def our_fault(submission: uuid.UUID | str, attempt: uuid.UUID | str, message: str) -> Report:
    """A report for a runner that never answered."""
    return Report(submission=str(submission), attempt=str(attempt), verdict=Verdict.INTERNAL, message=message)


def _bounded_report(report: Report) -> Report:
    checks = report.checks[:MAX_CHECKS]
    return Report(
        submission=str(uuid.UUID(report.submission)),
        attempt=str(uuid.UUID(report.attempt)),
        verdict=report.verdict,
        message=bounded_text(report.message, MAX_MESSAGE_CHARS),
        checks=tuple(map(_bounded_check, checks, _bounded_charts(checks))),
        mistake=_bounded_mistake(report.mistake),
        output=bounded_text(report.output, MAX_OUTPUT_CHARS),
        figures=_bounded_figures(report.figures),
        line=min(max(int(report.line), 0), MAX_LINE),
        device=bounded_text(report.device, 120),
        gpu_s=0.0 if report.verdict is Verdict.INTERNAL else bounded_milliseconds(report.gpu_s * 1000) / 1000,
        digest=bounded_text(report.digest, 16),
        worker=bounded_text(report.worker, 80),
        weak=report.weak is not False,
        job=bounded_text(report.job, 64),
        versions={bounded_text(name, 40): bounded_text(value, 40) for name, value in first_items(report.versions)},
        phases={bounded_text(name, 40): bounded_milliseconds(value) for name, value in first_items(report.phases)},
    )


def _bounded_check(check: CheckReport, chart: dict[str, Any] | None) -> CheckReport:
    return replace(
        check,
        name=bounded_text(check.name, 80),
        title=bounded_text(check.title, 240),
        message=bounded_text(check.message, MAX_MESSAGE_CHARS),
        detail={key: bounded_text(check.detail[key], MAX_MESSAGE_CHARS) for key in DETAILS if check.detail.get(key)},
        picture=chart,
        output=bounded_text(check.output, MAX_OUTPUT_CHARS),
        ms=bounded_milliseconds(check.ms),
    )


def _bounded_mistake(mistake: Mistake | None) -> Mistake | None:
    return mistake and Mistake(
        bounded_text(mistake.name, 80),
        bounded_text(mistake.message, MAX_MESSAGE_CHARS),
        bounded_text(mistake.fix, MAX_MESSAGE_CHARS),
    )


def _bounded_charts(checks: Sequence[CheckReport]) -> list[dict[str, Any] | None]:
    """The data of each check's chart. None: there is none, the web can't draw or store it, or there are too many.

    The charts of failed checks take precedence. A verdict is valid without them.
    """
    charts_data: list[dict[str, Any] | None] = [None] * len(checks)
    order = sorted(range(len(checks)), key=lambda number: checks[number].verdict == Verdict.PASSED)
    charts = draw_within_bounds([checks[number].picture for number in order])
    room = MAX_CHARTS_BYTES
    for number, chart in zip(order, charts, strict=True):
        size = _bytes_of(checks[number].picture) if chart else 0
        if 0 < size <= min(room, MAX_CHART_BYTES):
            charts_data[number] = dict(checks[number].picture or {})
            room -= size
    return charts_data


def _bounded_figures(figures: Sequence[Any]) -> tuple[dict[str, Any], ...]:
    """The figures of an own run that the web can draw and store, within the same limits."""
    figures = figures[:MAX_FIGURES]
    kept: list[dict[str, Any]] = []
    room = MAX_CHARTS_BYTES
    for figure, chart in zip(figures, draw_within_bounds(figures), strict=True):
        size = _bytes_of(figure) if chart else 0
        if 0 < size <= min(room, MAX_CHART_BYTES):
            kept.append(dict(figure))
            room -= size
    return tuple(kept)


def _bytes_of(data: Any) -> int:
    """The size as JSON. 0: no database can store it."""
    try:
        text = json.dumps(data, ensure_ascii=False, allow_nan=False)
        return 0 if "\\u0000" in text else len(text.encode())
    except (RecursionError, ValueError):  # a lone surrogate in a title
        return 0
