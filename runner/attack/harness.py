"""Run attacks against the real judge and the real sandbox, on exercises of the suite's own, with planted secrets.

After every submission the same invariants are checked:

* I1 it passes only if every value is right, compared here and not by the judge;
* I2 it ends within its limit and some grace;
* I3 nothing is left behind: no process, descriptor, thread, mount, cgroup, file or System V object;
* I4 the judge is alive and its memory is bounded;
* I5 the next honest submission passes in its usual time;
* I6 the report contains no secret, no path of the host and no control character;
* I7 the learner's fault is never reported as ours, nor ours as theirs.
"""

from __future__ import annotations

import importlib
import json
import logging
import os
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from runner import hardware
from runner.attack import invariants
from runner.attack.report_checks import BREACH, deviations, excerpt, leaks, wrong_value
from runner.attack.threat import FOLDER, Expectation, Threat, ThreatCode
from runner.catalog import CatalogExercise, missing_need
from runner.judge import seeding
from runner.judge.check_decorator import Check
from runner.judge.grading import grade
from runner.judge.proxy import Call, Learner
from runner.protocol import Device, Job, Mode, Report, Verdict
from runner.sandbox.supervisor import SOCKET, Supervisor

COLD, WARM = "cold", "warm"  # cells made from nothing, and those that a daemon has ready, which learners get

_REPOSITORY = Path(__file__).resolve().parent.parent.parent
_CATALOG = FOLDER / "catalog" / "siege"
_GRACE_SECONDS = 3.0
_HONEST = 5.0  # an honest submission may take this many times what it took before
_HONEST_GRACE_SECONDS = 3.0
_MAX_REPORT_BYTES = 256 * 1024
_WARM_CELLS = 4


class UnfitError(RuntimeError):
    """Nothing can be attacked here: not even an honest submission is graded."""


@dataclass(slots=True, kw_only=True)
class AttackRun:
    """One submission with its report and the transcript of its calls."""

    source: str
    report: Report
    seconds: float
    limit_s: float
    exercise: CatalogExercise
    calls: list[Call]
    seeds: set[int]

    @property
    def breach(self) -> str:
        """The breach, or the reason why the code did not pass; empty if it passed and breached nothing."""
        report = self.report
        if BREACH in report.output or not report.has_passed:
            return f"{report.verdict}: {report.message} {report.output}"
        return ""


@dataclass(slots=True, kw_only=True)
class RunOutcome:
    """The outcome of one submission of a threat.

    Attributes:
        violations: the invariants that it broke.
        deviations: how it ended otherwise than the threat's head says.
        made_cold: the cells that no daemon had ready, the next honest submission's included.
    """

    verdict: str
    ms: float
    name: str = ""
    violations: list[str] = field(default_factory=list)
    deviations: list[str] = field(default_factory=list)
    made_cold: int = 0


@contextmanager
def open_harness(cells: str | None = None) -> Iterator[AttackHarness]:
    """Plant the secrets and use a temporary folder of our own, so that every file left behind is seen.

    Args:
        cells: :data:`COLD`, or :data:`WARM` with a daemon of its own. Without, warm if a daemon starts here.

    Raises:
        UnfitError: this host cannot grade, or not in such cells; ``python -m runner doctor`` says why.
    """
    former_tempdir, environment = tempfile.tempdir, dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="descent-attack-") as folder, ExitStack() as stack:
        tempfile.tempdir = os.environ["TMPDIR"] = folder
        os.environ["DESCENT_CANARY"] = _canary("environment")
        Path(folder, "canary").write_text(_canary("file"))
        invariants.adopt_orphans()
        try:
            yield AttackHarness(_supply(cells, stack))
        finally:
            tempfile.tempdir = former_tempdir
            os.environ.clear()
            os.environ.update(environment)


