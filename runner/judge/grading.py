"""One job from source to report. The learner's code runs in a cell; everything here is ours and trusted.

Whose fault an ending is stays strict: what the cell says of the learner's code is the learner's; what our checks,
our folder or our sandbox do wrong is ``internal`` and costs the learner nothing.
"""

from __future__ import annotations

import logging
import math
import secrets
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from runner.build import versions
from runner.catalog import CatalogExercise, UnknownExercise, find, missing_need
from runner.judge import compilation, error_messages, figures, formatting, mistakes, repetition, seeding
from runner.judge.check_decorator import Check, CheckFailure
from runner.judge.check_runs import VALUE_ERRORS, CheckRun, TooExpensiveError, judge
from runner.judge.limits import Budget
from runner.judge.proxy import Call, Learner
from runner.protocol import (
    CPU_NAME,
    MAX_MESSAGE_CHARS,
    MAX_OUTPUT_CHARS,
    Cells,
    CheckReport,
    Device,
    Job,
    Limits,
    Mistake,
    Mode,
    Need,
    Report,
    Verdict,
    call_problem,
    source_problem,
)
from runner.sandbox.errors import CellError, LearnerError, SandboxUnavailable
from runner.sandbox.interface import LearnerCell
from runner.sandbox.text import clean

_LOG = logging.getLogger(__name__)
_MIN_SECONDS = 0.1  # for the last cell of a run that has used up its time
_COMPARABLE = {Verdict.PASSED, Verdict.FAILED, Verdict.ERROR}  # of checks whose values a mistake of ours can give
_OURS = "It's our fault, and it doesn't count."


_Runs = tuple[list[CheckRun], list[CheckReport]]


class OpenCell(Protocol):
    """Makes a new cell. Raises CellError: it can't."""

    def __call__(self, limits: Limits, *, device: Device) -> LearnerCell: ...


def open_cell(limits: Limits, *, device: Device) -> LearnerCell:
    """A new cell of this host. Raises CellError."""
    from runner.sandbox import factory  # a judge that is in a cell itself has no such module

    return factory.open_cell(limits, device=device)


@dataclass(slots=True, kw_only=True)
class _Session:
    """The state of a job until its report is written."""

    job: Job
    worker: str
    cells: ExitStack
    device: Device
    make_cell: OpenCell
    device_name: str = CPU_NAME
    cell: LearnerCell | None = None
    cell_s: float = 0.0  # for how long its cells were open
    opened_at: float | None = None  # the cell that is open now
    started_at: float = field(default_factory=time.perf_counter)
    phases: dict[str, float] = field(default_factory=dict)
    output: str = ""
    figures: tuple[dict[str, Any], ...] = ()
    line: int = 0
    weak: bool = False
    budget: Budget = field(init=False)

    def begin(self) -> None:
        """Forget a run that was lost. What the checks import is in memory by now, so the budget does not count it."""
        self.budget = Budget()
        self.phases = {"cell": 0.0, "source": 0.0, "calls": 0.0}
        self.output, self.figures, self.line = "", (), 0
        self.cell_s, self.opened_at = 0.0, None

    def open_cell(self, limits: Limits) -> LearnerCell:
        """A fresh cell; the one before it is ended."""
        self.end_cell()
        self.cells.close()
        asked_at = time.perf_counter()
        limits = replace(limits, wall_s=min(limits.wall_s, max(_MIN_SECONDS, self.allowed_s(limits) - self.cell_s)))
        cell = self.cells.enter_context(self.make_cell(limits, device=self.device))
        self.phases["cell"] += _ms_since(asked_at)
        self.opened_at = time.perf_counter()
        self.weak |= cell.is_weak
        self.device_name = cell.device_name
        self.cell = cell
        return cell

    def allowed_s(self, limits: Limits) -> float:
        """Return how long all cells together may be open: by the job, and on a GPU by the exercise."""
        by_job_s = math.inf if self.job.wall_s is None else self.job.wall_s
        return min(by_job_s, limits.gpu_s) if self.device is Device.GPU else by_job_s

    def end_cell(self) -> None:
        """Count the time since the cell was ready. Waiting for a card and overwriting its memory cost nothing."""
        if self.opened_at is not None:
            self.cell_s += time.perf_counter() - self.opened_at
            self.opened_at = None

    @property
    def gpu_s(self) -> float:
        return self.cell_s if self.device is Device.GPU else 0.0

    def load(self, cell: LearnerCell, forbidden: Sequence[str]) -> None:
        """Run the source in a fresh cell. What it prints is told once, however many cells there are."""
        loading_at = time.perf_counter()
        try:
            cell.load(self.job.source, forbidden, figures=self.job.mode is Mode.RUN)
        finally:
            self.phases["source"] += _ms_since(loading_at)
            self.output = cell.read_output()[:MAX_OUTPUT_CHARS] or self.output

    def report(
        self,
        verdict: Verdict,
        message: str,
        checks: Sequence[CheckReport] = (),
        mistake: Mistake | None = None,
        exercise: CatalogExercise | None = None,
    ) -> Report:
        self.end_cell()
        self.phases["total"] = _ms_since(self.started_at)
        measured_ms = sum(self.phases.get(name, 0.0) for name in ("cell", "source", "calls"))
        self.phases["judge"] = max(0.0, self.phases["total"] - measured_ms)
        return Report(
            submission=self.job.submission,
            attempt=self.job.attempt,
            verdict=verdict,
            message=clean(message, MAX_MESSAGE_CHARS),
            checks=tuple(checks),
            mistake=mistake,
            output=self.output,
            figures=self.figures,
            line=self.line,
            device=self.device_name,
            gpu_s=0.0 if verdict is Verdict.INTERNAL else round(self.gpu_s, 3),
            digest=exercise.digest if exercise else self.job.digest,
            worker=self.worker,
            weak=self.weak,
            versions=versions(),
            phases={name: round(ms, 3) for name, ms in self.phases.items()},
        )


