"""The learners of a cohort with what decides who is shown, and in which order. Read for the whole cohort."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, cached_property
from itertools import count
from typing import NamedTuple

from accounts.models import User
from cohorts import wording
from cohorts.cohort.models import Cohort, Membership
from cohorts.grid.choice import GridChoice, LearnerFilter, SortOrder
from cohorts.members.queries import learners_in
from cohorts.needs.activity import LearnerActivity, WaitingQuestion, activity_of, need_of
from cohorts.needs.rules import NO_NEED, SILENT_AFTER, LearnerNeed, SharedNeed, is_dealt_with
from cohorts.plan.due_weeks import CohortPlan
from cohorts.plan.pace import plans_of
from cohorts.plan.standings import Standing, standing_of
from cohorts.reminders.models import Reminder
from curriculum.models import Topic
from progress.learners import LearnerProgress, progress_of
from progress.plan.rules import WeeklyPlan
from progress.roadmap.curriculum import Curriculum, ExerciseFacts


@dataclass(frozen=True, kw_only=True)
class GridLearner:
    """A learner of the cohort with what decides whether they are shown, and where."""

    member: Membership
    label: str
    """Their name, with their address where another learner of the cohort has the same name."""
    progress: LearnerProgress
    activity: LearnerActivity
    standing: Standing
    need: LearnerNeed
    last_active: date | None
    today: date
    """Theirs."""
    remind_on: date | None = None
    """The mentor has seen them, and nothing new has happened. They then need no attention until that day."""
    number: int = field(default_factory=count().__next__)
    """Another one for each that was made in this process."""

    @property
    def learner(self) -> User:
        return self.member.user

    @property
    def question(self) -> WaitingQuestion | None:
        return self.activity.question

    def shared_need(self, cohort: Cohort, section: str) -> SharedNeed | None:
        """What others of the cohort may need in the same way. ``section`` is the reader's choice."""
        return self.activity.shared_need(self.need.kind, cohort, section)

    @property
    def silent_days(self) -> int:
        return (self.today - (self.last_active or self.member.joined_on)).days

    @cached_property
    def _names(self) -> tuple[str, str]:
        return self.learner.name.casefold(), self.learner.email.casefold()

    def matches(self, search: str) -> bool:
        """``search`` is in lower case."""
        return any(search in name for name in self._names)

    def is_in(self, show: LearnerFilter) -> bool:
        match show:
            case LearnerFilter.ALL:
                return True
            case LearnerFilter.ATTENTION:
                return self.need.needs_attention
            case LearnerFilter.BEHIND:
                return self.standing.is_behind
            case LearnerFilter.STUCK:
                return self.activity.stuck_exercise is not None
            case LearnerFilter.SILENT:
                return self.silent_days >= SILENT_AFTER and not self.progress.is_completed
            case LearnerFilter.ASKS:
                return self.question is not None
            case LearnerFilter.SEEN:
                return self.remind_on is not None
            case LearnerFilter.NOT_BEGUN:
                return self.last_active is None
            case LearnerFilter.NOT_PASSED:
                return not self.progress.facts.first_passes

    def has_passed(self, subject: Topic | ExerciseFacts) -> bool:
        """Whether they have passed an exercise, or all exercises of a topic. A topic without any: they are done with
        it.
        """
        passes = self.progress.facts.first_passes
        if not isinstance(subject, Topic):
            return subject.pk in passes
        exercises = self.progress.curriculum.exercises.get(subject.pk, ())
        if not exercises:
            return self.progress.states[subject.pk].is_closed
        return all(exercise.pk in passes for exercise in exercises)

    @cached_property
    def attention(self) -> tuple[float, ...]:
        """Return the key for the order by need: lower comes first."""
        kind, size = self.need.weight
        return (-kind, -size)

    @cached_property
    def name_key(self) -> tuple[str, int]:
        return (self.learner.name.casefold(), self.learner.pk)

    def sort_key(self, sort: SortOrder) -> tuple[float, ...]:
        """Return the key for this order: lower comes first."""
        attention, exercise, ahead = self.attention, self.activity.stuck_exercise, self.standing.minutes_ahead
        match sort:
            case SortOrder.PACE:
                return (ahead is None, ahead or 0, *attention)
            case SortOrder.STUCK:
                return (-exercise.failing.times if exercise else 0, *attention)
            case SortOrder.SILENT:
                return (self.progress.is_completed, -self.silent_days, *attention)
            case SortOrder.NAME:
                return ()
        return attention


