"""A mark follows from what a learner has shown, by the rules of the cohort's scheme."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from cohorts.cohort.models import Cohort, Membership
from cohorts.marks.learner_marks import RowState
from cohorts.marks.models import LateChoice
from cohorts.marks.rules import EvidenceKind
from cohorts.tests.conftest import Learner, Submit
from cohorts.tests.marks import (
    CHECKPOINT,
    DAY,
    DUE,
    EXERCISE,
    HOUR,
    TOPIC,
    add_row,
    grant,
    make_scheme,
    marks_of,
    row_of,
)
from cohorts.tests.sign_offs import ask, decide
from curriculum.models import Checkpoint, Criterion, Phase, Topic
from exercises.models import CheckResult, EarlierVerdict, Exercise, StageChoice, Submission, VerdictChoice
from progress.checkpoints.models import CriterionMark
from progress.plan.models import StudyPause, StudyPlan
from progress.roadmap.roadmaps import curriculum
from progress.topic.models import MarkState, TopicMark

pytestmark = pytest.mark.usefixtures("roadmap")


@pytest.fixture
def cohort(spring: Cohort) -> Cohort:
    """Everybody has been there since its start."""
    Membership.objects.update(joined_on=date(2026, 3, 2))
    spring.refresh_from_db()
    return spring


def overturn(run: Submission) -> None:
    """As a regrade does."""
    EarlierVerdict.from_row(run).save()
    Submission.objects.filter(pk=run.pk).update(verdict=VerdictChoice.FAILED)


def test_a_pass_in_time_gets_all_points(ada: User, cohort: Cohort, submit: Submit) -> None:
    add_row(make_scheme(cohort), due_at=DUE)
    submit(ada, "passed", at=DUE - HOUR)
    row = row_of(ada, cohort)
    assert (row.points, row.basis, row.is_late) == (Decimal(10), "proven", False)


def test_example_runs_and_failures_get_none(ada: User, cohort: Cohort, submit: Submit) -> None:
    add_row(make_scheme(cohort), due_at=DUE)
    submit(ada, "passed", mode="try", at=DUE - HOUR)
    submit(ada, "failed", at=DUE - HOUR)
    assert row_of(ada, cohort).points == 0


def test_what_was_sent_in_time_and_graded_late_is_in_time(ada: User, cohort: Cohort, submit: Submit) -> None:
    add_row(make_scheme(cohort, late_kind=LateChoice.ZERO_AFTER), due_at=DUE)
    run = submit(ada, "passed", at=DUE + timedelta(seconds=30))  # still the minute of the due date
    Submission.objects.filter(pk=run.pk).update(graded_at=DUE + 3 * DAY)
    assert row_of(ada, cohort).points == 10


def test_each_begun_day_costs_its_percentage_up_to_the_cap(ada: User, cohort: Cohort, submit: Submit) -> None:
    scheme = make_scheme(cohort, late_kind=LateChoice.PER_DAY, late_percent=10, late_cap=30)
    for slug in (EXERCISE, "byte-pair-encoding"):
        add_row(scheme, exercise=slug, due_at=DUE)
    submit(ada, "passed", at=DUE + DAY + HOUR)
    submit(ada, "passed", slug="byte-pair-encoding", at=DUE + 9 * DAY)
    first, second = marks_of(ada, cohort).rows
    assert [first.points, second.points] == [8, 7]
    assert first.is_late


def test_the_first_pass_counts_and_a_later_one_costs_nothing(ada: User, cohort: Cohort, submit: Submit) -> None:
    add_row(make_scheme(cohort, late_kind=LateChoice.ZERO_AFTER), due_at=DUE)
    submit(ada, "passed", at=DUE - DAY)
    submit(ada, "failed", at=DUE + DAY)
    submit(ada, "passed", at=DUE + 2 * DAY)
    assert row_of(ada, cohort).points == 10


def test_passed_checks_count_in_part_only_if_the_scheme_says_so(ada: User, cohort: Cohort, submit: Submit) -> None:
    scheme = make_scheme(cohort)
    add_row(scheme, due_at=DUE)
    run = submit(ada, "failed", at=DUE - DAY)
    for order, verdict in enumerate(("passed", "passed", "failed")):
        CheckResult.objects.create(submission=run, order=order, name="c", title="c", verdict=verdict)
    assert row_of(ada, cohort).points == 0
    scheme.counts_partial = True
    scheme.save()
    row = row_of(ada, cohort)
    assert (row.points, row.basis) == (Decimal("6.67"), "partly passed")
    submit(ada, "passed", at=DUE - HOUR)
    assert row_of(ada, cohort).points == 10


def test_our_own_faults_are_no_part_of_a_mark(ada: User, cohort: Cohort, submit: Submit) -> None:
    add_row(make_scheme(cohort, counts_partial=True), due_at=DUE)
    run = submit(ada, "internal", at=DUE - DAY)
    CheckResult.objects.create(submission=run, order=0, name="c", title="c", verdict="passed")
    assert row_of(ada, cohort).points == 0


def test_a_topic_is_worth_the_mean_of_its_exercises(ada: User, cohort: Cohort, submit: Submit) -> None:
    add_row(make_scheme(cohort), topic=TOPIC, points=100)
    exercises = curriculum().exercises[Topic.objects.get(uid=TOPIC).pk]
    submit(ada, "passed", slug=exercises[0].slug)
    row = row_of(ada, cohort)
    assert row.points == (Decimal(100) / len(exercises)).quantize(Decimal("0.01"))
    assert row.basis == f"1 proven, of {len(exercises)}"


def test_a_topic_that_is_only_marked_as_done_counts_as_claimed(ada: User, cohort: Cohort) -> None:
    add_row(make_scheme(cohort, percent_claimed=20), topic=TOPIC)
    TopicMark.objects.create(learner=ada, topic=Topic.objects.get(uid=TOPIC), state=MarkState.DONE)
    assert row_of(ada, cohort).points == 2


def test_proven_signed_off_and_claimed_weigh_what_the_scheme_says(
    ada: User, emmy: User, cohort: Cohort, submit: Submit
) -> None:
    add_row(make_scheme(cohort, percent_signed_off=80, percent_claimed=10), checkpoint=CHECKPOINT, points=100)
    course = curriculum()
    criteria = list(Criterion.objects.filter(checkpoint__uid=CHECKPOINT, retired=False).order_by("order"))
    provable = next(row for row in criteria if course.proofs.get(row.pk))
    signed_off, claimed = [row for row in criteria if row != provable][:2]
    CriterionMark.objects.create(learner=ada, criterion=claimed, answer="yes")
    decide(emmy, ask(ada, criterion=signed_off.uid))
    submit(ada, "passed", slug=Exercise.objects.get(pk=course.proofs[provable.pk][0]).slug)
    marks = marks_of(ada, cohort)
    assert marks.points == (Decimal(190) / len(criteria)).quantize(Decimal("0.01"))
    assert [kind for kind, _ in marks.kinds] == [
        EvidenceKind.PROVEN, EvidenceKind.SIGNED_OFF, EvidenceKind.CLAIMED
    ]  # fmt: skip


def test_a_sign_off_counts_from_its_request(ada: User, emmy: User, cohort: Cohort) -> None:
    scheme = make_scheme(cohort, late_kind=LateChoice.ZERO_AFTER)
    add_row(scheme, checkpoint=CHECKPOINT, due_at=DUE)
    sign_off = ask(ada)
    decide(emmy, sign_off)
    assert row_of(ada, cohort).points == 0
    type(sign_off).objects.filter(pk=sign_off.pk).update(requested_at=DUE - HOUR)
    assert row_of(ada, cohort).points > 0


def test_an_overturned_pass_no_longer_counts_and_the_row_says_so(ada: User, cohort: Cohort, submit: Submit) -> None:
    add_row(make_scheme(cohort), due_at=DUE)
    overturn(submit(ada, "passed", at=DUE - DAY))
    row = row_of(ada, cohort)
    assert row.points == 0
    assert row.lost_passes == [row.subject.title]


def test_a_pass_after_an_overturned_one_is_as_early_as_that_one(ada: User, cohort: Cohort, submit: Submit) -> None:
    """They were in time by the rules of then. A stricter version is not their fault."""
    add_row(make_scheme(cohort, late_kind=LateChoice.ZERO_AFTER), due_at=DUE)
    overturn(submit(ada, "passed", at=DUE - DAY))
    submit(ada, "passed", at=DUE + 20 * DAY)
    row = row_of(ada, cohort)
    assert row.points == 10
    assert row.lost_passes == []


def test_a_regrade_that_passes_counts_from_when_it_was_sent(ada: User, cohort: Cohort, submit: Submit) -> None:
    add_row(make_scheme(cohort, late_kind=LateChoice.ZERO_AFTER), due_at=DUE)
    run = submit(ada, "failed", at=DUE - DAY)
    EarlierVerdict.from_row(run).save()
    Submission.objects.filter(pk=run.pk).update(verdict=VerdictChoice.PASSED, graded_at=DUE + 30 * DAY)
    assert row_of(ada, cohort).points == 10


def test_a_retired_exercise_counts_only_for_those_who_have_points(
    ada: User, cohort: Cohort, submit: Submit, new_learner: Learner
) -> None:
    add_row(make_scheme(cohort), due_at=DUE)
    submit(ada, "passed", at=DUE - DAY)
    bo = new_learner(cohort, "Bo")
    Exercise.objects.filter(slug=EXERCISE).update(stage=StageChoice.DEPRECATED)
    assert row_of(ada, cohort).points == 10
    row = row_of(bo, cohort)
    assert (row.state, row.possible) == (RowState.RETIRED, 0)


def test_a_retired_checkpoint_counts_for_nobody(ada: User, cohort: Cohort) -> None:
    add_row(make_scheme(cohort), checkpoint=CHECKPOINT)
    gate = Checkpoint.objects.get(uid=CHECKPOINT)
    gate.retired = True
    gate.save()
    assert row_of(ada, cohort).state == RowState.RETIRED


def test_a_row_is_open_until_it_is_due_and_then_worth_nothing(ada: User, cohort: Cohort) -> None:
    add_row(make_scheme(cohort), due_at=DUE)
    assert row_of(ada, cohort, now=DUE).state == RowState.OPEN
    row = row_of(ada, cohort, now=DUE + HOUR)
    assert (row.state, row.cell) == (RowState.MARKED, "0")
    marks = marks_of(ada, cohort, now=DUE)
    assert marks.possible == 10
    assert marks.so_far == 0
    assert marks.percent_so_far is None


def test_before_its_due_date_only_what_is_done_counts_so_far(ada: User, cohort: Cohort, submit: Submit) -> None:
    add_row(make_scheme(cohort), topic=TOPIC, points=100, due_at=DUE)
    submit(ada, "passed", slug=curriculum().exercises[Topic.objects.get(uid=TOPIC).pk][0].slug, at=DUE - DAY)
    early, late = marks_of(ada, cohort, now=DUE), marks_of(ada, cohort, now=DUE + HOUR)
    assert (early.points, early.percent_so_far) == (early.so_far, Decimal(100))
    assert late.so_far == 100


def test_a_row_can_follow_its_due_week(ada: User, cohort: Cohort, new_learner: Learner) -> None:
    cohort.due_weeks.create(phase=Phase.objects.get(number=1), week=4)
    cohort.due_weeks.create(topic=Topic.objects.get(uid="calculus"), week=6)
    scheme = make_scheme(cohort)
    for uid in ("linear-algebra", "calculus"):
        add_row(scheme, topic=uid, follows_due_week=True)
    assert [row.due_text for row in marks_of(ada, cohort).rows] == ["29 Mar 2026, 23:59", "12 Apr 2026, 23:59"]
    bo = new_learner(cohort, "Bo")
    Membership.objects.filter(user=bo).update(joined_on=date(2026, 3, 16))
    assert [row.due_text for row in marks_of(bo, cohort).rows] == ["12 Apr 2026, 23:59", "26 Apr 2026, 23:59"]


def test_a_date_that_had_passed_before_they_joined_is_not_theirs(
    ada: User, cohort: Cohort, submit: Submit, new_learner: Learner
) -> None:
    add_row(make_scheme(cohort, late_kind=LateChoice.ZERO_AFTER), due_at=DUE)
    bo = new_learner(cohort, "Bo")
    Membership.objects.filter(user=bo).update(joined_on=date(2026, 4, 18))
    submit(bo, "passed", at=DUE + 90 * DAY)
    row = row_of(bo, cohort)
    assert row.due is None
    assert row.points == 10


def test_work_from_before_they_joined_counts(ada: User, cohort: Cohort, submit: Submit) -> None:
    add_row(make_scheme(cohort), due_at=DUE)
    submit(ada, "passed", at=datetime(2025, 12, 1, tzinfo=UTC))
    assert row_of(ada, cohort).points == 10


def test_a_break_moves_no_due_date(ada: User, cohort: Cohort, submit: Submit) -> None:
    """Learners choose their breaks themselves. A mentor moves a date."""
    add_row(make_scheme(cohort, late_kind=LateChoice.ZERO_AFTER), due_at=DUE)
    plan = StudyPlan.objects.create(learner=ada, start=date(2026, 3, 2), minutes_a_day=60)
    StudyPause.objects.create(plan=plan, first=date(2026, 4, 1), last=date(2026, 4, 30))
    submit(ada, "passed", at=DUE + HOUR)
    assert row_of(ada, cohort).points == 0


def test_an_extension_is_for_its_learner_and_its_row(
    ada: User, cohort: Cohort, submit: Submit, new_learner: Learner
) -> None:
    scheme = make_scheme(cohort, late_kind=LateChoice.ZERO_AFTER)
    rows = [add_row(scheme, exercise=slug, due_at=DUE) for slug in (EXERCISE, "byte-pair-encoding")]
    bo = new_learner(cohort, "Bo")
    Membership.objects.filter(user=bo).update(joined_on=date(2026, 3, 2))
    for learner in (ada, bo):
        for slug in (EXERCISE, "byte-pair-encoding"):
            submit(learner, "passed", slug=slug, at=DUE + 2 * DAY)
    grant(scheme, learner=ada, row=rows[0], extra_days=2)
    assert [row.points for row in marks_of(ada, cohort).rows] == [10, 0]
    assert marks_of(bo, cohort).points == 0
    grant(scheme, due_at=DUE + 2 * DAY)  # everybody, all rows
    assert marks_of(ada, cohort).points == marks_of(bo, cohort).points == 20


def test_the_latest_extension_counts_and_they_do_not_add_up(ada: User, cohort: Cohort) -> None:
    scheme = make_scheme(cohort)
    add_row(scheme, due_at=DUE)
    for days in (3, 1):
        grant(scheme, learner=ada, extra_days=days)
    grant(scheme, learner=ada, due_at=DUE - 5 * DAY)
    assert row_of(ada, cohort).due == DUE + 3 * DAY


def test_more_days_keep_the_time_on_the_clock(ada: User, cohort: Cohort) -> None:
    scheme = make_scheme(cohort)
    add_row(scheme, due_at=datetime(2026, 10, 24, 21, 59, tzinfo=UTC))  # a day before Berlin's clocks go back
    grant(scheme, extra_days=2)
    assert row_of(ada, cohort).due_text == "26 Oct 2026, 23:59"


def test_what_was_taken_back_has_no_effect(ada: User, cohort: Cohort) -> None:
    scheme = make_scheme(cohort)
    add_row(scheme, due_at=DUE)
    grant(scheme, learner=ada, extra_days=3, undone_at=DUE)
    assert row_of(ada, cohort).due == DUE


def test_an_excused_row_never_counts(ada: User, cohort: Cohort, submit: Submit) -> None:
    scheme = make_scheme(cohort)
    excused = add_row(scheme, due_at=DUE)
    add_row(scheme, exercise="byte-pair-encoding", due_at=DUE)
    submit(ada, "passed", at=DUE - HOUR)
    grant(scheme, learner=ada, row=excused, is_excused=True)
    marks = marks_of(ada, cohort)
    assert marks.points == 0
    assert marks.possible == 10
    assert marks.rows[0].cell == "excused"


def test_the_queries_depend_on_neither_learners_nor_rows(
    ada: User, cohort: Cohort, submit: Submit, new_learner: Learner
) -> None:
    scheme = make_scheme(cohort, counts_partial=True)
    add_row(scheme)
    add_row(scheme, topic=TOPIC)
    add_row(scheme, checkpoint=CHECKPOINT)
    with CaptureQueriesContext(connection) as few:
        marks_of(ada, cohort)
    for topic in ("calculus", "linear-algebra"):
        add_row(scheme, topic=topic)
    for name in ("Bo", "Cy", "Di"):
        submit(new_learner(cohort, name), "passed")
    with CaptureQueriesContext(connection) as many:
        marks_of(ada, cohort)
    assert len(many) == len(few)