def grade(
    job: Job,
    *,
    worker: str = "",
    exercise: CatalogExercise | None = None,
    cells: ExitStack | None = None,
    device: Device = Device.CPU,
    make_cell: OpenCell | None = None,
) -> Report:
    """Grade one submission. Always returns a report and never raises.

    Args:
        exercise: the folder to judge by; looked up in the catalogue if omitted.
        cells: closes the last cell, perhaps after the report was sent. Without it, the cell has ended on return.
        device: what the code runs on. With GPU, each cell leases a card.
        make_cell: where a learner's cell comes from (default: this host).
    """
    if cells is None:
        with ExitStack() as cells:
            return grade(job, worker=worker, exercise=exercise, cells=cells, device=device, make_cell=make_cell)
    session = _Session(job=job, worker=worker, cells=cells, device=device, make_cell=make_cell or open_cell)
    try:
        return _grade(session, exercise or find(job.exercise, job.digest))
    except UnknownExercise:
        return session.report(Verdict.INTERNAL, f"This runner has no exercise {job.exercise}. {_OURS}")
    except SandboxUnavailable as error:
        _LOG.error("no sandbox: %s", error)
        return session.report(Verdict.INTERNAL, f"This runner has no working sandbox, so nothing was run. {_OURS}")
    except CellError:
        _LOG.exception("cell lost while grading %s", job.submission)
        return session.report(Verdict.INTERNAL, f"The sandbox was lost during grading. {_OURS}")
    except Exception:
        _LOG.exception("judge broke while grading %s of %s", job.submission, job.exercise)
        return session.report(Verdict.INTERNAL, f"The grader itself failed. {_OURS}")


def _grade(session: _Session, exercise: CatalogExercise) -> Report:
    """Grade with this version of the exercise, once more if a cell was lost. Raises CellError."""
    job = session.job
    if exercise.digest != job.digest:
        return session.report(
            Verdict.INTERNAL,
            f"This runner has another version of {job.exercise}: {exercise.digest}, not {job.digest}. {_OURS}",
        )
    if need := missing_need(exercise.spec):
        return session.report(Verdict.INTERNAL, f"{need}. {_OURS}")
    if reason := source_problem(job.source) or call_problem(job.call):
        return session.report(Verdict.REFUSED, reason, exercise=exercise)
    try:
        return _grade_in_cells(session, exercise)
    except SandboxUnavailable:
        raise
    except CellError as error:
        _LOG.warning("a cell was lost while grading %s, so it is graded once more: %s", job.submission, error)
        return _grade_in_cells(session, exercise)


