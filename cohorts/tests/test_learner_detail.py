"""A mentor reads one learner's way: states, hours, checkpoints with their proofs, submissions."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from cohorts.cohort.models import Cohort
from cohorts.learner_page.queries import learner_page
from cohorts.tests.conftest import Study, Submit
from curriculum.models import Criterion
from exercises.models import Exercise
from exercises.submissions.rules import headline
from progress.checkpoints.models import CriterionMark
from progress.outline.outline import outline_for
from progress.tests.conftest import plain
from progress.topic.models import MarkState, TopicMark
from tests.markup import squeeze

ClientOf = Callable[[User], Client]


@pytest.fixture
def url(ada: User, spring: Cohort, roadmap: None) -> str:
    return f"/cohorts/spring/learners/{ada.uid}/"


def test_it_shows_the_current_topic_and_the_hours(
    ada: User, emmy: User, url: str, study: Study, client_of: ClientOf
) -> None:
    study(ada, "calculus", minutes=90)
    page = plain(client_of(emmy).get(url).content.decode())
    assert "1.5 h logged" in page
    assert "Coding 100%" in page
    assert "Calculus" in page
    assert 'id="phase-5"' in page


def test_it_opens_with_the_need_and_the_latest_submission(
    ada: User, emmy: User, url: str, submit: Submit, client_of: ClientOf
) -> None:
    runs = [submit(ada) for _ in range(3)]
    page = squeeze(client_of(emmy).get(url).content.decode())
    assert "Ada is stuck on Backpropagation through two layers (3 submissions, no pass)." in page
    assert f'class="button" href="{url}submissions/{runs[-1].uid}/"' in page


def test_a_proven_criterion_links_to_the_submission_that_proves_it(
    ada: User, emmy: User, url: str, submit: Submit, client_of: ClientOf
) -> None:
    run = submit(ada, "passed")
    page = squeeze(client_of(emmy).get(url).content.decode())
    assert "✓ proven" in page
    assert f'Proven by <a href="submissions/{run.uid}/">' in page


def test_claimed_and_proven_criteria_look_different(ada: User, emmy: User, url: str, client_of: ClientOf) -> None:
    criterion = Criterion.objects.filter(exercises=None).first()
    assert criterion
    CriterionMark.objects.create(learner=ada, criterion=criterion, answer=CriterionMark.Answer.YES)
    page = client_of(emmy).get(url).content.decode()
    assert "◇ claimed" in page
    assert "✓ proven" not in page


def test_the_mentor_can_read_the_note_on_a_criterion(ada: User, emmy: User, url: str, client_of: ClientOf) -> None:
    note = "I can follow the chain rule, but not yet write it down."
    criterion = Criterion.objects.first()
    assert criterion
    CriterionMark.objects.create(learner=ada, criterion=criterion, answer=CriterionMark.Answer.NOT_YET, note=note)
    assert note in client_of(emmy).get(url).content.decode()


def test_the_queries_do_not_depend_on_what_the_learner_did(
    ada: User, emmy: User, url: str, study: Study, submit: Submit, client_of: ClientOf,
    django_assert_num_queries: DjangoAssertNumQueries, django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    client = client_of(emmy)
    study(ada)
    submit(ada)
    with django_assert_max_num_queries(60) as few:
        client.get(url)
    for day in range(20):
        study(ada, "calculus", days_ago=day)
        submit(ada, "passed", slug=Exercise.objects.order_by("?")[0].slug)
    with django_assert_num_queries(len(few)):
        client.get(url)


def test_all_submissions_are_counted_and_the_newest_shown(ada: User, spring: Cohort, submit: Submit) -> None:
    runs = [submit(ada) for _ in range(32)]
    page = learner_page(spring.memberships.get(user=ada), now=timezone.now())
    assert page.submissions_total == 32
    assert len(page.submissions) == 30
    assert page.submissions[0] == runs[-1]


def test_a_submission_is_read_only(ada: User, emmy: User, url: str, submit: Submit, client_of: ClientOf) -> None:
    page_of_failure = client_of(emmy).get(f"{url}submissions/{submit(ada).uid}/").content.decode()
    assert "numpy" in page_of_failure
    assert headline("failed", "submit", 0, 0) in page_of_failure
    page_of_our_fault = client_of(emmy).get(f"{url}submissions/{submit(ada, 'internal').uid}/").content.decode()
    assert "– not graded" in page_of_our_fault or "couldn’t" in page_of_our_fault
    for page in (page_of_failure, page_of_our_fault):
        assert "<form" not in page.partition("<main")[2].partition("</main>")[0]


def test_the_page_works_before_any_activity(emmy: User, url: str, client_of: ClientOf) -> None:
    page = client_of(emmy).get(url).content.decode()
    assert "Nothing logged yet." in page
    assert "No submissions yet." in page


def test_it_names_the_checkpoint_that_is_next(ada: User, spring: Cohort, roadmap: None) -> None:
    first = outline_for(ada).phases[0]
    TopicMark.objects.bulk_create(
        TopicMark(learner=ada, topic_id=topic.pk, state=MarkState.DONE) for topic in first.topics
    )
    page = learner_page(spring.memberships.get(user=ada), now=timezone.now())
    assert f"“{first.checkpoints[0].title}”" in page.here
