"""The rows that `bench.load` measures with: a copy of a site's rows is a site of its own."""

from dataclasses import dataclass

import pytest

from accounts.models import User
from bench import growth
from cohorts.cohort.models import Cohort, Membership
from exercises.models import CheckResult, Exercise, Submission
from progress.hours.models import StudyEntry
from progress.topic.models import TopicMark
from tests.roadmap_rows import insert_curriculum

pytestmark = [pytest.mark.django_db, pytest.mark.service]

TIMES = 10


@dataclass(frozen=True, slots=True)
class Grown:
    """A small site: its rows once and ten times, and one of its learners."""

    once: dict[str, int]
    in_the_end: dict[str, int]
    learner: User


@pytest.fixture(scope="module")
def grown(module_db: None) -> Grown:
    insert_curriculum()
    Exercise.objects.create(uid="plain", slug="plain", title="Plain", section="x", minutes=5, stars=3)
    before = _counts()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(growth, "COHORTS", 2)
        patch.setattr(growth, "LEARNERS_EACH", 3)
        learners, _ = growth.add_people()
    once = _added(before)
    growth.grow(1, 4)
    growth.grow(4, TIMES)
    return Grown(once, _added(before), learners[0])


def _counts() -> dict[str, int]:
    models = (User, Cohort, Membership, StudyEntry, TopicMark, Submission, CheckResult)
    return {model.__name__: model._default_manager.count() for model in models}


def _added(before: dict[str, int]) -> dict[str, int]:
    return {name: count - before[name] for name, count in _counts().items()}


def test_ten_times_the_rows_are_ten_times_the_rows(grown: Grown) -> None:
    assert grown.in_the_end == {name: TIMES * count for name, count in grown.once.items()}


def test_a_copied_learner_has_the_work_of_the_original_in_a_cohort_of_their_own(grown: Grown) -> None:
    copy = User.objects.get(email=f"{grown.learner.email}-{TIMES - 1}")
    for person in (grown.learner, copy):
        assert person.study_entries.count() == growth.ENTRIES
        assert person.submissions.count() == growth.SUBMISSIONS
        assert CheckResult.objects.filter(submission__learner=person).count() == growth.SUBMISSIONS * growth.CHECKS
    [cohort] = Cohort.objects.joined_by(copy)
    assert cohort.slug.endswith(f"-{TIMES - 1}")
    assert cohort.memberships.count() == 3 + 1


def test_rows_that_are_added_afterwards_get_keys_of_their_own(grown: Grown) -> None:
    entry = StudyEntry.objects.create(learner=grown.learner, kind="coding", minutes=5, day="2026-11-27")
    assert StudyEntry.objects.filter(pk=entry.pk).count() == 1
