"""The learners who need a mentor, in all of their cohorts at once. The number of queries is constant."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Max, Model
from django.urls import reverse

from accounts.models import User
from cohorts import wording
from cohorts.cohort.models import Cohort, Membership
from cohorts.joining.models import JoinRequest
from cohorts.joining.queries import requests_of, with_requests_to
from cohorts.members.queries import learners_in
from cohorts.needs import rules
from cohorts.needs.activity import (
    CohortAndLearner,
    CommentTimes,
    LearnerActivity,
    ReplyTimes,
    StuckExercise,
    WaitingQuestion,
    comment_times,
    need_of,
    questions_of,
    reply_times,
    reply_to,
    stuck_of,
)
from cohorts.needs.rules import Asking, SharedNeed
from cohorts.needs.waiting_work import WaitingWork, waiting_work
from cohorts.reminders.models import Reminder
from cohorts.sections.queries import EVERYBODY, own_learners
from cohorts.threads.models import Comment
from curriculum.models import Roadmap
from exercises.models import Submission
from progress.checkpoints.models import CriterionMark
from progress.hours.models import StudyEntry
from progress.learners import progress_of
from progress.roadmap.roadmaps import curriculum
from progress.topic.models import TopicMark

LINES_PER_COHORT = 12


@dataclass(frozen=True, kw_only=True)
class NeedLine:
    """A learner who needs the mentor, the reason, and the one thing to do."""

    label: str
    reason: str
    """Why, as the end of a sentence about them."""
    weight: tuple[int, int]
    """Higher for what is more urgent."""
    learners: frozenset[UUID]
    """Their uids: of one, or of all who need the same."""
    about: str
    """The address of the page about them."""
    action: str
    href: str
    shared: SharedNeed | None = None
    """What others may need in the same way."""

    @property
    def sentence(self) -> str:
        return f"{self.label} {self.reason}."


@dataclass(frozen=True, kw_only=True)
class CohortNeeds:
    """A cohort with its learners who need the mentor, the most urgent first."""

    cohort: Cohort
    learners: int
    lines: Sequence[NeedLine]
    """All of them."""
    requests: Sequence[JoinRequest] = ()
    """To join, for its leads."""

    @property
    def first_lines(self) -> Sequence[NeedLine]:
        """The lines that a page shows."""
        return self.lines[:LINES_PER_COHORT]

    @property
    def more(self) -> int:
        return len(self.lines) - len(self.first_lines)


@dataclass(frozen=True)
class MentorHome:
    """A mentor's cohorts, the newest first, and who needs them there."""

    cohorts: Sequence[CohortNeeds]
    has_sections: bool = False
    """Whether the mentor has learners of their own: of their sections, or assigned to them."""
    shows_everybody: bool = True
    """Whether the others are shown too."""

    @property
    def query(self) -> str:
        """What follows an address, so that the page there shows the same learners as this one."""
        return f"?section={EVERYBODY}" if self.has_sections and self.shows_everybody else ""

    @property
    def headline(self) -> str:
        """A learner of two cohorts counts once."""
        return rules.headline(len({uid for needs in self.cohorts for line in needs.lines for uid in line.learners}))

    @property
    def first_line(self) -> NeedLine | None:
        """The most urgent of all."""
        lines = [line for needs in self.cohorts for line in needs.lines]
        return max(lines, key=lambda line: line.weight, default=None)

    @property
    def widest_line(self) -> NeedLine | None:
        """What most learners need at once, if that isn't the first line. None: each needs something of their own."""
        lines = [line for needs in self.cohorts for line in needs.lines if len(line.learners) > 1]
        widest = max(lines, key=lambda line: len(line.learners), default=None)
        return None if widest is self.first_line else widest

    @property
    def learners(self) -> int:
        return sum(needs.learners for needs in self.cohorts)


