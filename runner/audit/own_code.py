"""Our own code in a learner's place: right, wrong and mutated, one check after another."""

from __future__ import annotations

import math
import secrets
from collections.abc import Callable, Iterator
from itertools import repeat
from pathlib import Path
from types import ModuleType

from runner.catalog import CatalogExercise
from runner.judge.check_runs import CheckRun, judge, play
from runner.judge.grading import grade
from runner.judge.limits import Budget, time_limit
from runner.judge.players import InProcessPlayer
from runner.judge.proxy import Player
from runner.protocol import Cells, Device, Job, Report

TimeLimits = dict[str, float]  # seconds of computing, by the names of the checks


def right_code(exercise: CatalogExercise) -> Iterator[tuple[str, Path]]:
    """Solution and alternatives by their names within the folder."""
    for path in (exercise.folder / "solution.py", *exercise.alternatives):
        yield path.relative_to(exercise.folder).as_posix(), path


def own_code(exercise: CatalogExercise, module: Callable[[], ModuleType]) -> Iterator[Player]:
    """Our own code for one check after another, loaded again where a learner's would be."""
    while exercise.spec.cells is Cells.CHECK:
        yield InProcessPlayer(module())
    yield from repeat(InProcessPlayer(module()))


def play_until_failure(
    exercise: CatalogExercise, players: Iterator[Player], limits: TimeLimits | None = None
) -> Iterator[CheckRun]:
    """The checks of one submission in their order, on fresh inputs, up to and including the first that fails."""
    secret = secrets.randbits(64)
    for check, player in zip(exercise.checks, players, strict=False):
        with time_limit(limits[check.name] if limits else math.inf):
            run = play(check, player, exercise.spec.entry, secret)
        yield run
        if run.ending is not None:
            return


def judge_until_failure(exercise: CatalogExercise, players: Iterator[Player]) -> Iterator[CheckRun]:
    """The same as a submission is judged: a check that can't work with a value has failed."""
    secret = secrets.randbits(64)
    budget = Budget()
    for check, player in zip(exercise.checks, players, strict=False):
        with budget:
            run = judge(exercise, check, player, secret, budget)
        yield run
        if run.ending is not None:
            return


def grade_in_cells(exercise: CatalogExercise, text: str) -> Report:
    job = Job(submission="audit", attempt="audit", exercise=exercise.slug, digest=exercise.digest, source=text)
    return grade(job, exercise=exercise, device=device_of(exercise))


def device_of(exercise: CatalogExercise) -> Device:
    """The CPU for all that can run there, also on a host with a card."""
    return Device.GPU if exercise.spec.device is Device.GPU else Device.CPU