def _grade_in_cells(session: _Session, exercise: CatalogExercise) -> Report:
    session.begin()
    if session.job.mode is Mode.RUN:
        return _run_call(session, exercise)
    checks = [check for check in exercise.checks if check.example or session.job.mode is Mode.SUBMIT]
    run_checks = _in_a_cell_each if exercise.spec.cells is Cells.CHECK else _in_one_cell
    try:
        runs, reports = run_checks(session, exercise, checks)
    except LearnerError as error:
        session.line = error.line or 0
        if error.verdict is Verdict.REFUSED:
            return session.report(error.verdict, error.message, exercise=exercise)
        message = f"{error_messages.sentence(error, exercise.signatures, exercise.packages)} No check was run."
        return session.report(error.verdict, message, [_not_run(check, error) for check in checks], exercise=exercise)
    if session.job.mode is Mode.SUBMIT and all(run.verdict is Verdict.PASSED for run in runs):
        reports += _compile(session, exercise)
    session.phases["calls"] = sum(call.ms for run in runs for call in run.learner.calls)
    first_error = next((run.ending for run in runs if run.verdict is not Verdict.PASSED), None)
    session.line = (isinstance(first_error, LearnerError) and first_error.line) or 0
    mistake = _recognise(exercise, runs, session)
    return session.report(*_sum_up(session.job.mode, reports, mistake), reports, mistake, exercise)


def _run_call(session: _Session, exercise: CatalogExercise) -> Report:
    """Run the learner's own call after their file, without a check. Text and figures come back."""
    cell = session.open_cell(exercise.spec.limits)
    running_at = None
    try:
        session.load(cell, exercise.spec.forbidden)
        running_at = time.perf_counter()
        session.figures = figures.read(cell.run(session.job.call))
    except LearnerError as error:
        session.line = error.line or 0
        message = error.message if error.verdict is Verdict.REFUSED else error_messages.run_sentence(error)
        verdict = error.verdict
    else:
        verdict, message = Verdict.RAN, "Your code ran."
    if running_at is not None:
        session.phases["calls"] = _ms_since(running_at)
        session.output = (session.output + cell.read_output())[:MAX_OUTPUT_CHARS]
    return session.report(verdict, message, exercise=exercise)


def _in_one_cell(session: _Session, exercise: CatalogExercise, checks: Sequence[Check]) -> _Runs:
    """Every check in its order, for as long as the cell lives. Raises LearnerError where the source does not run."""
    secret = secrets.randbits(64)
    runs: list[CheckRun] = []
    reports: list[CheckReport] = []
    dead: LearnerError | TooExpensiveError | None = None
    cell = session.open_cell(exercise.spec.limits)
    session.load(cell, exercise.spec.forbidden)
    with session.budget:
        for check in checks:
            if dead is not None:
                reports.append(_not_run(check, dead))
                continue
            run = judge(exercise, check, cell, secret, session.budget)
            runs.append(run)
            reports.append(describe(run, exercise, cell.read_output(), session.budget))
            if isinstance(run.ending, TooExpensiveError) or (
                not cell.is_alive and isinstance(run.ending, LearnerError)
            ):
                dead = run.ending
    return runs, reports


def _in_a_cell_each(session: _Session, exercise: CatalogExercise, checks: Sequence[Check]) -> _Runs:
    """Every check, whatever became of the one before. Raises LearnerError where the source does not run at first."""
    secret = secrets.randbits(64)
    runs: list[CheckRun] = []
    reports: list[CheckReport] = []
    for check in checks:
        if runs and isinstance(runs[-1].ending, TooExpensiveError):
            reports += [_not_run(check_left, runs[-1].ending) for check_left in checks[len(runs) :]]
            break
        cell = session.open_cell(exercise.spec.limits)
        try:
            session.load(cell, exercise.spec.forbidden)
            with session.budget:
                run = judge(exercise, check, cell, secret, session.budget)
        except LearnerError as error:  # of the load: play keeps a call's
            if not runs:
                raise
            seed, learner = seeding.seed_of(secret, check.name), Learner(cell, exercise.spec.entry)
            run = CheckRun(check=check, seed=seed, learner=learner, ending=error, ms=0.0)
        runs.append(run)
        with session.budget:
            reports.append(describe(run, exercise, cell.read_output(), session.budget))
    return runs, reports


