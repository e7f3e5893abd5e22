"""Grade a job that brings its exercise along, with two cells. The host trusts neither."""

from __future__ import annotations

import json
import logging
import re
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from runner.build import versions
from runner.catalog import CatalogExercise
from runner.judge import grading
from runner.packages.errors import MissingPackagesError
from runner.packages.sets import packages_of
from runner.protocol import (
    CPU_NAME,
    MAX_CHECKS,
    MAX_MESSAGE_CHARS,
    MAX_OUTPUT_CHARS,
    REQUIREMENTS_FILE,
    CheckReport,
    Device,
    Job,
    Limits,
    Mistake,
    Mode,
    Report,
    RequirementsError,
    Spec,
    Verdict,
    call_problem,
    exercise_files_digest,
    source_problem,
    write_exercise_files,
)
from runner.sandbox import doctor, weak_mode
from runner.sandbox.errors import CellError, SandboxUnavailable
from runner.sandbox.factory import open_cell
from runner.sandbox.interface import LearnerCell
from runner.sandbox.text import clean

from . import judges
from .errors import ForeignJudgeError, StaleJudgeError
from .learner_side import LearnerSide, bounded

_LOG = logging.getLogger(__name__)
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,99}", re.ASCII)
_MAX_JOB_SECONDS = 50.0  # of the host's clock, so that a worker's own limit doesn't end it
_MAX_REPORT_CHARS, _MAX_PICTURE_CHARS = 2**20, 2**16
SECTION = "own"
Tell = Callable[[str], None]
_NO_FAULT = "It isn't your fault, and it doesn't count."


def _tell_nobody(text: str) -> None:
    """What the checks print is nobody's business but their author's."""


def grade(job: Job, *, worker: str = "", cells: ExitStack | None = None, tell: Tell = _tell_nobody) -> Report:
    """Grade a submission by the exercise that came with it. Always returns a report and never raises.

    Args:
        cells: closes the learner's last cell, perhaps after the report was sent.
        tell: gets what the checks printed, with the tracebacks of their own errors. It is for their author: a learner
            could read expected values in it.
    """
    if cells is None:
        with ExitStack() as cells:
            return grade(job, worker=worker, cells=cells, tell=tell)
    try:
        return _grade(job, worker, cells, tell)
    except ForeignJudgeError as error:
        _LOG.warning("the exercise %s can't grade: %s", job.exercise, error)
        message = f"This exercise's own checks failed: {error}. {_NO_FAULT}"
    except MissingPackagesError as error:
        _LOG.error("%s", error)
        message = f"This runner lacks the packages of the exercise's course. {_NO_FAULT}"
    except SandboxUnavailable as error:
        _LOG.error("no sandbox: %s", error)
        message = f"This runner has no working sandbox, so nothing was run. {_NO_FAULT}"
    except CellError:
        _LOG.exception("cell lost while grading %s", job.submission)
        message = f"The sandbox was lost during grading. {_NO_FAULT}"
    except Exception:
        _LOG.exception("grading %s of %s failed", job.submission, job.exercise)
        message = f"The grader itself failed. {_NO_FAULT}"
    return _stamped(Report(submission="", attempt="", verdict=Verdict.INTERNAL, message=message), job, worker)


def _grade(job: Job, worker: str, cells: ExitStack, tell: Tell) -> Report:
    exercise, packages = _read(job), _packages(job)
    doctor.require_fit()
    if weak_mode.is_requested():
        raise SandboxUnavailable("a stranger's checks run in the real sandbox only", "unset the weak mode")
    if job.mode is Mode.RUN:
        make_cell = partial(_open_bounded_cell, packages)
        return grading.grade(job, worker=worker, exercise=exercise, cells=cells, make_cell=make_cell)
    if reason := source_problem(job.source) or call_problem(job.call):
        report = Report(submission="", attempt="", verdict=Verdict.REFUSED, message=reason)
        return _stamped(report, job, worker)
    try:
        return _stamped(_judge(job, exercise.spec, packages, cells, tell), job, worker)
    except StaleJudgeError as error:
        _LOG.info("a kept judge of %s is replaced: %s", job.exercise, error)
        return _stamped(_judge(job, exercise.spec, packages, cells, tell), job, worker)


def _read(job: Job) -> CatalogExercise:
    """The exercise, of which only the head and the digest are read.

    Raises:
        ForeignJudgeError: these aren't the files of a version with this digest, or nobody may grade by them.
    """
    if not _SLUG.fullmatch(job.exercise) or exercise_files_digest(job.files) != job.digest:
        raise ForeignJudgeError("the job names another exercise than it brings along")
    return _head(job.exercise, tuple(sorted(job.files.items())))


