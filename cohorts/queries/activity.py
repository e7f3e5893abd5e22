"""What learners did, for a whole cohort at once. The number of queries is constant."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Exists, Max, OuterRef, Sum

from accounts.models import User
from cohorts import rules
from cohorts.models import Cohort, Comment, Membership, Thread
from cohorts.rules import Asking, Failing, LearnerNeed
from exercises.models import ModeChoice, Submission, VerdictChoice
from progress.models import CriterionMark, StudyEntry, TopicMark
from progress.queries.facts import Mark

LEARNER_FAILURES = [
    verdict for verdict in VerdictChoice.values if verdict not in (VerdictChoice.PASSED, VerdictChoice.INTERNAL)
]


@dataclass(kw_only=True)
class LearnerActivity:
    """What one learner did, by primary keys."""

    minutes: dict[int | None, int] = field(default_factory=dict)  # by topic; None: on no topic
    by_day: dict[date, int] = field(default_factory=dict)  # of the last days only
    topic_marks: dict[int, Mark] = field(default_factory=dict)
    part_marks: dict[int, str] = field(default_factory=dict)
    exercises: set[int] = field(default_factory=set)  # that they ran
    times: list[datetime] = field(default_factory=list)
    newest: Submission | None = None
    failing: Failing | None = None
    question: Thread | None = None
    """The oldest thread of this cohort that waits for an answer."""

    def last_day(self, learner: User) -> date | None:
        """The day of the newest activity on the learner's own calendar."""
        return max(self.times).astimezone(learner.zone).date() if self.times else None


def activity_of(learners: list[int], cohort: Cohort, *, since: date) -> Mapping[int, LearnerActivity]:
    """By learner, as the mentors of a cohort may know them. Nine queries.

    What a learner studied, marked and submitted counts in each of their cohorts; what they wrote counts only in the one
    where they wrote it.
    """
    activity: dict[int, LearnerActivity] = defaultdict(LearnerActivity)
    _read_hours(learners, activity, since)
    _read_marks(learners, activity)
    _read_submissions(learners, activity)
    _read_questions(learners, cohort, activity)
    return activity


def _read_hours(learners: list[int], activity: dict[int, LearnerActivity], since: date) -> None:
    entries = StudyEntry.objects.filter(learner__in=learners).order_by()
    totals = entries.values_list("learner_id", "topic_id").annotate(Sum("minutes"), Max("created_at"))
    for learner, topic, minutes, last in totals:
        activity[learner].minutes[topic] = minutes
        activity[learner].times.append(last)
    days = entries.filter(day__gte=since).values_list("learner_id", "day").annotate(Sum("minutes"))
    for learner, day, minutes in days:
        activity[learner].by_day[day] = minutes


def _read_marks(learners: list[int], activity: dict[int, LearnerActivity]) -> None:
    for mark in TopicMark.objects.filter(learner__in=learners):
        theirs = activity[mark.learner_id]
        if mark.subtopic_id is None:
            theirs.topic_marks[mark.topic_id] = Mark(
                state=mark.state, marked_at=mark.marked_at, by_parts=mark.by_parts, parts=mark.parts
            )
        else:
            theirs.part_marks[mark.subtopic_id] = mark.state
        theirs.times.append(mark.marked_at)
    answers = CriterionMark.objects.filter(learner__in=learners).order_by()
    for learner, at in answers.values_list("learner_id").annotate(Max("marked_at")):
        activity[learner].times.append(at)


def _read_submissions(learners: list[int], activity: dict[int, LearnerActivity]) -> None:
    runs = Submission.objects.filter(learner__in=learners).order_by()
    for learner, exercise, last in runs.values_list("learner_id", "exercise_id").annotate(Max("created_at")):
        activity[learner].exercises.add(exercise)
        activity[learner].times.append(last)
    newest = runs.filter(mode=ModeChoice.SUBMIT).values("learner").annotate(newest=Max("pk")).values("newest")
    for submission in (
        Submission.objects.filter(pk__in=newest).select_related("exercise").defer("source", "source_html", "output")
    ):
        activity[submission.learner_id].newest = submission
    passes = Submission.objects.passes().filter(learner=OuterRef("learner"), exercise=OuterRef("exercise"))
    failures = runs.filter(~Exists(passes), mode=ModeChoice.SUBMIT, verdict__in=LEARNER_FAILURES)
    streaks = failures.values_list("learner_id", "exercise__title").annotate(times=Count("pk")).order_by("times")
    for learner, title, times in streaks:  # the longest is written last
        activity[learner].failing = Failing(title, times)


def _read_questions(learners: list[int], cohort: Cohort, activity: dict[int, LearnerActivity]) -> None:
    threads = Thread.objects.filter(cohort=cohort, learner__in=learners)
    questions = threads.with_subject().with_newest().waiting_for_mentor().with_waiting_since()
    for thread in questions.longest_waiting_last():
        activity[thread.learner_id].question = thread
    theirs = Comment.objects.filter(thread__in=threads, from_mentor=False).order_by()
    for learner, last in theirs.values_list("thread__learner_id").annotate(Max("written_at")):
        activity[learner].times.append(last)


def need_of(member: Membership, activity: LearnerActivity, today: date) -> LearnerNeed:
    last, question = activity.last_day(member.user), activity.question
    asked_on = question.waiting_since.astimezone(member.user.zone).date() if question else today
    return rules.need_of(
        asking=Asking(question.quoted_title, (today - asked_on).days) if question else None,
        failing=activity.failing,
        silent_days=(today - (last or member.joined_on)).days,
        has_begun=last is not None,
    )