def describe(
    run: CheckRun, exercise: CatalogExercise, output: str, budget: Budget, arguments: str | None = None
) -> CheckReport:
    """Report a check that was run to the learner.

    Args:
        arguments: those of the last call as text, if the caller has it.
    """
    detail: dict[str, str] = {}
    message, picture = "", run.learner.picture
    if run.ending is not None and run.learner.calls:
        detail["input"] = show_arguments(run.learner.calls[-1], exercise, budget) if arguments is None else arguments
    if isinstance(run.ending, LearnerError):
        message = error_messages.sentence(run.ending, exercise.signatures, exercise.packages)
        detail["yours"] = error_messages.trace(run.ending)
    if isinstance(run.ending, CheckFailure):
        message = run.ending.message
        detail |= run.ending.detail
        picture = run.ending.picture or picture
    return CheckReport(
        name=run.check.name,
        title=run.check.title,
        verdict=run.verdict,
        message=clean(message, MAX_MESSAGE_CHARS),
        detail={
            key: clean(detail[key], MAX_OUTPUT_CHARS)
            for key in ("input", "yours", "expected", "difference")
            if detail.get(key)
        },
        picture=picture,
        output=output[:MAX_OUTPUT_CHARS],
        ms=round(run.ms, 3),
    )


def show_arguments(call: Call, exercise: CatalogExercise, budget: Budget) -> str:
    """The call's arguments as text. They may hold what an earlier call returned."""
    try:
        with budget.spend():
            return formatting.call(call.name, call.args, call.kwargs, exercise.parameters.get(call.name, ()))
    except VALUE_ERRORS:
        _LOG.warning("the arguments of %s in %s could not be shown", call.name, exercise.slug)
        return ""


def _not_run(check: Check, ending: LearnerError | TooExpensiveError) -> CheckReport:
    """Report a check that never came to its turn, with the verdict that ended the run."""
    verdict, message = Verdict.FAILED, "Not run: an earlier check took too much time or memory."
    if isinstance(ending, LearnerError):
        verdict, message = ending.verdict, "Not run: your code had already stopped."
    return CheckReport(name=check.name, title=check.title, verdict=verdict, message=message)


def _compile(session: _Session, exercise: CatalogExercise) -> list[CheckReport]:
    """One more check of an exercise about kernels, where no card has compiled them."""
    if Need.TRITON not in exercise.spec.needs or session.device is Device.GPU or session.cell is None:
        return []
    check = compilation.report(session.cell)
    return [check] if check else []


def _recognise(exercise: CatalogExercise, runs: Sequence[CheckRun], session: _Session) -> Mistake | None:
    """The mistake that explains the first check that does not hold.

    Checks go from simple to subtle. A later one, failing because an earlier one does, looks like any mistake's.
    """
    first = next((run for run in runs if run.verdict is not Verdict.PASSED), None)
    if exercise.spec.device is Device.GPU:
        return None  # our mistakes would run on the card, in this process
    if first is None or first.verdict not in {Verdict.FAILED, Verdict.ERROR} or not first.learner.calls:
        return None  # without a call, any mistake of ours fails as the learner's code does
    passed_checks = {run.check.name for run in runs if run.ending is None}
    other_runs = [run for run in runs if run is not first and run.verdict in _COMPARABLE and run.learner.calls]
    budget = session.budget
    try:
        with budget, budget.spend(budget.seconds):
            return (
                mistakes.classic_mistake(exercise, first, passed_checks, other_runs)
                or (session.cell and repetition.mistake(exercise, first.learner.calls, session.cell))
                or mistakes.general_mistake(exercise, first, other_runs)
            )
    except VALUE_ERRORS as error:
        _LOG.warning("no mistake was looked for in %s: %s", exercise.slug, type(error).__name__)
        return None


def _sum_up(mode: Mode, checks: Sequence[CheckReport], mistake: Mistake | None) -> tuple[Verdict, str]:
    """The verdict of the whole and its one sentence, the recognised mistake first."""
    wrong = [check for check in checks if check.verdict is not Verdict.PASSED]
    n = len(checks)
    if not wrong and mode is Mode.TRY:
        return Verdict.PASSED, "The worked example passed. Submit to run every check on new inputs."
    if not wrong:
        return Verdict.PASSED, f"All {n} checks passed." if n > 1 else "The check passed."
    sentence = mistake.message if mistake else wrong[0].message
    passed_count = n - len(wrong)
    return wrong[0].verdict, f"{passed_count} of {n} check{'s' if n != 1 else ''} passed. {sentence}"


def _ms_since(started_at: float) -> float:
    return (time.perf_counter() - started_at) * 1000