@dataclass(frozen=True, kw_only=True)
class _Facts:
    """The facts that decide who needs a mentor."""

    questions: Mapping[CohortAndLearner, WaitingQuestion]
    """The oldest that waits."""
    stuck_exercises: Mapping[int, StuckExercise]
    """By learner."""
    submission_uids: Mapping[int, UUID]
    times: Mapping[int, datetime]
    """By learner: the newest activity anywhere but in a thread."""
    comment_times: Mapping[CohortAndLearner, CommentTimes]
    waiting_work: Sequence[Mapping[CohortAndLearner, WaitingWork]]
    """By its kind: requests for a sign-off, projects."""
    replies: ReplyTimes
    reminders: Mapping[CohortAndLearner, tuple[datetime, date]]
    """When the mentor saw the learner, and on which day they want to be reminded."""
    finishers: Collection[CohortAndLearner]
    """The inactive learners who have completed their cohort's roadmap."""
    today: date
    """The mentor's day."""

    def activity_of(self, pair: CohortAndLearner) -> LearnerActivity:
        written, stuck = self.comment_times[pair], self.stuck_exercises.get(pair[1])
        return LearnerActivity(
            last_at=max(filter(None, (self.times.get(pair[1]), written.by_learner)), default=None),
            written_to_at=written.by_mentor,
            stuck_exercise=stuck,
            question=self.questions.get(pair),
            reply_at=reply_to(stuck, pair[0], self.replies),
        )

    def is_dealt_with(self, pair: CohortAndLearner, activity: LearnerActivity) -> bool:
        """Whether the mentor has set a reminder about the learner, and nothing has happened since."""
        if pair not in self.reminders:
            return False
        seen_at, remind_on = self.reminders[pair]
        return rules.is_dealt_with(until=remind_on, today=self.today, at=seen_at, events=activity.events)


def mentor_home(person: User, *, now: datetime, everybody: bool = False) -> MentorHome:
    """Return who needs the mentor: in a cohort where they have learners of their own, only those, unless they ask
    for everybody. Thirteen queries, one for each kind of work that waits, one more if somebody asks to join, and one
    for each roadmap of which somebody is inactive.

    Archived cohorts are left out: nothing is to be done there.
    """
    cohorts = list(with_requests_to(person, Cohort.objects.active().with_staff(person)))
    if not cohorts:
        return MentorHome([])
    members: dict[int, list[Membership]] = defaultdict(list)
    own_by_cohort = own_learners(person)
    for member in learners_in([cohort.pk for cohort in cohorts]):
        own = own_by_cohort.get(member.cohort_id)
        if not everybody and own and not own.contains(member):
            continue
        members[member.cohort_id].append(member)
    facts = _read_facts(person, cohorts, members, now)
    section = EVERYBODY if everybody and own_by_cohort else ""
    requests = _join_requests([cohort.pk for cohort in cohorts if cohort.has_requests])
    return MentorHome(
        [
            replace(
                _cohort_needs(cohort, members[cohort.pk], facts, now, section), requests=requests.get(cohort.pk, [])
            )
            for cohort in cohorts
        ],
        has_sections=bool(own_by_cohort),
        shows_everybody=everybody or not own_by_cohort,
    )


def _join_requests(cohorts: Sequence[int]) -> Mapping[int, Sequence[JoinRequest]]:
    """Return the requests to join, by cohort. One query, or none without cohorts."""
    by_cohort: dict[int, list[JoinRequest]] = defaultdict(list)
    for request in requests_of(cohorts) if cohorts else ():
        by_cohort[request.cohort_id].append(request)
    return by_cohort


def _read_facts(
    mentor: User, cohorts: Sequence[Cohort], members: Mapping[int, Sequence[Membership]], now: datetime
) -> _Facts:
    keys = sorted({member.user_id for group in members.values() for member in group})
    times = _newest_times(keys)
    stuck_exercises = stuck_of(keys)
    newest = Submission.objects.filter(pk__in=[exercise.newest for exercise in stuck_exercises.values()])
    reminders = Reminder.objects.filter(mentor=mentor, cohort__in=cohorts)
    return _Facts(
        questions=questions_of([cohort.pk for cohort in cohorts]),
        stuck_exercises=stuck_exercises,
        submission_uids=dict(newest.values_list("pk", "uid")),
        times=times,
        comment_times=comment_times(Comment.objects.filter(thread__cohort__in=cohorts)),
        waiting_work=waiting_work(cohorts),
        replies=reply_times([cohort.pk for cohort in cohorts]),
        reminders={(row.cohort_id, row.learner_id): (row.seen_at, row.remind_on) for row in reminders},
        finishers=_finishers(cohorts, members, times, now),
        today=now.astimezone(mentor.zone).date(),
    )


def _finishers(
    cohorts: Sequence[Cohort], members: Mapping[int, Sequence[Membership]], times: Mapping[int, datetime], now: datetime
) -> Collection[CohortAndLearner]:
    """Return the inactive learners who have completed their roadmap. For the active ones it makes no difference."""
    since = now - timedelta(days=rules.SILENT_AFTER - 1)  # a day less, since a learner's day may end earlier
    by_roadmap: dict[int | None, list[Membership]] = defaultdict(list)
    for cohort in cohorts:
        inactive = [member for member in members.get(cohort.pk, ()) if times.get(member.user_id, now) < since]
        by_roadmap[cohort.roadmap_id] += inactive
    finishers: set[CohortAndLearner] = set()
    for roadmap, group in by_roadmap.items():
        try:
            progress = progress_of([member.user for member in group], curriculum(roadmap)) if group else {}
        except Roadmap.DoesNotExist:
            continue
        pairs = {(member.cohort_id, member.user_id): progress[member.user_id] for member in group}
        finishers |= {pair for pair, learner_progress in pairs.items() if learner_progress.is_completed}
    return finishers


