"""``python -m runner grade SLUG FILE``: a verdict in the terminal, by the same judge and the same sandbox."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from runner.catalog import CatalogExercise, UnknownExercise, find, missing_need
from runner.hardware import capabilities
from runner.judge.grading import grade
from runner.protocol import (
    MAX_SOURCE_BYTES,
    CheckReport,
    Device,
    Job,
    Mode,
    Need,
    Report,
    Spec,
    Verdict,
    source_problem,
)

_MAX_FILE_BYTES = 16 * MAX_SOURCE_BYTES  # enough to say how large it is


def main(argv: list[str]) -> int:
    """Grade one file and print the report. 0 only for ``passed`` and ``ran``; 2 where there is nothing to grade."""
    options = _parser().parse_args(argv)
    try:
        source = _read(options.file)
        exercise = find(options.slug)
        require_host(exercise)
    except (OSError, ValueError, UnknownExercise) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    mode = Mode.TRY if options.try_run else Mode.SUBMIT
    if options.call is not None:
        mode = Mode.RUN
    job = Job(
        submission="cli", attempt="cli", exercise=options.slug, digest=exercise.digest, source=source, mode=mode,
        call=options.call or "",
    )  # fmt: skip
    report = grade(job, worker="cli", device=own_device(exercise.spec))
    sys.stdout.write(json.dumps(report.to_json(), indent=2) + "\n" if options.json else _as_text(report))
    return 0 if report.has_passed or report.verdict is Verdict.RAN else 1


def require_host(exercise: CatalogExercise) -> None:
    """Raises ValueError: this host lacks what the exercise needs. The sentence says what to do."""
    slug, spec = exercise.slug, exercise.spec
    if missing_need(spec):
        raise ValueError(f"{slug} needs Triton, which isn't installed here: pip install -r requirements/triton.txt")
    if own_device(spec) is Device.GPU and Need.CUDA not in capabilities():
        raise ValueError(
            f"{slug} needs a GPU, and this host has none that a cell can use: python -m runner doctor --card says why"
        )


def own_device(spec: Spec) -> Device:
    """A card where the exercise needs one; otherwise the CPU."""
    return Device.GPU if spec.device is Device.GPU else Device.CPU


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m runner grade", description="Grade a solution in the sandbox.")
    parser.add_argument("slug", help="the exercise, as in exercises/catalog/<section>/<slug>")
    parser.add_argument("file", help="the solution; - reads standard input")
    parser.add_argument("--json", action="store_true", help="print the whole report as JSON")
    modes = parser.add_mutually_exclusive_group()
    modes.add_argument("--try", dest="try_run", action="store_true", help="run the worked example only")
    modes.add_argument("--call", metavar="CODE", help="check nothing, but run this after the file and print the output")
    return parser


def _read(name: str) -> str:
    with sys.stdin.buffer if name == "-" else Path(name).open("rb") as file:
        data = file.read(_MAX_FILE_BYTES)
    try:
        source = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(f"{name} is not UTF-8 text.") from None
    if problem := source_problem(source):
        raise ValueError(f"{name}: {problem}")
    return source


def _as_text(report: Report) -> str:
    lines = [f"{report.verdict}: {report.message}"]
    if report.mistake and report.mistake.fix:
        lines.append(f"How to fix it: {report.mistake.fix}")
    for check in report.checks:
        lines += _check_lines(check)
    if report.output:
        lines += ["", "Printed:", report.output]
    lines += ["", f"{report.phases.get('total', 0.0):.0f} ms, exercise {report.digest}"]
    return "\n".join(lines) + "\n"


def _check_lines(check: CheckReport) -> list[str]:
    lines = [f"  {check.verdict:9} {check.title}"]
    if check.verdict is Verdict.PASSED:
        return lines
    lines += [f"            {line}" for line in check.message.splitlines()]
    for name, text in check.detail.items():
        lines_below = text.replace("\n", "\n" + 14 * " ")
        lines.append(f"            {name}: {lines_below}")
    return lines
