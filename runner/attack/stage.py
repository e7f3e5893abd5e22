"""Where an attack is played: the real judge and the real sandbox, on an exercise of our own, with secrets to find.

After every submission the invariants of docs/security.md are looked at, in the same way for all:

* I1 it passes only where every value is right, by another reckoning than the judge's;
* I2 it ends within its limit and some grace;
* I3 nothing is left of it: process, descriptor, thread, mount, cgroup, file, System V object;
* I4 the judge lives and its memory is bounded;
* I5 the next honest submission passes in its usual time;
* I6 the report holds no secret, no path of the host, no control character;
* I7 what the learner did is never called our fault, nor ours theirs.
"""

from __future__ import annotations

import copy
import json
import logging
import os
import re
import secrets
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from runner.attack import aftermath
from runner.attack.threat import FOLDER, Expectation, Threat
from runner.catalog import Exercise, load_module
from runner.judge import draws
from runner.judge.checking import Check
from runner.judge.grading import grade
from runner.judge.proxy import Call, Learner
from runner.protocol import Device, Job, Mode, Report, Verdict
from runner.sandbox.frames import Tensor
from runner.sandbox.keeper import SOCKET, Keeper

BREACH = "BREACH"  # what hostile code prints or returns when it got what it wanted
OTHERWISE = "OTHERWISE"  # and when it was stopped, but not as its file says
CANARY = re.compile(r"descent-canary-\w+-[0-9a-f]{8}")
COLD, WARM = "cold", "warm"  # cells made from nothing, and those a daemon has ready, which learners meet

_REPOSITORY = Path(__file__).resolve().parent.parent.parent
_CATALOG = FOLDER / "catalog" / "siege"
_GRACE_S = 3.0
_HONEST = 5.0  # an honest submission may take this many times what it took before
_HONEST_S = 3.0
_REPORT_BYTES = 256 * 1024
_READY_CELLS = 4
_GPU = "/dev/nvidiactl"


class UnfitError(RuntimeError):
    """Nothing can be attacked here: not even an honest submission is graded."""


@dataclass(slots=True)
class Attempt:
    """One submission as it was graded, and what every call of it came to."""

    source: str
    report: Report
    seconds: float
    limit_s: float
    exercise: Exercise
    calls: list[Call]
    seeds: set[int]


@dataclass(slots=True)
class Outcome:
    """How one submission of a threat went. ``broken`` are invariants, ``unexpected`` what the threat's head denies.

    ``made_cold`` counts the cells, the next honest submission's among them, that no daemon had ready.
    """

    name: str
    verdict: str
    ms: float
    broken: list[str] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)
    made_cold: int = 0


@contextmanager
def stage(cells: str | None = None) -> Iterator[Stage]:
    """A stage with its secrets planted and a temporary folder of its own, so that every file left is seen.

    Args:
        cells: :data:`COLD`, or :data:`WARM` with a daemon of its own; without, warm where a daemon can be had.

    Raises:
        UnfitError: this host does not grade at all, or not in such cells; ``python -m runner doctor`` says why.
    """
    kept, environment = tempfile.tempdir, dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="descent-attack-") as folder, ExitStack() as stack:
        tempfile.tempdir = os.environ["TMPDIR"] = folder
        os.environ["DESCENT_CANARY"] = _canary("environment")
        Path(folder, "canary").write_text(_canary("file"))
        aftermath.adopt_orphans()
        try:
            yield Stage(_supply(cells, stack))
        finally:
            tempfile.tempdir = kept
            os.environ.clear()
            os.environ.update(environment)


def _supply(cells: str | None, stack: ExitStack) -> str:
    """Let cells come from where they shall, and say where that is."""
    os.environ.pop(SOCKET, None)
    if cells == COLD:
        return COLD
    keeper = stack.enter_context(Keeper(cells=_READY_CELLS))
    if keeper.wait():
        os.environ[SOCKET] = keeper.socket
        return WARM
    if cells == WARM:
        raise UnfitError("No daemon has ready cells here.")
    keeper.close()
    return COLD


def missing(threat: Threat) -> str:
    """What this host lacks for the threat to be played; empty where it lacks nothing."""
    if threat.device is Device.GPU and not os.path.exists(_GPU):
        return f"this host has no GPU ({_GPU} is not there)"
    return ""