@lru_cache(maxsize=64)
def _head(slug: str, files: tuple[tuple[str, str], ...]) -> CatalogExercise:
    """The exercise of these files. Its folder is gone again. Raises ForeignJudgeError."""
    with tempfile.TemporaryDirectory() as root:
        exercise = CatalogExercise(Path(root, SECTION, slug))
        try:
            write_exercise_files(dict(files), exercise.folder)
            spec, _ = exercise.spec, exercise.digest  # both are kept once they were read
            bounded(spec.limits)
        except (OSError, ValueError) as error:
            raise ForeignJudgeError(str(error).replace(f"{exercise.folder}/", "")) from error
    if spec.device is Device.GPU or spec.needs:
        raise ForeignJudgeError("it needs a GPU or Triton, which only exercises of the catalogue can have")
    return exercise


def _packages(job: Job) -> Path | None:
    """The packages of its course. Raises ForeignJudgeError, MissingPackagesError."""
    try:
        return packages_of(job.files)
    except RequirementsError as error:
        raise ForeignJudgeError(f"{REQUIREMENTS_FILE}, line {error.line}: {error}") from error


def _open_bounded_cell(packages: Path | None, limits: Limits, *, device: Device) -> LearnerCell:
    return open_cell(bounded(limits), packages=packages)


def _judge(job: Job, spec: Spec, packages: Path | None, cells: ExitStack, tell: Tell) -> Report:
    """Carry values between the two cells until the judge has a report.

    Raises:
        ForeignJudgeError: it has none. CellError: it was lost.
    """
    inside = replace(job, submission="", attempt="", source="", files={})  # a stranger needs none of these
    with judges.judge_of(job.exercise, job.digest, job.files, packages) as judge:
        deadline = time.monotonic() + _MAX_JOB_SECONDS
        side = LearnerSide(job.source, spec, cells, packages)
        try:
            message = judge.begin_job(json.dumps(inside.to_json()))
            while message[0] != "report":
                if time.monotonic() > deadline:
                    raise ForeignJudgeError(f"they took more than {_MAX_JOB_SECONDS:g} seconds")
                message = judge.go_on(side.answer(message))
        finally:
            tell(judge.read_output())
        report = _read_report(message)
        if report.verdict is Verdict.INTERNAL and not side.has_lost_cell:
            raise ForeignJudgeError("they raised an exception of their own")
        return report


def _read_report(message: tuple[Any, ...]) -> Report:
    """The judge's report, each part of its own type and bounded. Raises ForeignJudgeError."""
    try:
        (_, text) = message
        if len(text) > _MAX_REPORT_CHARS:
            raise ForeignJudgeError("their report is too long")
        report = Report.from_json(json.loads(text))
        checks = tuple(map(_bounded_check, report.checks[:MAX_CHECKS]))
        verdicts = {check.verdict for check in checks}
        if Verdict.RAN in {report.verdict, *verdicts} or (report.has_passed and verdicts != {Verdict.PASSED}):
            raise ForeignJudgeError("their report contradicts itself")
        mistake = report.mistake
        return Report(
            submission="",
            attempt="",
            verdict=report.verdict,
            message=clean(report.message, MAX_MESSAGE_CHARS),
            checks=checks,
            mistake=mistake
            and Mistake(*(clean(part, MAX_MESSAGE_CHARS) for part in (mistake.name, mistake.message, mistake.fix))),
            output=clean(report.output, MAX_OUTPUT_CHARS),
            line=int(report.line),
            phases={str(name)[:40]: float(ms) for name, ms in list(report.phases.items())[:16]},
        )
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        raise ForeignJudgeError("their report can't be read") from error


def _bounded_check(check: CheckReport) -> CheckReport:
    picture = check.picture
    if picture is not None and len(json.dumps(picture)) > _MAX_PICTURE_CHARS:
        picture = None
    return CheckReport(
        name=clean(check.name, 80),
        title=clean(check.title, 240),
        verdict=check.verdict,
        message=clean(check.message, MAX_MESSAGE_CHARS),
        detail={clean(name, 40): clean(text, MAX_OUTPUT_CHARS) for name, text in list(check.detail.items())[:8]},
        picture=picture,
        output=clean(check.output, MAX_OUTPUT_CHARS),
        ms=float(check.ms),
    )


def _stamped(report: Report, job: Job, worker: str) -> Report:
    """The report with everything that the host knows by itself."""
    return replace(
        report, submission=job.submission, attempt=job.attempt, digest=job.digest, worker=worker, device=CPU_NAME,
        versions=versions(),
    )  # fmt: skip