def _newest_times(learners: Sequence[int]) -> dict[int, datetime]:
    """Return when each learner was last active anywhere but in a thread. Four queries."""
    times: dict[int, datetime] = {}
    sources: list[tuple[type[Model], str]] = [
        (StudyEntry, "created_at"),
        (TopicMark, "marked_at"),
        (CriterionMark, "marked_at"),
        (Submission, "created_at"),
    ]
    for model, column in sources:
        rows = model._default_manager.filter(learner__in=learners).order_by().values_list("learner_id")
        for learner, at in rows.annotate(newest=Max(column)):
            times[learner] = max(at, times.get(learner, at))
    return times


def _cohort_needs(
    cohort: Cohort, members: Sequence[Membership], facts: _Facts, now: datetime, section: str
) -> CohortNeeds:
    """``section`` is the choice of learners that the lines' links keep."""
    labels = wording.labels([(str(member.user), member.user.email) for member in members])
    pairs = list(zip(members, labels, strict=True))
    alone = [line for member, label in pairs if (line := _line(cohort, member, label, facts, now, section))]
    alone += [line for member, label in pairs for line in _work_lines(cohort, member, label, facts, now)]
    lines = [_together(group) for group in rules.by_need(alone, lambda line: line.shared)]
    lines.sort(key=lambda line: (-line.weight[0], -line.weight[1], line.label.casefold()))
    return CohortNeeds(cohort=cohort, learners=len(members), lines=lines)


def _together(lines: Sequence[NeedLine]) -> NeedLine:
    """The one line of all who need the same."""
    first = lines[0]
    if len(lines) == 1 or not first.shared:
        return first
    return NeedLine(
        label=f"{wording.in_words(len(lines)).capitalize()} learners",
        reason=first.shared.reason,
        weight=(first.weight[0], sum(size for _, size in (line.weight for line in lines))),
        learners=frozenset(uid for line in lines for uid in line.learners),
        about=first.shared.about,
        action=first.shared.action,
        href=first.shared.href,
    )


def _line(
    cohort: Cohort, member: Membership, label: str, facts: _Facts, now: datetime, section: str
) -> NeedLine | None:
    learner, pair = member.user, (cohort.pk, member.user_id)
    activity = facts.activity_of(pair)
    action, href = "Write to them", reverse("cohorts:write_to", args=[cohort.slug, learner.uid])
    if activity.question:
        action, href = "Answer", activity.question.get_absolute_url()
    elif exercise := activity.unanswered:
        run = facts.submission_uids[exercise.newest]
        action, href = "Read the submission", reverse("cohorts:submission_detail", args=[cohort.slug, learner.uid, run])
    today = now.astimezone(learner.zone).date()
    need = need_of(member, activity, today, has_completed=pair in facts.finishers)
    if not need.is_urgent or facts.is_dealt_with(pair, activity):
        return None
    return NeedLine(
        label=label, reason=need.reason, weight=need.weight, learners=frozenset([learner.uid]),
        about=reverse("cohorts:learner_detail", args=[cohort.slug, learner.uid]), action=action, href=href,
        shared=activity.shared_need(need.kind, cohort, section),
    )  # fmt: skip


def _work_lines(cohort: Cohort, member: Membership, label: str, facts: _Facts, now: datetime) -> Iterator[NeedLine]:
    """Each kind of work that waits has a line, as urgent as a question that is as old."""
    zone = member.user.zone
    today = now.astimezone(zone).date()
    for works in facts.waiting_work:
        if work := works.get((cohort.pk, member.user_id)):
            day = work.since.astimezone(zone).date()
            asking = Asking(work.title, (today - day).days)
            yield NeedLine(
                label=label,
                reason=f"{work.reason} {wording.days_ago(day, today=today)}",
                weight=rules.need_of(asking=asking, failing=None, silent_days=0, has_begun=True).weight,
                learners=frozenset([member.user.uid]),
                about=reverse("cohorts:learner_detail", args=[cohort.slug, member.user.uid]),
                action=work.action,
                href=work.href,
                shared=SharedNeed(reason=work.reason, about=work.list_href, action=work.action, href=work.list_href),
            )
