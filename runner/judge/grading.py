"""One job from source to report. The learner's code runs in a cell; everything here is ours and trusted.

Whose fault an ending is stays strict: what the cell says of the learner's code is the learner's; what our checks,
our folder or our sandbox do wrong is ``internal`` and costs the learner nothing.
"""

from __future__ import annotations

import logging
import platform
import secrets
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version

import numpy as np

from runner.catalog import Exercise, UnknownExercise, find
from runner.judge import blame, draws, mistakes, show, source
from runner.judge.checking import Check, CheckFailed
from runner.judge.proxy import Learner, Player
from runner.protocol import (
    MAX_MESSAGE_CHARS,
    MAX_OUTPUT_CHARS,
    Cells,
    CheckReport,
    Device,
    Job,
    Limits,
    Mistake,
    Mode,
    Report,
    Verdict,
)
from runner.sandbox.cell import Cell, CellError, LearnerError, SandboxUnavailable, open_cell
from runner.sandbox.text import clean

_LOG = logging.getLogger(__name__)
_OURS = "This is our fault, not yours, and costs you nothing."


@dataclass(slots=True)
class Played:
    """A check that was run: what it asked, and how it ended (None when it holds)."""

    check: Check
    seed: bytes
    learner: Learner
    ending: CheckFailed | LearnerError | None
    ms: float

    @property
    def verdict(self) -> Verdict:
        if self.ending is None:
            return Verdict.PASSED
        return self.ending.verdict if isinstance(self.ending, LearnerError) else Verdict.FAILED


_Run = tuple[list[Played], list[CheckReport]]


@dataclass(slots=True)
class _Session:
    """What a job gathers on its way to a report."""

    job: Job
    worker: str
    cells: ExitStack
    started: float = field(default_factory=time.perf_counter)
    phases: dict[str, float] = field(default_factory=dict)
    output: str = ""
    weak: bool = False

    def begin(self) -> None:
        """Forget a run that was lost."""
        self.phases = {"cell": 0.0, "source": 0.0, "calls": 0.0}
        self.output = ""

    def open_cell(self, limits: Limits) -> Cell:
        """A fresh cell; the one before it is ended."""
        self.cells.close()
        opened = time.perf_counter()
        cell = self.cells.enter_context(open_cell(limits))
        self.phases["cell"] += _since(opened)
        self.weak |= cell.is_weak
        return cell

    def load(self, cell: Cell, forbidden: Sequence[str]) -> None:
        """Run the source in a fresh cell. What it prints is told once, however many cells there are."""
        loading = time.perf_counter()
        try:
            cell.load(self.job.source, forbidden)
        finally:
            self.phases["source"] += _since(loading)
            self.output = cell.take_output()[:MAX_OUTPUT_CHARS] or self.output

    def report(
        self,
        verdict: Verdict,
        message: str,
        checks: Sequence[CheckReport] = (),
        mistake: Mistake | None = None,
        exercise: Exercise | None = None,
    ) -> Report:
        self.phases["total"] = _since(self.started)
        known = sum(self.phases.get(name, 0.0) for name in ("cell", "source", "calls"))
        self.phases["judge"] = max(0.0, self.phases["total"] - known)
        return Report(
            submission=self.job.submission,
            attempt=self.job.attempt,
            verdict=verdict,
            message=clean(message, MAX_MESSAGE_CHARS),
            checks=tuple(checks),
            mistake=mistake,
            output=self.output,
            device=Device.CPU.value,
            digest=exercise.digest if exercise else self.job.digest,
            worker=self.worker,
            weak=self.weak,
            versions=dict(_versions()),
            phases={name: round(ms, 3) for name, ms in self.phases.items()},
        )


