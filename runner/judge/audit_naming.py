"""How often a learner whose values equal a mutant's would be told the mistake."""

from __future__ import annotations

import random
from collections.abc import Sequence

from runner.catalog import CatalogExercise
from runner.judge.check_runs import CheckRun
from runner.judge.mistakes import recognise

MAX_TRIALS = 10  # of an exercise


def count_namings(exercise: CatalogExercise, failures: Sequence[CheckRun]) -> tuple[int, int]:
    """Look for the mistake behind a sample of failed checks. Returns how many were tried, and how many were named."""
    rng = random.Random(exercise.slug)  # noqa: S311 - the same sample each time
    sample = rng.sample(failures, min(MAX_TRIALS, len(failures)))
    return len(sample), sum(recognise(exercise, run.check, run.seed, run.learner.calls) is not None for run in sample)