def _supply(cells: str | None, stack: ExitStack) -> str:
    """Start a daemon if cells shall be warm; returns :data:`COLD` or :data:`WARM`."""
    os.environ.pop(SOCKET, None)
    if cells == COLD:
        return COLD
    supervisor = stack.enter_context(Supervisor(cells=_WARM_CELLS))
    if supervisor.wait():
        os.environ[SOCKET] = supervisor.socket
        return WARM
    if cells == WARM:
        raise UnfitError("No daemon has warm cells here.")
    supervisor.close()
    return COLD


def missing_requirement(threat: Threat) -> str:
    """Return what this host lacks to run the threat; empty if nothing."""
    if threat.device is Device.GPU:
        try:
            hardware.require_cards()
        except hardware.HardwareError as error:
            return f"this host has no GPU: {error.reason}"
    return missing_need(CatalogExercise(_CATALOG / threat.exercise).spec)


def _preload_kernels() -> None:
    """Import what the judge needs for kernels, as a worker does when it starts, so that it counts for no threat."""
    exercise = CatalogExercise(_CATALOG / "kernel")
    if not missing_need(exercise.spec):
        importlib.import_module("torch")
        _ = exercise.parameters


def _canary(source: str) -> str:
    return f"descent-canary-{source}-{secrets.token_hex(4)}"