def grade(job: Job, *, worker: str = "", exercise: Exercise | None = None, cells: ExitStack | None = None) -> Report:
    """Judge one submission. Always returns a report; raises nothing.

    Args:
        exercise: the folder to judge by, where the caller has it; it is looked up in the catalogue otherwise.
        cells: ends the last cell when the caller closes it, which may be after the report is on its way: to end a
            cell takes this process about a tenth of what a verdict does. Without it, the cell has ended on return.
    """
    if cells is None:
        with ExitStack() as cells:
            return grade(job, worker=worker, exercise=exercise, cells=cells)
    session = _Session(job, worker, cells)
    try:
        exercise = exercise or find(job.exercise, job.digest)
        if exercise.digest != job.digest:
            return session.report(
                Verdict.INTERNAL,
                f"This runner holds another version of {job.exercise}: {exercise.digest}, not {job.digest}. {_OURS}",
            )
        if reason := source.refusal(job.source):
            return session.report(Verdict.REFUSED, reason, exercise=exercise)
        try:
            return _grade_in_cells(session, exercise)
        except SandboxUnavailable:
            raise
        except CellError as error:
            _LOG.warning("a cell was lost while grading %s, so it is graded once more: %s", job.submission, error)
            return _grade_in_cells(session, exercise)
    except UnknownExercise:
        return session.report(Verdict.INTERNAL, f"This runner has no exercise {job.exercise}. {_OURS}")
    except SandboxUnavailable as error:
        _LOG.error("no sandbox: %s", error)
        return session.report(Verdict.INTERNAL, f"This runner has no closed sandbox, so nothing was run. {_OURS}")
    except CellError:
        _LOG.exception("cell lost while grading %s", job.submission)
        return session.report(Verdict.INTERNAL, f"The sandbox was lost on the way. {_OURS}")
    except Exception:
        _LOG.exception("judge broke while grading %s of %s", job.submission, job.exercise)
        return session.report(Verdict.INTERNAL, f"The grader itself went wrong. {_OURS}")


def play(check: Check, player: Player, entry: tuple[str, ...], secret: int) -> Played:
    """Run one check against whoever plays the learner. Exceptions of the check's own pass through."""
    seed = draws.seed_of(secret, check.name)
    learner = Learner(player, entry)
    started = time.perf_counter()
    ending: CheckFailed | LearnerError | None = None
    try:
        with np.errstate(all="ignore"):  # a learner's value may be anything
            check.body(learner, draws.stream(seed))
    except (CheckFailed, LearnerError) as error:
        ending = error
    return Played(check, seed, learner, ending, _since(started))


def _grade_in_cells(session: _Session, exercise: Exercise) -> Report:
    session.begin()
    checks = [check for check in exercise.checks if check.example or session.job.mode is Mode.SUBMIT]
    run = _in_a_cell_each if exercise.spec.cells is Cells.CHECK else _in_one_cell
    try:
        played, reports = run(session, exercise, checks)
    except LearnerError as error:
        if error.verdict is Verdict.REFUSED:
            return session.report(error.verdict, error.message, exercise=exercise)
        message = f"{blame.sentence(error, exercise.signatures)} No check was run."
        return session.report(error.verdict, message, [_not_run(check, error) for check in checks], exercise=exercise)
    session.phases["calls"] = sum(call.ms for one in played for call in one.learner.calls)
    mistake = _recognise(exercise, played)
    return session.report(*_sum_up(session.job.mode, reports, mistake), reports, mistake, exercise)


def _in_one_cell(session: _Session, exercise: Exercise, checks: Sequence[Check]) -> _Run:
    """Every check in its order, for as long as the cell lives. Raises LearnerError where the source does not run."""
    secret = secrets.randbits(64)
    played: list[Played] = []
    reports: list[CheckReport] = []
    dead: LearnerError | None = None
    cell = session.open_cell(exercise.spec.limits)
    session.load(cell, exercise.spec.forbidden)
    for check in checks:
        if dead is not None:
            reports.append(_not_run(check, dead))
            continue
        one = play(check, cell, exercise.spec.entry, secret)
        played.append(one)
        reports.append(_describe(one, exercise, cell.take_output()))
        if not cell.alive and isinstance(one.ending, LearnerError):
            dead = one.ending
    return played, reports


