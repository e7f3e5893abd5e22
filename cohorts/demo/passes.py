"""Passes of the exercises of the topics that a demo learner finished, so that their proof fits their marks.

To grade hundreds of solutions would take minutes. An exercise is live once its audit has graded the shipped solution,
so these passes name the audit as their worker. They have no checks, because the audit keeps no times.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from math import ceil

from accounts.models import User
from cohorts.demo.study import evening_of
from curriculum.models import Topic
from exercises.grading.catalogue_runs import CatalogueRun, catalogue_source
from exercises.models import DeviceChoice, Exercise, Submission, VerdictChoice
from progress.roadmap.roadmaps import curriculum

AUDIT = "audit"


def pass_exercises(
    learner: User, days: Mapping[Topic, Sequence[date]], *, share: float, without: Collection[str]
) -> None:
    """Pass this share of each topic's exercises on the days spent on it, but none of those in ``without``, by slug."""
    chosen: dict[int, date] = {}
    for topic, study_days in days.items():
        pks = _exercises_of(topic, without)
        rest = [pk for pk in pks if pk not in chosen][: ceil(share * len(pks)) - sum(pk in chosen for pk in pks)]
        for number, pk in enumerate(rest):
            chosen[pk] = study_days[number * len(study_days) // len(rest)]
    exercises = Exercise.objects.without_texts().filter(device=DeviceChoice.CPU).in_bulk(chosen)
    Submission.objects.bulk_create(_passes(learner, chosen, exercises))


def _exercises_of(topic: Topic, without: Collection[str]) -> list[int]:
    return [row.pk for row in curriculum().exercises.get(topic.pk, ()) if row.slug not in without]


def _passes(learner: User, chosen: Mapping[int, date], exercises: Mapping[int, Exercise]) -> Iterator[Submission]:
    for pk, day in chosen.items():
        exercise = exercises.get(pk)
        source = catalogue_source(CatalogueRun(exercise.slug, "solution")) if exercise else ""
        if exercise and source:
            at = evening_of(learner, day)
            yield Submission(
                exercise=exercise, learner=learner, source=source, state=Submission.State.DONE,
                verdict=VerdictChoice.PASSED, digest=exercise.digest, worker=AUDIT,
                created_at=at, sent_at=at, graded_at=at + timedelta(seconds=1),
            )  # fmt: skip
