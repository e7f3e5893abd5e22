"""What learners did, read for a whole cohort at once. The number of queries depends neither on them nor on it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Exists, Max, OuterRef, Sum

from accounts.models import User
from cohorts import rules
from cohorts.models import Comment, Membership, Thread
from cohorts.rules import Asking, Failing, Need
from exercises.models import Mode, Submission, Verdict
from progress.models import CriterionMark, StudyEntry, TopicMark

THEIR_OWN = [verdict for verdict in Verdict.values if verdict not in (Verdict.PASSED, Verdict.INTERNAL)]


@dataclass
class Deeds:
    """What one learner did, by primary keys."""

    minutes: dict[int | None, int] = field(default_factory=dict)  # by topic; None: on no topic
    by_day: dict[date, int] = field(default_factory=dict)  # of the last days only
    topic_marks: dict[int, str] = field(default_factory=dict)
    part_marks: dict[int, str] = field(default_factory=dict)
    begun: set[int] = field(default_factory=set)  # exercises
    seen: list[datetime] = field(default_factory=list)
    newest: Submission | None = None
    failing: Failing | None = None
    question: Thread | None = None
    """The oldest that waits for an answer."""

    def last_day(self, learner: User) -> date | None:
        """The day of the newest deed on the learner's own calendar."""
        return max(self.seen).astimezone(learner.zone).date() if self.seen else None


def deeds_of(learners: list[int], *, since: date) -> Mapping[int, Deeds]:
    """By learner. Nine queries."""
    deeds: dict[int, Deeds] = defaultdict(Deeds)
    _read_hours(learners, deeds, since)
    _read_marks(learners, deeds)
    _read_submissions(learners, deeds)
    _read_questions(learners, deeds)
    return deeds


def _read_hours(learners: list[int], deeds: dict[int, Deeds], since: date) -> None:
    entries = StudyEntry.objects.filter(learner__in=learners).order_by()
    totals = entries.values_list("learner_id", "topic_id").annotate(Sum("minutes"), Max("created_at"))
    for learner, topic, minutes, last in totals:
        deeds[learner].minutes[topic] = minutes
        deeds[learner].seen.append(last)
    days = entries.filter(day__gte=since).values_list("learner_id", "day").annotate(Sum("minutes"))
    for learner, day, minutes in days:
        deeds[learner].by_day[day] = minutes


def _read_marks(learners: list[int], deeds: dict[int, Deeds]) -> None:
    for mark in TopicMark.objects.filter(learner__in=learners):
        theirs = deeds[mark.learner_id]
        if mark.subtopic_id is None:
            theirs.topic_marks[mark.topic_id] = mark.state
        else:
            theirs.part_marks[mark.subtopic_id] = mark.state
        theirs.seen.append(mark.marked_at)
    answers = CriterionMark.objects.filter(learner__in=learners).order_by()
    for learner, at in answers.values_list("learner_id").annotate(Max("marked_at")):
        deeds[learner].seen.append(at)


def _read_submissions(learners: list[int], deeds: dict[int, Deeds]) -> None:
    sent = Submission.objects.filter(learner__in=learners).order_by()
    for learner, exercise, last in sent.values_list("learner_id", "exercise_id").annotate(Max("created_at")):
        deeds[learner].begun.add(exercise)
        deeds[learner].seen.append(last)
    newest = sent.filter(mode=Mode.SUBMIT).values("learner").annotate(newest=Max("pk")).values("newest")
    for submission in Submission.objects.filter(pk__in=newest).select_related("exercise").defer("source", "output"):
        deeds[submission.learner_id].newest = submission
    later_pass = Submission.objects.passed().filter(
        learner=OuterRef("learner"), exercise=OuterRef("exercise"), created_at__gt=OuterRef("created_at")
    )
    failed = sent.filter(~Exists(later_pass), mode=Mode.SUBMIT, verdict__in=THEIR_OWN)
    streaks = failed.values_list("learner_id", "exercise__title").annotate(times=Count("pk")).order_by("times")
    for learner, title, times in streaks:  # the longest is written last
        deeds[learner].failing = Failing(title, times)


def _read_questions(learners: list[int], deeds: dict[int, Deeds]) -> None:
    threads = Thread.objects.filter(learner__in=learners)
    asked = threads.with_subject().with_newest().waiting_for_mentor().with_waiting_since()
    for thread in asked.longest_waiting_last():
        deeds[thread.learner_id].question = thread
    theirs = Comment.objects.filter(thread__learner__in=learners, from_mentor=False).order_by()
    for learner, last in theirs.values_list("thread__learner_id").annotate(Max("written_at")):
        deeds[learner].seen.append(last)


def need_of(member: Membership, deeds: Deeds, today: date) -> Need:
    last, question = deeds.last_day(member.user), deeds.question
    asked = question.waiting_since.astimezone(member.user.zone).date() if question else today
    return rules.need_of(
        asking=Asking(question.called, (today - asked).days) if question else None,
        failing=deeds.failing,
        silent_days=(today - (last or member.joined_on)).days,
        has_begun=last is not None,
    )