def _in_a_cell_each(session: _Session, exercise: Exercise, checks: Sequence[Check]) -> _Run:
    """Every check, whatever became of the one before. Raises LearnerError where the source does not run at first."""
    secret = secrets.randbits(64)
    played: list[Played] = []
    reports: list[CheckReport] = []
    for check in checks:
        cell = session.open_cell(exercise.spec.limits)
        try:
            session.load(cell, exercise.spec.forbidden)
            one = play(check, cell, exercise.spec.entry, secret)
        except LearnerError as error:  # of the load: play keeps a call's
            if not played:
                raise
            one = Played(check, draws.seed_of(secret, check.name), Learner(cell, exercise.spec.entry), error, 0.0)
        played.append(one)
        reports.append(_describe(one, exercise, cell.take_output()))
    return played, reports


def _describe(one: Played, exercise: Exercise, output: str) -> CheckReport:
    detail: dict[str, str] = {}
    message, picture = "", one.learner.picture
    if one.ending is not None and one.learner.calls:
        call = one.learner.calls[-1]
        detail["input"] = show.call(call.name, call.args, call.kwargs, exercise.parameters.get(call.name, ()))
    if isinstance(one.ending, LearnerError):
        message = blame.sentence(one.ending, exercise.signatures)
        detail["yours"] = blame.trace(one.ending)
    if isinstance(one.ending, CheckFailed):
        message = one.ending.message
        detail |= one.ending.detail
        picture = one.ending.picture or picture
    return CheckReport(
        name=one.check.name,
        title=one.check.title,
        verdict=one.verdict,
        message=clean(message, MAX_MESSAGE_CHARS),
        detail={
            key: clean(detail[key], MAX_OUTPUT_CHARS)
            for key in ("input", "yours", "expected", "difference")
            if detail.get(key)
        },
        picture=picture,
        output=output[:MAX_OUTPUT_CHARS],
        ms=round(one.ms, 3),
    )


def _not_run(check: Check, error: LearnerError) -> CheckReport:
    """A check that never came to its turn carries the verdict that ended the run, and says so."""
    return CheckReport(check.name, check.title, error.verdict, "Not run: your code had ended before this check.")


def _recognise(exercise: Exercise, played: Sequence[Played]) -> Mistake | None:
    """The mistake that explains the first check that does not hold.

    Checks go from simple to subtle. A later one, failing because an earlier one does, looks like any mistake's.
    """
    first = next((one for one in played if one.verdict is not Verdict.PASSED), None)
    if first is None or first.verdict not in {Verdict.FAILED, Verdict.ERROR}:
        return None
    passed = {one.check.name for one in played if one.ending is None}
    return mistakes.recognise(exercise, first.check, first.seed, first.learner.calls, passed)


def _sum_up(mode: Mode, checks: Sequence[CheckReport], mistake: Mistake | None) -> tuple[Verdict, str]:
    """The verdict of the whole and its one sentence, the recognised mistake first."""
    wrong = [check for check in checks if check.verdict is not Verdict.PASSED]
    n = len(checks)
    plural = "s" if n != 1 else ""
    if not wrong and mode is Mode.TRY:
        return Verdict.PASSED, "The worked example holds. Submit to be judged on inputs drawn for you."
    if not wrong:
        return Verdict.PASSED, f"All {n} checks hold."
    said = mistake.message if mistake else wrong[0].message
    holding = n - len(wrong)
    return wrong[0].verdict, f"Not yet: {holding} of {n} check{plural} hold{'s' if holding == 1 else ''}. {said}"


@cache
def _versions() -> tuple[tuple[str, str], ...]:
    return (("python", platform.python_version()), ("numpy", version("numpy")), ("torch", version("torch")))


def _since(started: float) -> float:
    return (time.perf_counter() - started) * 1000
