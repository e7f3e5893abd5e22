"""Pages show signed-off criteria apart from proven and claimed ones."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.grid.choice import GridChoice
from cohorts.grid.queries import Grid, cohort_grid
from cohorts.grid.rules import CellState
from cohorts.sign_offs.models import SignOff, SignOffState
from cohorts.tests.sign_offs import EXPLAIN, ask, decide
from curriculum.models import Criterion, Topic
from progress.checkpoints.models import CriterionMark
from progress.checkpoints.rules import Status
from progress.roadmap.roadmaps import curriculum
from progress.topic.models import MarkState, TopicMark

ClientOf = Callable[[User], Client]
ONE_SIGNED_OFF = f"1 {Status.SIGNED_OFF.word}"
CHECKPOINT = "/checkpoints/phase-4-checkpoint/"
pytestmark = pytest.mark.usefixtures("roadmap")


@pytest.fixture
def approval(ada: User, emmy: User) -> SignOff:
    sign_off = ask(ada)
    decide(emmy, sign_off)
    return sign_off


def grid_of(cohort: Cohort) -> Grid:
    return cohort_grid(cohort, now=timezone.now())


def lines_of(grid: Grid, phase: int = 4) -> tuple[str, ...]:
    return grid.rows[0].cells[phase - 1].lines


def test_the_learner_reads_it_on_each_page_of_the_checkpoint(ada: User, approval: SignOff, client_of: ClientOf) -> None:
    client = client_of(ada)
    for address in (CHECKPOINT, "/checkpoints/", "/roadmap/phases/4/"):
        assert ONE_SIGNED_OFF in client.get(address).text, address
    assert Status.SIGNED_OFF.label in client.get(CHECKPOINT).text


def test_a_mentor_reads_it_in_the_grid_and_on_the_learners_page(
    ada: User, emmy: User, spring: Cohort, approval: SignOff, client_of: ClientOf
) -> None:
    assert any(ONE_SIGNED_OFF in line for line in lines_of(grid_of(spring)))
    client = client_of(emmy)
    for address in (f"/cohorts/spring/learners/{ada.uid}/", f"/cohorts/spring/learners/{ada.uid}/evidence/?phase=4"):
        assert ONE_SIGNED_OFF in client.get(address).text, address


def test_a_phase_is_signed_off_where_every_criterion_is(ada: User, emmy: User, spring: Cohort) -> None:
    criteria = Criterion.objects.filter(checkpoint__phase__number=4)
    criteria.exclude(uid=EXPLAIN).update(retired=True)
    for topic in Topic.objects.filter(pk__in=curriculum().phase_topics[criteria[0].checkpoint.phase_id]):
        TopicMark.objects.create(learner=ada, topic=topic, state=MarkState.DONE)
    sign_off = ask(ada)
    assert grid_of(spring).rows[0].cells[3].state == CellState.CLAIMED
    decide(emmy, sign_off)
    assert grid_of(spring).rows[0].cells[3].state == CellState.SIGNED_OFF


def test_only_the_newest_decision_of_the_newest_request_counts(
    ada: User, emmy: User, spring: Cohort, approval: SignOff
) -> None:
    decide(emmy, approval, SignOffState.REVOKED, "Not after all.")
    assert not any(Status.SIGNED_OFF.word in line for line in lines_of(grid_of(spring)))
    decide(emmy, ask(ada))
    assert any(ONE_SIGNED_OFF in line for line in lines_of(grid_of(spring)))


def test_the_learners_not_yet_stands(ada: User, spring: Cohort, approval: SignOff, client_of: ClientOf) -> None:
    CriterionMark.objects.update(answer="not_yet")
    assert not any(Status.SIGNED_OFF.word in line for line in lines_of(grid_of(spring)))
    assert ONE_SIGNED_OFF not in client_of(ada).get(CHECKPOINT).text


def test_mentors_of_another_cohort_see_a_claim(ada: User, carl: User, approval: SignOff) -> None:
    winter = Cohort.objects.create(slug="winter", title="Winter", started_on="2026-06-01")
    Membership.objects.create(cohort=winter, user=carl, role=CohortRole.MENTOR)
    Membership.objects.create(cohort=winter, user=ada, role=CohortRole.LEARNER)
    lines = lines_of(cohort_grid(winter, GridChoice(), reader=carl, now=timezone.now()))
    assert any("1 claimed" in line for line in lines)
    assert not any(Status.SIGNED_OFF.word in line for line in lines)
