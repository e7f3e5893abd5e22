"""A cell of the grid opens what it stands for, in place or as a page."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from cohorts.cohort.models import Cohort
from cohorts.tests.conftest import Study, Submit
from curriculum.models import Criterion, Topic
from exercises.models import ModeChoice
from progress.checkpoints.models import CriterionMark
from progress.topic.models import MarkState, TopicMark

ClientOf = Callable[[User], Client]


@pytest.fixture
def work(ada: User, spring: Cohort, study: Study, submit: Submit) -> User:
    """Ada with one thing of each kind."""
    study(ada, "neural-networks", minutes=95)
    TopicMark.objects.create(learner=ada, topic=Topic.objects.get(uid="neural-networks"), state=MarkState.DONE)
    submit(ada, "failed")
    submit(ada, "passed", slug="matmul")
    submit(ada, "failed", mode=ModeChoice.TRY)
    criterion = Criterion.objects.filter(checkpoint__phase__number=1)[0]
    CriterionMark.objects.create(learner=ada, criterion=criterion, answer="yes", note="With a book beside me.")
    return ada


def address(learner: User) -> str:
    return f"/cohorts/spring/learners/{learner.uid}/evidence/"


def test_a_topic_has_its_mark_hours_and_submissions(work: User, emmy: User, client_of: ClientOf) -> None:
    page = client_of(emmy).get(address(work), {"topic": "neural-networks"})
    evidence = page.context["evidence"]
    assert [run.exercise.slug for run in evidence.submissions] == ["two-layer-backprop"]  # no try run
    assert [entry.minutes for entry in evidence.entries] == [95]
    assert evidence.mark.state == MarkState.DONE
    assert f"/submissions/{evidence.submissions[0].uid}/" in page.text


def test_a_phase_has_its_topics_and_criteria(work: User, emmy: User, client_of: ClientOf) -> None:
    page = client_of(emmy).get(address(work), {"phase": "1"})
    evidence = page.context["evidence"]
    assert "With a book beside me." in page.text
    assert "claimed" in {row.status.value for row in evidence.criteria}
    assert len(evidence.topics) > 1


def test_an_exercise_has_its_submissions(work: User, emmy: User, client_of: ClientOf) -> None:
    evidence = client_of(emmy).get(address(work), {"exercise": "matmul"}).context["evidence"]
    assert [run.exercise.slug for run in evidence.submissions] == ["matmul"]
    assert evidence.submissions_total == 1


def test_in_place_it_is_only_the_part(work: User, emmy: User, client_of: ClientOf) -> None:
    fragment = client_of(emmy).get(address(work), {"topic": "calculus"}, headers={"HX-Request": "true"}).text
    assert "<html" not in fragment
    assert "data-close" in fragment


@pytest.mark.parametrize("query", [{"topic": "no-such"}, {"phase": "99"}, {"exercise": "../../x"}, {"by": "topic"}])
def test_there_is_nothing_at_other_addresses(
    work: User, emmy: User, client_of: ClientOf, query: dict[str, str]
) -> None:
    assert client_of(emmy).get(address(work), query).status_code == 404


def test_it_hides_learners_of_other_cohorts(work: User, carl: User, emmy: User, client_of: ClientOf) -> None:
    assert client_of(emmy).get(address(carl), {"phase": "1"}).status_code == 404
    assert client_of(carl).get(address(work), {"phase": "1"}).status_code == 404