def _canary(place: str) -> str:
    return f"descent-canary-{place}-{secrets.token_hex(4)}"


class _MadeCold(logging.Handler):
    """Counts the cells that were to be lent and were made cold instead; the door to the cells logs each."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.count = 0
        logging.getLogger("runner.sandbox.cell").addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        self.count += 1


class Stage:
    """Grades hostile sources and looks at what becomes of them, in cells that are :data:`COLD` or :data:`WARM`."""

    def __init__(self, cells: str) -> None:
        self.cells = cells
        self.secret = _canary("memory")
        self._made_cold = _MadeCold()
        for _ in range(2):  # the first also pays for what is made once per process
            honest = self.grade(self._honest("double"))
        if not honest.report.passed:
            raise UnfitError(f"An honest submission does not pass before any attack: {honest.report.message}")
        if self.made_cold:
            raise UnfitError("The daemon's cells are not lent.")
        self._usual_s = honest.seconds
        self._usual = aftermath.look_when_calm()

    @property
    def made_cold(self) -> int:
        """How many cells so far the daemon did not have ready."""
        return self._made_cold.count

    def grade(
        self,
        source: str,
        exercise: str = "double",
        mode: Mode = Mode.SUBMIT,
        limits: Mapping[str, Any] | None = None,
    ) -> Attempt:
        """Grade one source for real, with a witness at the judge's elbow."""
        calls: list[Call] = []
        seeds: set[int] = set()
        watched = _watched(exercise, limits or {}, calls, seeds)
        job = Job("attack", secrets.token_hex(4), exercise, watched.digest, source, mode)
        started = time.monotonic()
        report = grade(job, worker="attack", exercise=watched)
        seconds = time.monotonic() - started
        return Attempt(source, report, seconds, watched.spec.limits.wall_s, watched, calls, seeds)

    def play(self, threat: Threat, only_first: bool = False) -> list[Outcome]:
        """Every submission of a threat, or what it does here by itself, with the invariants after each."""
        attack: Callable[[Stage], str] | None = getattr(threat.module, "attack", None)
        if attack is not None:
            return [self._let(attack)]
        submissions = threat.submissions[:1] if only_first and not threat.together else threat.submissions
        outcomes = []
        for one in submissions:
            cold, before = self.made_cold, self._quiet()
            attempt = self.grade(one.source, threat.exercise, threat.mode, threat.limits)
            verdict, ms = attempt.report.verdict.value, attempt.seconds * 1000
            broken = [*self._broken(attempt, one.expected), *self._aftermath(before, threat.exercise)]
            unexpected = list(_unexpected(attempt, one.expected))
            outcomes.append(Outcome(one.name, verdict, ms, broken, unexpected, self.made_cold - cold))
        return outcomes

    def _let(self, attack: Callable[[Stage], str]) -> Outcome:
        cold, before = self.made_cold, self._quiet()
        started = time.monotonic()
        succeeded = attack(self)
        ms = (time.monotonic() - started) * 1000
        broken = [*([succeeded] if succeeded else []), *self._aftermath(before, "double")]
        return Outcome("", "staged", ms, broken, made_cold=self.made_cold - cold)

    def _quiet(self) -> aftermath.Traces:
        aftermath.forget_peak()
        return aftermath.look().at_least(self._usual)

    def _aftermath(self, before: aftermath.Traces, exercise: str) -> Iterator[str]:
        yield from (f"I3/I4: {left}" for left in aftermath.left_since(before))
        honest = self.grade(self._honest(exercise), exercise)
        if not honest.report.passed:
            yield f"I5: the next honest submission is {honest.report.verdict}: {honest.report.message}"
        elif honest.seconds > self._usual_s * _HONEST + _HONEST_S:
            yield f"I5: the next honest submission took {honest.seconds:.1f} s instead of {self._usual_s:.1f} s"

    def _broken(self, attempt: Attempt, expected: Expectation) -> Iterator[str]:
        report = attempt.report
        if report.verdict is Verdict.PASSED and (mistake := wrong(attempt)):
            yield f"I1: it passed, and {mistake}"
        allowed = (expected.max_wall_s or attempt.limit_s) + _GRACE_S + _HONEST * self._usual_s
        if attempt.seconds > allowed:
            yield f"I2: it took {attempt.seconds:.1f} s; {allowed:.1f} s are allowed"
        if report.verdict is Verdict.INTERNAL and Verdict.INTERNAL not in expected.verdict:
            yield f"I7: what the learner did is called our fault: {report.message}"
        yield from (f"I6: {leak}" for leak in leaks(attempt))
        told = json.dumps(report.to_json())
        if BREACH in told:
            yield f"it says {_around(told, BREACH)}"
        if len(told) > _REPORT_BYTES:
            yield f"I4: its report takes {len(told) // 1024} KiB"

    def _honest(self, exercise: str) -> str:
        return (_CATALOG / exercise / "solution.py").read_text(encoding="utf-8")


