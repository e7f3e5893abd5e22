"""Recent activity and needs of learners, for a whole cohort at once. The number of queries is constant."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Case, CharField, Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.models import User
from cohorts.cohort.models import Cohort, Membership
from cohorts.mentor_queue.choice import WHOLE_ROADMAP_KEY, QueueChoice
from cohorts.needs import rules
from cohorts.needs.rules import Asking, Failing, LearnerNeed, NeedKind, SharedNeed
from cohorts.plan.rules import Shortfall
from cohorts.sections.queries import MINE
from cohorts.shared_replies.models import SharedReply
from cohorts.threads.models import Comment, CommentQuerySet, Thread, in_quotes, title_column
from exercises.models import CheckResult, ModeChoice, Submission, VerdictChoice
from lib.compiled_queries import CompiledQuery, KeysParam
from progress.learners import LearnerProgress

LEARNER_FAILURES = [
    verdict
    for verdict in VerdictChoice.values
    if verdict not in (VerdictChoice.PASSED, VerdictChoice.RAN, VerdictChoice.INTERNAL)
]
SAME_MISTAKE = "the same mistake, “{}”"
SAME_CHECK = "“{}” failed"
CohortAndLearner = tuple[int, int]
"""Their primary keys."""
ReplyTimes = Mapping[tuple[int, int, str], datetime]
"""By cohort, exercise and mistake."""
_REPLY_COLUMNS = ("cohort_id", "exercise_id", "mistake", "created_at")


@dataclass(frozen=True, kw_only=True)
class StuckExercise:
    """An exercise that a learner is stuck on, and their newest submission that failed there."""

    exercise_id: int
    slug: str
    mistake: str
    """The recognised mistake they made each time; empty if there is none."""
    failing: Failing
    newest: int
    newest_at: datetime

    def shared_need(self, cohort: Cohort) -> SharedNeed | None:
        """For all who make the same recognised mistake: one shared reply answers them."""
        if not self.mistake:
            return None
        query = urlencode({"exercise": self.slug, "mistake": self.mistake})
        return SharedNeed(
            least=2,
            reason=rules.together(self.failing),
            about=f"{reverse('cohorts:struggle_learners', args=[cohort.slug])}?{query}&weeks=all",
            action="Answer everyone",
            href=f"{reverse('cohorts:write_shared_reply', args=[cohort.slug])}?{query}",
        )


@dataclass(frozen=True, kw_only=True)
class WaitingQuestion:
    """The oldest thread of a learner that waits for an answer in the cohort."""

    uid: UUID
    quoted_title: str
    waiting_since: datetime
    newest_at: datetime
    exercise: str = ""
    """A slug."""
    topic: str = ""
    """A uid."""

    def shared_need(self, *, everybody: bool) -> SharedNeed:
        """For all who wrote about the same exercise or topic, or the roadmap: the queue with only their questions."""
        topic = self.topic if self.topic or self.exercise else WHOLE_ROADMAP_KEY
        choice = QueueChoice(exercise=self.exercise, topic=topic, everybody=everybody)
        queue = f"{reverse('cohorts:review')}{choice.suffix}"
        return SharedNeed(
            reason=rules.WAITING_TOGETHER.format(self.quoted_title), about=queue, action="Answer them", href=queue
        )

    def get_absolute_url(self) -> str:
        return reverse("cohorts:thread_detail", args=[self.uid])


class CommentTimes(NamedTuple):
    """When the newest comments of a learner's threads were written."""

    by_learner: datetime | None
    by_mentor: datetime | None


