"""What learners did lately, and what they need, for a whole cohort at once. The number of queries is constant."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, Max, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts.models import User
from cohorts import rules
from cohorts.models import Cohort, Comment, Membership, MembershipQuerySet, Thread
from cohorts.rules import Asking, Failing, LearnerNeed
from exercises.models import CheckResult, ModeChoice, Submission, VerdictChoice
from progress.models import CriterionMark, StudyEntry, TopicMark

LEARNER_FAILURES = [
    verdict for verdict in VerdictChoice.values if verdict not in (VerdictChoice.PASSED, VerdictChoice.INTERNAL)
]
SAME_MISTAKE = "the same mistake, “{}”"
SAME_CHECK = "“{}” failed"


@dataclass(frozen=True, kw_only=True)
class StuckExercise:
    """An exercise that a learner is stuck on, and their newest submission that failed there."""

    exercise_id: int
    failing: Failing
    newest: int
    newest_at: datetime


@dataclass(kw_only=True)
class LearnerActivity:
    """What one learner did, as the mentors of a cohort may know it."""

    last_at: datetime | None = None
    stuck_exercise: StuckExercise | None = None
    question: Thread | None = None
    """The oldest thread of this cohort that waits for an answer."""

    def last_day(self, learner: User) -> date | None:
        """The day of the newest activity on the learner's own calendar."""
        return self.last_at.astimezone(learner.zone).date() if self.last_at else None

    @property
    def events(self) -> tuple[datetime | None, ...]:
        """When something last happened that a mentor should look at."""
        return (
            self.question.newest_at if self.question else None,
            self.stuck_exercise.newest_at if self.stuck_exercise else None,
        )


def activity_of(members: MembershipQuerySet, cohort: Cohort) -> Mapping[int, LearnerActivity]:
    """By learner, for these members of the cohort. Seven queries.

    What a learner studied, marked and submitted counts in each of their cohorts; what they wrote counts only in the one
    where they wrote it.
    """
    activity: dict[int, LearnerActivity] = defaultdict(LearnerActivity)
    learners = members.values("user")
    for learner, exercise in stuck_of(learners).items():
        activity[learner].stuck_exercise = exercise
    threads = Thread.objects.filter(cohort=cohort, learner__in=learners)
    questions = threads.with_subject().with_newest().waiting_for_mentor().with_waiting_since()
    for thread in questions.longest_waiting_last():
        activity[thread.learner_id].question = thread
    for learner, at in _newest_times(learners, cohort):
        theirs = activity[learner]
        theirs.last_at = max(at, theirs.last_at or at)
    return activity


def _newest_times(learners: QuerySet[Any, Any], cohort: Cohort) -> list[tuple[int, datetime]]:
    """(learner, time) of the newest row of each kind. Five queries."""
    comments = Comment.objects.filter(thread__cohort=cohort, from_mentor=False)
    sources: tuple[tuple[QuerySet[Any, Any], str, str], ...] = (
        (StudyEntry.objects.all(), "learner", "created_at"),
        (TopicMark.objects.all(), "learner", "marked_at"),
        (CriterionMark.objects.all(), "learner", "marked_at"),
        (Submission.objects.all(), "learner", "created_at"),
        (comments, "thread__learner", "written_at"),
    )
    times: list[tuple[int, datetime]] = []
    for rows, learner, column in sources:
        theirs = rows.filter(**{f"{learner}__in": learners}).order_by()
        times += theirs.values_list(f"{learner}_id").annotate(Max(column))
    return times


def stuck_of(learners: QuerySet[Any, Any]) -> dict[int, StuckExercise]:
    """The exercise that each of these learners failed most often for one reason. One query.

    ``learners`` is a subquery of primary keys. A pass clears an exercise for good: failures after it are experiments.
    """
    longest: dict[int, StuckExercise] = {}
    for learner, exercise, title, mistake, reason, times, newest, newest_at in _streaks(learners):
        text = (SAME_MISTAKE if mistake else SAME_CHECK).format(reason.replace("_", " ")) if reason else ""
        longest[learner] = StuckExercise(
            exercise_id=exercise, failing=Failing(title, times, text), newest=newest, newest_at=newest_at
        )
    return longest


def _streaks(learners: QuerySet[Any, Any]) -> QuerySet[Submission, Any]:
    """(learner, exercise, title, mistake, reason, times, newest, newest at), the longest last."""
    passes = Submission.objects.passes().filter(learner=OuterRef("learner"), exercise=OuterRef("exercise"))
    failures = Submission.objects.filter(
        ~Exists(passes), learner__in=learners, mode=ModeChoice.SUBMIT, verdict__in=LEARNER_FAILURES
    )
    checks = CheckResult.objects.filter(submission=OuterRef("pk")).exclude(verdict=VerdictChoice.PASSED)
    first_check = Coalesce(Subquery(checks.order_by("order").values("title")[:1]), Value(""))
    reason = Case(When(mistake="", then=first_check), default=F("mistake"), output_field=CharField())
    columns = ("learner_id", "exercise_id", "exercise__title", "mistake", "reason")
    rows = failures.order_by().annotate(reason=reason).values_list(*columns)
    streaks = rows.annotate(times=Count("pk"), newest=Max("pk"), newest_at=Max("created_at"))
    return streaks.filter(times__gte=rules.STUCK_AFTER).order_by("times", "newest")


def newest_submissions(learners: Sequence[int]) -> dict[int, Submission]:
    """The newest submission of each learner, without its code. One query."""
    runs = Submission.objects.filter(learner__in=learners, mode=ModeChoice.SUBMIT).order_by()
    newest = runs.values("learner").annotate(newest=Max("pk")).values("newest")
    rows = Submission.objects.filter(pk__in=newest).select_related("exercise")
    rows = rows.defer("source", "source_html", "output", "exercise__statement", "exercise__statement_html")
    return {run.learner_id: run for run in rows}


def need_of(member: Membership, activity: LearnerActivity, today: date, *, minutes_behind: int = 0) -> LearnerNeed:
    """Why a learner needs their mentor. ``minutes_behind``: their plan, far enough to say so."""
    last, question = activity.last_day(member.user), activity.question
    asked_on = question.waiting_since.astimezone(member.user.zone).date() if question else today
    return rules.need_of(
        asking=Asking(question.quoted_title, (today - asked_on).days) if question else None,
        failing=activity.stuck_exercise.failing if activity.stuck_exercise else None,
        silent_days=(today - (last or member.joined_on)).days,
        has_begun=last is not None,
        minutes_behind=minutes_behind,
    )
