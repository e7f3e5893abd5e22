"""The audit of an exercise that a job brings along, at the level *checked*.

It grades what the folder holds, as a learner's submission each: the solution passes whatever is drawn, the starter and
the partial solution don't, alternatives pass, and each mistake fails and gets its own name. No line of the folder runs
outside a cell. Mutants and odd values, which the level *proven* adds, are for ``python -m runner audit`` on a computer
of the exercise's author.
"""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from runner.audit.result import ExerciseAudit, Progress, show_nothing
from runner.foreign import judges
from runner.foreign.grading import SECTION, grade
from runner.packages.errors import MissingPackagesError
from runner.packages.sets import packages_of
from runner.protocol import (
    REQUIREMENTS_FILE,
    AuditJob,
    AuditLevel,
    Job,
    Report,
    RequirementsError,
    Verdict,
    exercise_files_digest,
    write_exercise_files,
)
from runner.protocol.mistakes import KnownMistake, read_mistakes

DRAWS = 5  # for which correct code must pass
_PLACE = re.compile(r'File "/tmp/catalog/[^"]*?/([\w.]+)", line (\d+)')
_ERROR = re.compile(r"^(?:\w+\.)*\w*(?:Error|Exception|Iteration|Interrupt|Exit)\b.*$", re.MULTILINE)
_REQUIRED_FILES = ("exercise.md", "starter.py", "solution.py", "checks.py")


@dataclass(frozen=True, kw_only=True)
class _Trial:
    """One file of the folder, graded as a submission."""

    file: str
    source: str
    is_right: bool
    mistake: KnownMistake | None = None


def audit_files(job: AuditJob, progress: Progress = show_nothing) -> ExerciseAudit:
    """What is wrong with the exercise, in words for its author. ``fault`` is what failed on this host."""
    started_at = time.perf_counter()
    audit = ExerciseAudit(slug=job.exercise, level=AuditLevel.CHECKED, digest=job.digest)
    try:
        trials = list(_trials(job, audit))
        for number, trial in enumerate(trials):
            progress(trial.file, number, len(trials))
            told: list[str] = []
            report = grade(_submission(job, trial.source), tell=told.append)
            if report.verdict is Verdict.INTERNAL:
                audit.problems.append(f"{trial.file} can't be graded. {_own_error(told) or report.message}")
                break  # each trial would end in the same way, after as long
            _judge(audit, trial, report)
    finally:
        judges.close_all()
    audit.seconds = time.perf_counter() - started_at
    return audit


def _trials(job: AuditJob, audit: ExerciseAudit) -> Iterator[_Trial]:
    """What to grade. What can't be read is a problem."""
    files = job.files
    if exercise_files_digest(files) != job.digest:
        audit.fault = "The job names another version than it brings along."
        return
    try:
        packages_of(files)
    except MissingPackagesError as error:
        audit.fault = f"{error}."
        return
    except RequirementsError as error:
        audit.problems.append(f"{REQUIREMENTS_FILE}, line {error.line}: {error}")
        return
    if missing := [name for name in _REQUIRED_FILES if name not in files]:
        audit.problems.append(f"{missing[0]} is missing")
        return
    mistakes: tuple[KnownMistake, ...] = ()
    with tempfile.TemporaryDirectory() as root:
        folder = Path(root, SECTION, job.exercise)
        try:
            write_exercise_files(files, folder)
            mistakes = read_mistakes(folder)
        except (OSError, RecursionError, SyntaxError, ValueError) as error:
            audit.problems += str(error).replace(f"{folder}/", "").replace(f"{folder.name}/", "").splitlines()
    if not mistakes:
        audit.add_once(["mistakes.toml names no mistake: add one that a learner would make"])
    audit.mistakes = len(mistakes)
    yield from (_Trial(file="solution.py", source=files["solution.py"], is_right=True) for _ in range(DRAWS))
    for name in sorted(files):
        if name.startswith("alternatives/"):
            yield _Trial(file=name, source=files[name], is_right=True)
    for name in ("starter.py", "partial_solution.py"):
        if name in files:
            yield _Trial(file=name, source=files[name], is_right=False)
    for mistake in mistakes:
        yield _Trial(file=mistake.location, source=mistake.source, is_right=False, mistake=mistake)


def _submission(job: AuditJob, source: str) -> Job:
    return Job(
        submission="audit", attempt="audit", exercise=job.exercise, digest=job.digest, source=source, files=job.files
    )


def _judge(audit: ExerciseAudit, trial: _Trial, report: Report) -> None:
    """Count the trial, and add what is wrong with it."""
    audit.draws += trial.is_right
    audit.typical_ms = max(audit.typical_ms, report.phases.get("total", 0.0)) if trial.is_right else audit.typical_ms
    if trial.is_right:
        if not report.has_passed:
            audit.add_once([f"{trial.file} is right and doesn't pass: {report.message}"])
    elif report.has_passed:
        audit.add_once([f"{trial.file} passes every check"])
    elif trial.mistake:
        _judge_mistake(audit, trial.mistake, report)


def _judge_mistake(audit: ExerciseAudit, mistake: KnownMistake, report: Report) -> None:
    failed = [check.name for check in report.checks if check.verdict is not Verdict.PASSED]
    if mistake.check not in failed:
        advice = f'It fails {", ".join(failed)}: write check = "{failed[0]}"' if failed else report.message
        audit.add_once([f"{mistake.location}: it passes the check {mistake.check}. {advice}"])
    elif report.mistake is None or report.mistake.name != mistake.name:
        told = f"“{report.mistake.message}”" if report.mistake else f"only that: {report.message}"
        audit.add_once([f"{mistake.location}: a learner who makes it is told {told}"])
    else:
        audit.recognitions += 1


def _own_error(told: Sequence[str]) -> str:
    """Where a file of the exercise raised an error of its own, as "checks.py, line 3: NameError: …"; empty if nowhere.

    ``told``: what the judge wrote, with its tracebacks.
    """
    text = "\n".join(told)
    places = _PLACE.findall(text)
    errors = _ERROR.findall(text)
    if not (places and errors):
        return ""
    name, line = places[-1]
    return f"{name}, line {line}: {errors[-1]}"