@dataclass(frozen=True, kw_only=True)
class LearnerActivity:
    """A learner's activity, as the mentors of a cohort may know it."""

    last_at: datetime | None = None
    stuck_exercise: StuckExercise | None = None
    question: WaitingQuestion | None = None
    written_to_at: datetime | None = None
    """When a mentor of the cohort last wrote to them."""
    reply_at: datetime | None = None
    """When a shared reply answered the mistake that they are stuck on."""

    @property
    def unanswered(self) -> StuckExercise | None:
        """The exercise that they are stuck on, unless they have made no attempt since a shared reply answered it."""
        exercise = self.stuck_exercise
        return None if exercise and self.reply_at and exercise.newest_at <= self.reply_at else exercise

    def shared_need(self, kind: NeedKind, cohort: Cohort, section: str = "") -> SharedNeed | None:
        """What others of the cohort may need in the same way.

        ``section`` is the choice of learners that the reader made, so that the next page shows the same ones.
        """
        if kind == NeedKind.ASKS and self.question:
            return self.question.shared_need(everybody=section not in ("", MINE))
        if kind == NeedKind.STUCK and self.unanswered:
            return self.unanswered.shared_need(cohort)
        if kind == NeedKind.SILENT:
            query = urlencode({"show": "silent"} | ({"section": section} if section else {}))
            grid = f"{cohort.get_absolute_url()}?{query}"
            return SharedNeed(reason=rules.SILENT_TOGETHER, about=grid, action="Write to them", href=grid)
        return None

    def last_day(self, learner: User) -> date | None:
        """The day of the newest activity on the learner's own calendar."""
        return self.last_at.astimezone(learner.zone).date() if self.last_at else None

    @property
    def events(self) -> tuple[datetime | None, ...]:
        """The times of what a mentor should look at."""
        exercise = self.stuck_exercise
        return (self.question.newest_at if self.question else None, exercise.newest_at if exercise else None)


def activity_of(progress: Mapping[int, LearnerProgress], cohort: Cohort) -> dict[int, LearnerActivity]:
    """Return the activity of these learners of the cohort. Four queries.

    What a learner studied, marked and submitted counts in each of their cohorts; what they wrote counts only in the one
    where they wrote it.
    """
    keys = list(progress)
    stuck_exercises = stuck_of([key for key in keys if progress[key].most_open_submissions >= rules.STUCK_AFTER])
    questions = questions_of([cohort.pk])
    written = comment_times(Comment.objects.filter(thread__learner__in=keys, thread__cohort=cohort))
    replies = reply_times([cohort.pk])
    return {
        key: LearnerActivity(
            last_at=max(filter(None, (progress[key].last_at, written[cohort.pk, key].by_learner)), default=None),
            written_to_at=written[cohort.pk, key].by_mentor,
            stuck_exercise=stuck_exercises.get(key),
            question=questions.get((cohort.pk, key)),
            reply_at=reply_to(stuck_exercises.get(key), cohort.pk, replies),
        )
        for key in keys
    }


def reply_times(cohorts: Sequence[int]) -> ReplyTimes:
    """Return when each mistake was answered by a shared reply that is in force. One query."""
    rows = SharedReply.objects.in_force().filter(cohort__in=cohorts, mistake__gt="")
    return {(cohort, exercise, mistake): at for cohort, exercise, mistake, at in rows.values_list(*_REPLY_COLUMNS)}


def reply_to(stuck: StuckExercise | None, cohort: int, replies: ReplyTimes) -> datetime | None:
    return replies.get((cohort, stuck.exercise_id, stuck.mistake)) if stuck else None


def questions_of(cohorts: Sequence[int]) -> dict[CohortAndLearner, WaitingQuestion]:
    """Return the oldest question that waits for an answer, for each of these cohorts and learner. One query."""
    return {
        (cohort, learner): WaitingQuestion(
            uid=uid,
            quoted_title=in_quotes(title),
            waiting_since=waiting_since,
            newest_at=newest_at,
            exercise=exercise or "",
            topic=topic or "",
        )
        for cohort, learner, uid, title, waiting_since, newest_at, exercise, topic in _QUESTIONS(cohorts=list(cohorts))
    }


def _questions() -> QuerySet[Thread, Any]:
    threads = Thread.objects.filter(cohort__in=KeysParam("cohorts"))
    rows = threads.with_newest().waiting_for_mentor().with_waiting_since().longest_waiting_last()
    exercise = Coalesce("exercise__slug", "submission__exercise__slug")
    columns = (title_column(), "waiting_since", "newest_at", exercise, "topic__uid")
    return rows.values_list("cohort_id", "learner_id", "uid", *columns)