class _ColdCellCounter(logging.Handler):
    """Counts the cells that no daemon had ready; the factory of the cells logs each."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.count = 0
        logging.getLogger("runner.sandbox.factory").addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        self.count += 1


class AttackHarness:
    """Grades hostile sources and checks the invariants, in cells that are :data:`COLD` or :data:`WARM`."""

    def __init__(self, cells: str) -> None:
        self.cells = cells
        self.secret = _canary("memory")
        self._cold_cells = _ColdCellCounter()
        _preload_kernels()
        for _ in range(2):  # the first is slower: it also makes what is made once per process
            honest = self.grade(self._honest("double"))
        if not honest.report.has_passed:
            raise UnfitError(f"An honest submission does not pass before any attack: {honest.report.message}")
        if self.made_cold:
            raise UnfitError("The daemon's cells are not lent.")
        self._baseline_s = honest.seconds
        self._baseline = invariants.settled_snapshot()

    @property
    def made_cold(self) -> int:
        """The number of cells so far that the daemon did not have ready."""
        return self._cold_cells.count

    def grade(
        self,
        source: str,
        exercise: str = "double",
        mode: Mode = Mode.SUBMIT,
        limits: Mapping[str, Any] | None = None,
        device: Device = Device.CPU,
        call: str = "",
    ) -> AttackRun:
        """Grade one source for real, and record its calls and seeds."""
        calls: list[Call] = []
        seeds: set[int] = set()
        recording = _observed_exercise(exercise, limits or {}, calls, seeds)
        job = Job(
            submission="attack",
            attempt=secrets.token_hex(4),
            exercise=exercise,
            digest=recording.digest,
            source=source,
            mode=mode,
            call=call,
        )
        started_at = time.monotonic()
        report = grade(job, worker="attack", exercise=recording, device=device)
        seconds = time.monotonic() - started_at
        return AttackRun(
            source=source, report=report, seconds=seconds, limit_s=recording.spec.limits.wall_s, exercise=recording,
            calls=calls, seeds=seeds,
        )  # fmt: skip

    def run(self, threat: Threat, only_first: bool = False) -> list[RunOutcome]:
        """Run every submission of a threat, or its script, and check the invariants after each."""
        attack: Callable[[AttackHarness], str] | None = getattr(threat.module, "attack", None)
        if attack is not None:
            return [self._run_script(attack, threat.device)]
        submissions = threat.submissions[:1] if only_first and not threat.together else threat.submissions
        return [self._run_code(threat, submission) for submission in submissions]

    def _run_code(self, threat: Threat, code: ThreatCode) -> RunOutcome:
        made_cold, before = self.made_cold, self._snapshot()
        attempt = self.grade(code.source, threat.exercise, threat.mode, threat.limits, threat.device, threat.call)
        effects, honest_s = self._after_effects(before, threat.exercise, threat.device)
        return RunOutcome(
            name=code.name,
            verdict=attempt.report.verdict.value,
            ms=attempt.seconds * 1000,
            violations=[*self._violations(attempt, code.expected, max(honest_s, self._baseline_s)), *effects],
            deviations=list(deviations(attempt, code.expected)),
            made_cold=self.made_cold - made_cold,
        )

    def _run_script(self, attack: Callable[[AttackHarness], str], device: Device) -> RunOutcome:
        made_cold, before = self.made_cold, self._snapshot()
        started_at = time.monotonic()
        breach = attack(self)
        ms = (time.monotonic() - started_at) * 1000
        violations = [*([breach] if breach else []), *self._after_effects(before, "double", device)[0]]
        return RunOutcome(verdict="script", ms=ms, violations=violations, made_cold=self.made_cold - made_cold)

    def _snapshot(self) -> invariants.HostSnapshot:
        invariants.reset_peak_memory()
        return invariants.snapshot().at_least(self._baseline)

    def _after_effects(self, before: invariants.HostSnapshot, exercise: str, device: Device) -> tuple[list[str], float]:
        """The invariants broken after an attack, and how long the next honest submission took on the same device."""
        violations = [f"I3/I4: {leftover}" for leftover in invariants.leftovers(before)]
        honest = self.grade(self._honest(exercise), exercise, device=device)
        if not honest.report.has_passed:
            violations.append(f"I5: the next honest submission is {honest.report.verdict}: {honest.report.message}")
        elif device is Device.CPU and honest.seconds > self._baseline_s * _HONEST + _HONEST_GRACE_SECONDS:
            violations.append(
                f"I5: the next honest submission took {honest.seconds:.1f} s instead of {self._baseline_s:.1f} s"
            )
        return violations, honest.seconds

    def _violations(self, attempt: AttackRun, expected: Expectation, honest_s: float) -> Iterator[str]:
        """``honest_s``: what an honest submission takes now. The host may be busier than at the start."""
        report = attempt.report
        if report.verdict is Verdict.PASSED and (mistake := wrong_value(attempt)):
            yield f"I1: it passed, and {mistake}"
        limit_s = (expected.max_wall_s or attempt.limit_s) + _GRACE_SECONDS + _HONEST * honest_s
        if attempt.seconds > limit_s:
            yield f"I2: it took {attempt.seconds:.1f} s; {limit_s:.1f} s are allowed"
        if report.verdict is Verdict.INTERNAL and Verdict.INTERNAL not in expected.verdict:
            yield f"I7: the learner's fault is reported as ours: {report.message}"
        yield from (f"I6: {leak}" for leak in leaks(attempt))
        report_json = json.dumps(report.to_json())
        if BREACH in report_json:
            yield f"it says {excerpt(report_json, BREACH)}"
        if len(report_json) > _MAX_REPORT_BYTES:
            yield f"I4: its report takes {len(report_json) // 1024} KiB"

    def _honest(self, exercise: str) -> str:
        return (_CATALOG / exercise / "solution.py").read_text(encoding="utf-8")


def _observed_exercise(slug: str, limits: Mapping[str, Any], calls: list[Call], seeds: set[int]) -> CatalogExercise:
    """The exercise, with checks that record their calls and their secret seed."""
    exercise = CatalogExercise(_CATALOG / slug)
    spec = exercise.spec
    checks = tuple(replace(check, body=_observe(check, calls, seeds)) for check in exercise.checks)
    exercise.__dict__["spec"] = replace(spec, limits=replace(spec.limits, **limits))
    exercise.__dict__["checks"] = checks
    return exercise


def _observe(check: Check, calls: list[Call], seeds: set[int]) -> Callable[[Learner, np.random.Generator], None]:
    def body(learner: Learner, rng: np.random.Generator) -> None:
        seeds.add(seeding.secret_of(rng))
        try:
            check.body(learner, rng)
        finally:
            calls.extend(learner.calls)

    return body