def _watched(slug: str, limits: Mapping[str, Any], calls: list[Call], seeds: set[int]) -> Exercise:
    """The exercise with every check watched: its calls and its secret seed are written down."""
    exercise = Exercise(_CATALOG / slug)
    spec = exercise.spec
    checks = tuple(replace(check, body=_watch(check, calls, seeds)) for check in exercise.checks)
    exercise.__dict__["spec"] = replace(spec, limits=replace(spec.limits, **limits))
    exercise.__dict__["checks"] = checks
    return exercise


def _watch(check: Check, calls: list[Call], seeds: set[int]) -> Callable[[Learner, np.random.Generator], None]:
    def body(learner: Learner, rng: np.random.Generator) -> None:
        seeds.add(draws.secret_of(rng))
        try:
            check.body(learner, rng)
        finally:
            calls.extend(learner.calls)

    return body


def wrong(attempt: Attempt) -> str:
    """What is wrong with the values of a submission that passed, by our solution; empty where they are right."""
    solution = load_module(attempt.exercise.folder / "solution.py")
    if not attempt.calls:
        return "no function of it was ever called"
    for call in attempt.calls:
        right = getattr(solution, call.name)(*copy.deepcopy(call.args), **copy.deepcopy(call.kwargs))
        for value in call.value if call.times else [call.value]:
            if not _same(value, right):
                return f"{call.name} gave {value!r:.80}, not {right!r:.80}"
    return ""


def _same(value: Any, right: Any) -> bool:
    if type(value) is not type(right):
        return False
    if isinstance(right, Tensor):
        return value.dtype == right.dtype and _same(value.array, right.array)
    if isinstance(right, np.ndarray):
        return value.dtype == right.dtype and value.shape == right.shape and np.allclose(value, right, 1e-9, 1e-300)
    return bool(value == right)


def leaks(attempt: Attempt) -> Iterator[str]:
    """Secrets, paths of the host and raw control characters in a report that a learner will read."""
    for text in _texts(attempt.report.to_json()):
        if found := CANARY.search(text):
            yield f"the report holds the secret {found[0]}"
        for path in _host_paths():
            if path in text and path not in attempt.source:
                yield f"the report holds a path of this host: {_around(text, path)}"
        if any(str(seed) in text for seed in attempt.seeds):
            yield "the report holds the submission's seed"
        raw = [char for char in text if char not in "\n\t" and unicodedata.category(char) in {"Cc", "Cf", "Cs"}]
        if raw:
            yield f"the report holds the raw character {raw[0]!r}"


def _host_paths() -> set[str]:
    paths = {str(_REPOSITORY), sys.prefix, sys.base_prefix, str(Path.home()), tempfile.gettempdir(), "/cell/harness"}
    return {path for path in paths if path.count("/") > 1 and not path.startswith("/usr")}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield str(key)
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)


def _unexpected(attempt: Attempt, expected: Expectation) -> Iterator[str]:
    report = attempt.report
    if report.verdict not in expected.verdict:
        yield f"{report.verdict} instead of {' or '.join(expected.verdict)}: {report.message[:300]}"
    said = "\n".join([report.message, *(check.message for check in report.checks)])
    if expected.message and not re.search(expected.message, said):
        yield f"the message is not {expected.message!r}: {said[:300]}"
    printed = "\n".join([report.output, *(check.output for check in report.checks)])
    if expected.output and not re.search(expected.output, printed):
        yield f"it printed not {expected.output!r}: {printed[:300]!r}"
    if OTHERWISE in printed:
        yield f"it says {_around(printed, OTHERWISE)}"


def _around(text: str, word: str) -> str:
    at = text.index(word)
    return repr(text[max(0, at - 40) : at + 80])