_QUESTIONS = CompiledQuery(_questions)


def comment_times(comments: CommentQuerySet) -> Mapping[CohortAndLearner, CommentTimes]:
    """Return the times of the newest of these comments, for each cohort and learner. One query."""
    rows = comments.order_by().values_list("thread__cohort_id", "thread__learner_id").annotate(
        by_learner=Max("written_at", filter=Q(from_mentor=False)),
        by_mentor=Max("written_at", filter=Q(from_mentor=True)),
    )  # fmt: skip
    none = CommentTimes(by_learner=None, by_mentor=None)
    times = {(cohort, learner): CommentTimes(mine, theirs) for cohort, learner, mine, theirs in rows}
    return defaultdict(lambda: none, times)


def stuck_of(learners: Sequence[int]) -> dict[int, StuckExercise]:
    """Return the exercise that each of these learners failed most often for one reason. One query.

    A pass clears an exercise for good: failures after it are experiments.
    """
    longest: dict[int, StuckExercise] = {}
    for learner, exercise, slug, title, mistake, reason, times, newest, newest_at in _STREAKS(learners=list(learners)):
        text = (SAME_MISTAKE if mistake else SAME_CHECK).format(reason.replace("_", " ")) if reason else ""
        longest[learner] = StuckExercise(
            exercise_id=exercise, slug=slug, mistake=mistake, failing=Failing(title, times, text), newest=newest,
            newest_at=newest_at,
        )  # fmt: skip
    return longest


def _streaks() -> QuerySet[Submission, Any]:
    """(learner, exercise, slug, title, mistake, reason, times, newest, newest at), the longest last."""
    passes = Submission.objects.passes().filter(learner=OuterRef("learner"), exercise=OuterRef("exercise"))
    failures = Submission.objects.filter(
        ~Exists(passes), learner__in=KeysParam("learners"), mode=ModeChoice.SUBMIT, verdict__in=LEARNER_FAILURES
    )
    checks = CheckResult.objects.filter(submission=OuterRef("pk")).exclude(verdict=VerdictChoice.PASSED)
    first_check = Coalesce(Subquery(checks.order_by("order").values("title")[:1]), Value(""))
    reason = Case(When(mistake="", then=first_check), default=F("mistake"), output_field=CharField())
    columns = ("learner_id", "exercise_id", "exercise__slug", "exercise__title", "mistake", "reason")
    rows = failures.order_by().annotate(reason=reason).values_list(*columns)
    streaks = rows.annotate(times=Count("pk"), newest=Max("pk"), newest_at=Max("created_at"))
    return streaks.filter(times__gte=rules.STUCK_AFTER).order_by("times", "newest")


_STREAKS = CompiledQuery(_streaks)


def newest_submissions(learners: Sequence[int]) -> dict[int, Submission]:
    """Return the newest submission of each learner, with what a list shows of it. One query."""
    runs = Submission.objects.filter(learner__in=learners, mode=ModeChoice.SUBMIT).order_by()
    newest = runs.values("learner").annotate(newest=Max("pk")).values("newest")
    columns = ("uid", "learner", "state", "verdict", "created_at", "exercise__title", "exercise__slug")
    rows = Submission.objects.filter(pk__in=newest).select_related("exercise").only(*columns)
    return {run.learner_id: run for run in rows}


def need_of(
    member: Membership,
    activity: LearnerActivity,
    today: date,
    *,
    has_completed: bool = False,
    shortfall: Shortfall | None = None,
) -> LearnerNeed:
    """Return why a learner needs their mentor."""
    last, question = activity.last_day(member.user), activity.question
    zone, written_at = member.user.zone, activity.written_to_at
    asked_on = question.waiting_since.astimezone(zone).date() if question else today
    return rules.need_of(
        asking=Asking(question.quoted_title, (today - asked_on).days) if question else None,
        failing=activity.unanswered.failing if activity.unanswered else None,
        silent_days=(today - (last or member.joined_on)).days,
        written_days=(today - written_at.astimezone(zone).date()).days if written_at else None,
        has_begun=last is not None,
        has_completed=has_completed,
        shortfall=shortfall,
    )
