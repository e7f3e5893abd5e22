"""Count how often a learner whose values equal a mutant's would be told the mistake."""

from __future__ import annotations

import random

from runner.catalog import CatalogExercise
from runner.judge.check_runs import CheckRun
from runner.judge.mistakes import recognise

MAX_TRIALS = 10  # of an exercise


class FailureSample:
    """A few of an exercise's failed checks, each as likely as the others: Vitter's algorithm R (1985).

    All of them would be millions of values, and one pass of the garbage collector through those takes as long as a
    mutant may.
    """

    def __init__(self, exercise: CatalogExercise) -> None:
        self._exercise = exercise
        self._rng = random.Random(exercise.slug)  # noqa: S311 - the same sample each time
        self._seen_count = 0
        self._failures: list[CheckRun] = []

    def add(self, failure: CheckRun) -> None:
        self._seen_count += 1
        position = self._rng.randrange(self._seen_count)
        if len(self._failures) < MAX_TRIALS:
            self._failures.append(failure)
        elif position < MAX_TRIALS:
            self._failures[position] = failure

    def count_namings(self) -> tuple[int, int]:
        """Look for the mistake behind each. Returns how many were tried, and how many were named."""
        namings = (recognise(self._exercise, run.check, run.seed, run.learner.calls) for run in self._failures)
        return len(self._failures), sum(mistake is not None for mistake in namings)
