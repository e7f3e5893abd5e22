"""`manage.py demo` fills an empty site with people one can believe in."""

from collections import Counter
from typing import Any

import pytest
from django.db.models import Count, Sum
from django.utils import timezone

from accounts.models import Role, User
from cohorts.cohort.models import Cohort
from cohorts.demo import DEMO_PASSWORD, demo_runs, make_demo
from cohorts.demo.passes import AUDIT
from cohorts.demo.people import BACKPROP, SAMPLING
from cohorts.grid.queries import Grid, cohort_grid
from cohorts.needs.rules import WAITING, NeedKind
from cohorts.person_context import PersonContext
from cohorts.plan.models import DueWeek
from cohorts.sign_offs.models import SignOff, SignOffState
from cohorts.threads.models import Thread
from exercises.catalogue.difficulties import MIN_LEARNERS
from exercises.models import Exercise, Submission, VerdictChoice
from notices.models import Notice
from progress.checkpoints.models import CriterionMark
from progress.checkpoints.rules import Status
from progress.hours.models import StudyEntry
from progress.outline.outline import outline_for
from progress.plan.page import plan_page
from progress.review.models import ReviewCard
from progress.review.queries import due_for
from progress.topic.models import TopicMark
from tests.roadmap_rows import insert_roadmap


def report(slug: str, file: str) -> dict[str, Any]:
    """Return the report that the runner would have sent for such a file."""
    passed = file == "solution" or file.startswith("alternatives/")
    verdict = "passed" if passed else "failed"
    checks = [{"name": "gradients", "title": "The gradients are right", "verdict": verdict, "message": "", "ms": 1.0}]
    digest = Exercise.objects.get(slug=slug).digest
    return {
        "source": "import numpy as np\n",
        "report": {"exercise": slug, "digest": digest, "verdict": verdict, "message": "", "checks": checks},
    }


@pytest.fixture(scope="module")
def grid(module_db: None) -> Grid:
    insert_roadmap()
    reports = {attempt: report(attempt.slug, attempt.file) for attempt in demo_runs()}
    cohort = make_demo(today=timezone.localdate(), reports=reports)
    return cohort_grid(cohort, now=timezone.now())


@pytest.fixture
def demo(grid: Grid, db: None) -> Grid:
    return grid


def test_there_are_an_admin_two_mentors_and_forty_learners_in_two_cohorts(demo: Grid) -> None:
    assert Counter(User.objects.values_list("role", flat=True)) == {Role.ADMIN: 1, Role.MENTOR: 2, Role.LEARNER: 40}
    assert [cohort.memberships.learners().count() for cohort in Cohort.objects.all()] == [12, 28]
    assert {cohort.memberships.staff().count() for cohort in Cohort.objects.all()} == {2}
    assert DueWeek.objects.values("cohort").distinct().count() == 2


def test_there_are_threads_and_sign_offs_in_every_state(demo: Grid) -> None:
    rows = Thread.objects.with_newest()
    threads = {(row.is_request, row.newest_from_mentor, row.settled_at is not None) for row in rows}
    assert threads >= {(True, False, False), (True, True, False), (True, True, True), (False, True, False)}
    assert {row.state for row in SignOff.objects.with_outcome()} == set(SignOffState)
    assert SignOff.objects.exclude(withdrawn_at=None).exists()


def test_both_cohorts_look_like_real_ones(demo: Grid) -> None:
    """Most are within two weeks of the plan or ahead of it; a few fall behind; and some keep to fewer hours."""
    for cohort in Cohort.objects.all():
        learners = cohort_grid(cohort, now=timezone.now()).learners
        standings = [entry.standing for entry in learners]
        falling_behind = sum(entry.need.kind == NeedKind.BEHIND for entry in learners)
        near = sum(abs(standing.minutes_ahead or 0) < 2 * standing.week for standing in standings)
        ahead = sum((standing.minutes_ahead or 0) > 2 * standing.week for standing in standings)
        assert 1 <= falling_behind <= len(learners) / 6
        assert 2 <= ahead <= len(learners) / 3
        assert near >= len(learners) * 2 / 5
        assert 2 <= sum(entry.need.is_urgent for entry in learners) <= len(learners) / 3


def test_the_second_cohort_has_every_kind_of_need(demo: Grid) -> None:
    summer = cohort_grid(Cohort.objects.get(slug="summer"), now=timezone.now())
    urgent = {str(row.learner) for row in summer.urgent}
    assert urgent >= {"Quynh Tran", "Rasmus Lund", "Samira Hosseini", "Tomáš Svoboda", "Victor Dubois"}
    assert len(urgent) <= 8


def test_everybody_can_sign_in_with_the_printed_password(demo: Grid) -> None:
    nora = User.objects.get(name="Nora Lindqvist")
    assert nora.email == "nora@demo.descent.test"
    assert nora.check_password(DEMO_PASSWORD)


def test_nothing_is_dated_in_the_future(demo: Grid) -> None:
    now = timezone.now()
    assert not StudyEntry.objects.filter(created_at__gt=now).exists()
    assert not [entry for entry in StudyEntry.objects.select_related("learner") if entry.day > entry.learner.today]
    for model in (TopicMark, CriterionMark):
        assert not model.objects.filter(marked_at__gt=now).exists()
    assert not Submission.objects.filter(created_at__gt=now).exists()


