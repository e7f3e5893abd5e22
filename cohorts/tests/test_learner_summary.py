"""A mentor prints a learner's progress: proven and claimed apart, and the private note only if they ask for it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from cohorts.cohort.models import Cohort, Membership
from cohorts.learner_page.summary import LearnerSummary, learner_summary_of
from cohorts.mentor_notes import actions
from cohorts.plan.models import DueWeek
from cohorts.sections.models import CohortSection
from cohorts.tests.conftest import Study, Submit
from cohorts.tests.marks import DUE, add_row, grant, make_scheme
from curriculum.models import Criterion, Phase, Topic
from exercises.models import Exercise
from progress.checkpoints.models import CriterionMark
from progress.topic.models import MarkState, TopicMark

ClientOf = Callable[[User], Client]
NOTE = "Her father is ill."
pytestmark = pytest.mark.usefixtures("roadmap")


@pytest.fixture
def member(ada: User, spring: Cohort) -> Membership:
    Membership.objects.update(joined_on=spring.started_on)
    return ada.memberships.select_related("user", "cohort").get()


@pytest.fixture
def url(ada: User, member: Membership) -> str:
    return f"/cohorts/spring/learners/{ada.uid}/summary/"


def summary_of(member: Membership) -> LearnerSummary:
    return learner_summary_of(member, now=timezone.now())


def test_the_learner_s_page_links_to_it(ada: User, emmy: User, url: str, client_of: ClientOf) -> None:
    assert f'href="{url}"' in client_of(emmy).get(url.removesuffix("summary/")).text
    assert client_of(emmy).get(url).status_code == 200
    assert client_of(ada).get(url).status_code == 404


def test_it_names_cohort_section_mentor_and_period(
    emmy: User, url: str, member: Membership, client_of: ClientOf
) -> None:
    cohort = member.cohort
    member.section = CohortSection.objects.create(cohort=cohort, name="Group 4b")
    member.mentor = cohort.memberships.get(user=emmy)
    member.save()
    cohort.ends_on = cohort.started_on + timedelta(days=20)
    cohort.save()
    page = client_of(emmy).get(url).text
    first, last = (f"{day.day} {day:%b %Y}" for day in (cohort.started_on, cohort.ends_on))
    for text in (str(cohort), "Group 4b", f"Mentor: {emmy}", f"{first} to {last}"):
        assert text in page


def test_the_private_note_is_only_there_when_asked_for(
    ada: User, emmy: User, spring: Cohort, url: str, client_of: ClientOf
) -> None:
    actions.save_mentor_note(person=emmy, learner=ada, cohort=spring, text=NOTE, base="")
    client = client_of(emmy)
    assert NOTE not in client.get(url).text
    assert NOTE not in client.get(url, {"note": "0"}).text
    assert NOTE in client.get(url, {"note": "1"}).text


def test_an_admin_who_learns_here_does_not_get_the_note_about_themselves(
    ada: User, emmy: User, spring: Cohort, url: str, client_of: ClientOf
) -> None:
    actions.save_mentor_note(person=emmy, learner=ada, cohort=spring, text=NOTE, base="")
    ada.role = "admin"
    ada.save()
    assert NOTE not in client_of(ada).get(url, {"note": "1"}).text


def test_proven_and_claimed_are_counted_apart(ada: User, member: Membership, submit: Submit) -> None:
    run = submit(ada, "passed")
    claim = Criterion.objects.filter(exercises=None).order_by("pk")[0]
    CriterionMark.objects.create(learner=ada, criterion=claim, answer=CriterionMark.Answer.YES)
    TopicMark.objects.create(learner=ada, topic=Topic.objects.get(uid="calculus"), state=MarkState.DONE)
    page = summary_of(member)
    proven, _, claimed, _ = (sum(counts) for counts in zip(*(row.cells for row in page.checkpoints), strict=True))
    assert (proven, claimed) == (Criterion.objects.filter(exercises=run.exercise).count(), 1)
    assert {row.newest for row in page.checkpoints} == {timezone.localdate(timezone=ada.zone)}
    assert dict(page.topic_lists)["claimed"] == [Topic.objects.get(uid="calculus").title]
    assert run.exercise.title in [row.title for row in page.passes]


def test_tries_count_up_to_the_first_pass_without_our_faults(ada: User, member: Membership, submit: Submit) -> None:
    for verdict in ("failed", "internal", "failed", "passed", "failed", "passed"):
        submit(ada, verdict)
    [row] = summary_of(member).passes
    assert (row.tries, row.passed_on) == (3, timezone.localdate(timezone=ada.zone))


def test_hours_before_the_period_are_apart(ada: User, member: Membership, study: Study) -> None:
    today = timezone.localdate(timezone=ada.zone)
    member.joined_on = today - timedelta(days=6)
    study(ada, minutes=70, days_ago=3)
    study(ada, minutes=50, days_ago=9)
    weeks = summary_of(member).study
    assert (weeks.minutes, weeks.minutes_before, weeks.mean_minutes) == (70, 50, 70)
    assert sum(minutes for _, minutes in weeks.weeks) == 70


def test_it_says_what_is_late_and_what_got_more_time(ada: User, member: Membership) -> None:
    first, second = Phase.objects.current()[:2]
    for phase, week in ((first, 1), (second, 150)):
        DueWeek.objects.create(cohort=member.cohort, phase=phase, week=week)
    member.cohort.started_on = member.joined_on = timezone.localdate() - timedelta(weeks=5)
    assert [(row.line.title, row.is_late) for row in summary_of(member).due] == [
        (str(first), True),
        (str(second), False),
    ]
    DueWeek.objects.create(cohort=member.cohort, member=member, phase=first, week=20)
    page = summary_of(member)
    assert not any(row.is_late for row in page.due)
    assert [(line.title, line.week) for line in page.extensions] == [(str(first), 20)]


def test_a_finished_phase_is_not_open(ada: User, member: Membership) -> None:
    phase = Phase.objects.current()[0]
    DueWeek.objects.create(cohort=member.cohort, phase=phase, week=1)
    topics = summary_of(member).phases[0].line.topics
    TopicMark.objects.bulk_create(TopicMark(learner=ada, topic_id=topic.pk, state=MarkState.DONE) for topic in topics)
    assert not summary_of(member).due


def test_it_shows_marks_without_the_reason_of_an_exception(
    ada: User, emmy: User, spring: Cohort, url: str, submit: Submit, client_of: ClientOf
) -> None:
    assert 'id="marks"' not in client_of(emmy).get(url).text
    scheme = make_scheme(spring, is_shown=False)
    row = add_row(scheme, due_at=DUE)
    submit(ada, "passed", at=DUE - timedelta(days=1))
    grant(scheme, learner=ada, row=row, extra_days=3, reason="A stay in hospital")
    page = client_of(emmy).get(url).text
    assert 'id="marks"' in page
    assert "10 of 10" in page
    assert 'id="extensions"' in page
    assert "hospital" not in page


def test_the_queries_do_not_grow(
    ada: User, emmy: User, member: Membership, url: str, study: Study, submit: Submit, client_of: ClientOf,
    django_assert_num_queries: DjangoAssertNumQueries, django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    client, scheme = client_of(emmy), make_scheme(member.cohort)
    study(ada)
    submit(ada, "passed")
    add_row(scheme)
    add_row(scheme, topic="neural-networks")
    with django_assert_max_num_queries(40) as few:
        client.get(url)
    for number, exercise in enumerate(Exercise.objects.order_by("pk")[:12]):
        study(ada, "calculus", days_ago=number)
        submit(ada, "passed", slug=exercise.slug)
    for number, phase in enumerate(Phase.objects.current()):
        DueWeek.objects.create(cohort=member.cohort, phase=phase, week=number + 1)
    add_row(scheme, topic="calculus")
    add_row(scheme, exercise="matmul")
    with django_assert_num_queries(len(few)):
        client.get(url)


def test_before_any_activity_it_is_empty(emmy: User, url: str, member: Membership, client_of: ClientOf) -> None:
    page = summary_of(member)
    assert (page.passes, page.checkpoints, page.topic_lists) == ([], [], [])
    assert client_of(emmy).get(url).status_code == 200
    member.cohort.started_on = date(2100, 1, 4)  # it hasn't begun
    assert summary_of(member).study.mean_minutes == 0