def learners_of(cohort: Cohort, course: Curriculum, *, reader: User | None, now: datetime) -> list[GridLearner]:
    """Return all learners of the cohort, those who need the mentor first. ``reader`` is the mentor."""
    members = learners_in([cohort.pk])
    progress = progress_of([member.user for member in members], course)
    activity = activity_of(progress, cohort)
    cohort_plan, plans = CohortPlan(cohort, course), plans_of(list(progress))
    labels = wording.labels([(str(member.user), member.user.email) for member in members])
    reminders = _reminders(reader, cohort) if reader else {}
    today_in = cache(lambda zone: now.astimezone(zone).date())
    today = today_in(reader.zone) if reader else now.date()
    learners = []
    for member, label in zip(members, labels, strict=True):
        key = member.user_id
        entry = _GridEntry(member, progress[key], activity[key], plans.get(key), cohort_plan)
        remind_on = _reminder_day(reminders[key], activity[key], today) if key in reminders else None
        learners.append(_cached_learner(entry, label, remind_on, today_in(member.user.zone)))
    return _in_order(learners, SortOrder.ATTENTION)


class _GridEntry(NamedTuple):
    """The facts about a learner that a GridLearner follows from."""

    member: Membership
    progress: LearnerProgress
    activity: LearnerActivity
    plan: WeeklyPlan | None
    cohort_plan: CohortPlan


def _cached_learner(entry: _GridEntry, label: str, remind_on: date | None, today: date) -> GridLearner:
    """Return the learner from the cache if they have done nothing since a page showed them.

    The objects in the key are cached themselves, and what is cached here refers to them: no other has their identity.
    """
    member, progress, activity, plan, cohort_plan = entry
    cache = progress.curriculum.page_values
    cache_key = (id(member), id(progress), id(plan), label, activity, cohort_plan.version, remind_on, today)
    learner: GridLearner | None = cache.get(cache_key)
    if learner is None:
        standing = standing_of(member, progress, plan, cohort_plan, today)
        need = need_of(member, activity, today, has_completed=progress.is_completed, shortfall=standing.shortfall)
        learner = GridLearner(
            member=member, label=label, progress=progress, activity=activity, standing=standing,
            need=NO_NEED if remind_on else need, last_active=activity.last_day(member.user), today=today,
            remind_on=remind_on,
        )  # fmt: skip
        cache.put(cache_key, learner)
    return learner


def _reminders(reader: User, cohort: Cohort) -> dict[int, tuple[datetime, date]]:
    """Return when a mentor saw each learner, and on which day they want to be reminded."""
    rows = Reminder.objects.of(reader, cohort).values_list("learner_id", "seen_at", "remind_on")
    return {learner: (seen_at, remind_on) for learner, seen_at, remind_on in rows}


def _reminder_day(reminder: tuple[datetime, date], activity: LearnerActivity, today: date) -> date | None:
    """Return the day of a reminder, or None if something has happened since."""
    seen_at, remind_on = reminder
    holds = is_dealt_with(until=remind_on, today=today, at=seen_at, events=activity.events)
    return remind_on if holds else None


def _in_order(learners: Sequence[GridLearner], sort: SortOrder) -> list[GridLearner]:
    """Ties are ordered by name, so that no learner is on two pages."""
    return sorted(learners, key=lambda entry: (entry.sort_key(sort), entry.name_key))


def choice_subject(choice: GridChoice, course: Curriculum) -> Topic | ExerciseFacts | None:
    """Return what the chosen learners haven't passed. None: the choice names nothing of the roadmap."""
    kind, _, name = choice.of.partition("=")
    if choice.show != LearnerFilter.NOT_PASSED:
        return None
    if kind == "topic":
        return next((topic for topic in course.topics.values() if topic.uid == name), None)
    exercises = (exercise for of_topic in course.exercises.values() for exercise in of_topic)
    return next((exercise for exercise in exercises if kind == "exercise" and exercise.slug == name), None)


def selection_of(learners: Sequence[GridLearner], choice: GridChoice) -> list[GridLearner]:
    """Return the learners that the choice selects, in its order."""
    search = choice.search.casefold()
    selection = [entry for entry in learners if entry.matches(search)]
    subject = choice_subject(choice, learners[0].progress.curriculum) if learners else None
    if subject:
        selection = [entry for entry in selection if not entry.has_passed(subject)]
    else:
        selection = [entry for entry in selection if entry.is_in(choice.show)]
    return selection if choice.sort == SortOrder.ATTENTION else _in_order(selection, choice.sort)