def test_nobody_studies_more_than_a_day_holds(demo: Grid) -> None:
    days = StudyEntry.objects.values("learner", "day").annotate(minutes=Sum("minutes"))
    assert 0 < max(day["minutes"] for day in days) <= 6 * 60


def test_the_learners_are_spread_over_the_roadmap(demo: Grid) -> None:
    outlines = [outline_for(row.learner) for row in demo.rows]
    phases = {phase.number for outline in outlines if outline.here and (phase := outline.phase_of(outline.here))}
    assert len(phases) >= 4


def test_three_learners_need_their_mentor_and_the_others_do_not(demo: Grid) -> None:
    assert [(str(row.learner), row.need.short) for row in demo.urgent] == [
        ("Grete Sommer", WAITING.format(f"“{Exercise.objects.get(slug=SAMPLING)}”", "yesterday")),
        ("Amara Diallo", "stuck on Backpropagation through two layers (“The gradients are right” failed, 4 times)"),
        ("Bilal Haddad", "inactive for 9 days"),
    ]


def test_noras_next_exercise_is_on_backprop(demo: Grid) -> None:
    nora = User.objects.get(name="Nora Lindqvist")
    here = outline_for(nora).here
    assert here
    assert here.uid == "neural-networks"
    assert 0 < here.budget.minutes < 15 * 60
    assert not Submission.objects.filter(learner=nora, exercise__slug=BACKPROP).exists()


def test_nora_has_a_proven_criterion(demo: Grid) -> None:
    """Criteria that exercises prove, near misses with a named mistake, reviews that are due, a pass graded again."""
    nora = User.objects.get(name="Nora Lindqvist")
    runs = Submission.objects.filter(learner=nora)
    statuses = [status for phase in outline_for(nora).phases for gate in phase.checkpoints for status in gate.statuses]
    assert statuses.count(Status.PROVEN) == 3
    assert runs.passes().exclude(worker=AUDIT).count() == 8
    newest = runs.latest("created_at")
    assert newest.verdict == VerdictChoice.FAILED
    assert newest.exercise.topics.filter(uid="neural-networks").exists()
    assert runs.get(earlier_verdicts__verdict=VerdictChoice.PASSED).is_passed
    due = due_for(nora, now=timezone.now())
    assert 1 <= len(due) <= 6
    assert ReviewCard.objects.filter(learner=nora).count() >= 6


def test_the_first_cohort_passed_most_exercises_of_the_topics_it_finished(demo: Grid) -> None:
    for row in demo.rows:
        finished_topics = [topic for topic in outline_for(row.learner).path if topic.state.is_learned]
        totals = [len(topic.exercises) for topic in finished_topics]
        assert sum(topic.pass_count for topic in finished_topics) > sum(totals) / 2, row.learner


def test_too_few_pass_an_exercise_to_measure_its_difficulty(demo: Grid) -> None:
    passes = Submission.objects.filter(worker=AUDIT).values("exercise").annotate(learners=Count("learner"))
    assert max(row["learners"] for row in passes) < MIN_LEARNERS


def test_each_of_the_first_cohort_has_had_a_verdict(demo: Grid) -> None:
    names = {member.user.name for member in Cohort.objects.get(slug="autumn").memberships.learners()}
    assert set(Submission.objects.filter(learner__name__in=names).values_list("learner__name", flat=True)) == names


def test_weekly_commitments_are_kept_and_missed(demo: Grid) -> None:
    outcomes = {
        user.name: Counter(week.outcome for week in plan_page(user, today=user.today).commitments.past_weeks)
        for user in User.objects.exclude(weekly_commitments=None)
    }
    assert set(outcomes) == {"Nora Lindqvist", "Elif Yildiz", "Ingrid Bakke"}
    for outcome in outcomes.values():
        assert outcome["kept"]
        assert outcome["missed"]


def test_notices_are_only_about_comments(demo: Grid) -> None:
    unread = set(Notice.objects.unread().values_list("person__name", "kind"))
    assert unread == {
        *((name, "answer") for name in ("Nora Lindqvist", "Dalia Mansour", "Victor Dubois")),
        *((name, "question") for name in ("Emil Novak", "Ines Carvalho")),
    }
    assert not Notice.objects.filter(created_at__gt=timezone.now()).exists()


def test_nora_has_an_answer_to_read(demo: Grid) -> None:
    [thread] = PersonContext(User.objects.get(name="Nora Lindqvist")).replies
    assert thread.title == "Neural network fundamentals"


def test_tries_happened_in_the_order_of_the_story(demo: Grid) -> None:
    runs = Submission.objects.filter(learner__name="Daniel Okafor").exclude(worker=AUDIT).order_by("pk")
    verdicts = [VerdictChoice.FAILED, VerdictChoice.PASSED, VerdictChoice.FAILED, VerdictChoice.PASSED]
    assert [run.verdict for run in runs] == verdicts
    assert list(runs) == sorted(runs, key=lambda run: run.created_at)


def test_criteria_are_proven_claimed_and_open(demo: Grid) -> None:
    statuses = {
        str(status)
        for row in demo.rows
        for phase in outline_for(row.learner).phases
        for gate in phase.checkpoints
        for status in gate.statuses
    }
    assert statuses == {"proven", "claimed", "not_yet", "open"}
