"""Where learners are against their plans, and when they should finish, for many learners at once.

Call `paces_of` for the learners on a page. `standings_of` is for whole cohorts: it leaves out the projected finish,
which needs everything that a learner logged and marked. Neither makes more queries for more learners.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache, lru_cache

from django.db.models import F, Sum

from accounts.models import User
from cohorts import rules
from cohorts.models import Cohort, DueWeek, Membership
from cohorts.rules import RECENT_WEEKS, Basis, DueTopic, Shortfall
from lib.compiled_queries import NO_KEY, CompiledForKeys, CompiledQuery, Param
from lib.ranges import HoursRange
from progress.models import MarkState, StudyEntry, StudyPause, StudyPlan, TopicMark
from progress.pace.finish import Finish, project, project_plan
from progress.pace.plan import WeeklyPlan
from progress.pace.weekly import LOOK_BACK_WEEKS, Pace
from progress.queries.curriculum.curriculum import Curriculum, curriculum
from progress.queries.learners import LearnerProgress, progress_of
from progress.queries.plan.progress import pace_of_weeks
from progress.queries.plan.rows import as_plan
from progress.queries.plan.weeks import middle_minutes
from progress.rules.weeks import week_start

_DAYS = CompiledForKeys(
    lambda keys: (
        StudyEntry.objects.filter(learner__in=keys, day__gte=Param("since"))
        .order_by()
        .values_list("learner_id", "day")
        .annotate(total=Sum("minutes"))
    )
)
_PLANS = CompiledForKeys(
    lambda keys: (
        StudyPlan.objects.filter(learner__in=keys)
        .order_by()
        .values_list("learner_id", "start", "minutes_a_day", "weekdays", "pauses__first", "pauses__last")
    )
)
_LOGGED_SINCE_START = CompiledForKeys(
    lambda keys: (
        StudyEntry.objects.filter(learner__in=keys, day__gte=F("learner__study_plan__start"))
        .order_by()
        .values_list("learner_id")
        .annotate(total=Sum("minutes"))
    )
)
CLOSED_MARKS = (MarkState.DONE, MarkState.REVIEW, MarkState.SKIPPED)
_MINUTES_OF_TOPICS = CompiledForKeys(
    lambda keys: (
        StudyEntry.objects.filter(learner__in=keys, topic__isnull=False)
        .order_by()
        .values_list("learner_id", "topic_id")
        .annotate(total=Sum("minutes"))
    )
)
_CLOSED_TOPICS = CompiledForKeys(
    lambda keys: TopicMark.objects.filter(learner__in=keys, subtopic=None, state__in=CLOSED_MARKS).values_list(
        "learner_id", "topic_id"
    )
)
_DUE_WEEKS = CompiledQuery(
    lambda: DueWeek.objects.filter(cohort=Param("cohort")).order_by().values_list("phase_id", "topic_id", "week")
)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A learner's minutes against a plan."""

    basis: Basis
    minutes_ahead: int | None
    """Negative is behind. None: there is nothing to compare with."""
    plan: WeeklyPlan | None
    """The learner's own plan."""
    week: int = 0
    """The minutes of a week: of their own plan, or the mean of the cohort's."""
    shortfall: Shortfall | None = None
    """Why their pace needs attention. None: it doesn't."""
    is_new: bool = False
    """They joined in the last two weeks. Nobody expects them to be where the others are."""

    @property
    def is_behind(self) -> bool:
        """Whether they are behind by a week or more."""
        return not self.is_new and rules.is_behind(self.minutes_ahead, self.week)

    @property
    def text(self) -> str:
        """ "5.2 h behind", "1.5 h ahead", "on plan" or "no plan"."""
        return rules.pace_text(self.minutes_ahead)


@dataclass(frozen=True, kw_only=True)
class LearnerPace:
    """A learner's standing and the projected finish of their path, as their own plan page shows it."""

    standing: Standing
    finish: Finish | None
    """None: nothing to project from, neither a plan nor four weeks of logged study."""
    today: date
    week_minutes: int
    """Logged since the Monday of their week."""

    @property
    def finish_text(self) -> str:
        """ "13 December to 12 January", or empty."""
        return self.finish.range_text(self.today) if self.finish and self.finish.first else ""

    @property
    def sentence(self) -> str:
        """ "5.2 h behind the cohort’s plan. Projected finish: 13 December to 12 January." """
        parts = [rules.standing_text(self.standing.minutes_ahead, self.standing.basis)]
        if self.finish_text:
            parts.append(f"Projected finish: {self.finish_text}")
        return " ".join(f"{part}." for part in parts)


def paces_of(members: Sequence[Membership], cohort: Cohort, *, now: datetime) -> dict[int, LearnerPace]:
    """The pace of these learners of the cohort, by the learner's primary key. Ten queries.

    The members need their users (`select_related("user")`). Raises Roadmap.DoesNotExist when none is loaded.
    """
    course = curriculum()
    standings = standings_of(members, cohort, course, now=now)
    progress = progress_of([member.user for member in members], course)
    return paces_from(members, standings, progress, now=now)


def paces_from(
    members: Sequence[Membership],
    standings: Mapping[int, Standing],
    progress: Mapping[int, LearnerProgress],
    *,
    now: datetime,
) -> dict[int, LearnerPace]:
    """The same from what a page has read already. One query."""
    weeks = _weeks([member.user_id for member in members], now)
    paces = {}
    for member in members:
        today = now.astimezone(member.user.zone).date()
        standing, theirs = standings[member.user_id], progress[member.user_id]
        finish = _finish(theirs, standing.plan, weeks[member.user_id], today)
        week_minutes = weeks[member.user_id][week_start(today)]
        paces[member.user_id] = LearnerPace(standing=standing, finish=finish, today=today, week_minutes=week_minutes)
    return paces


def finishes_of(
    learners: Sequence[User], progress: Mapping[int, LearnerProgress], *, now: datetime
) -> dict[int, Finish | None]:
    """The projected finish of these learners, by primary key. Three queries."""
    keys = [learner.pk for learner in learners]
    weeks, plans = _weeks(keys, now), _plans(keys)
    return {
        learner.pk: _finish(
            progress[learner.pk], plans.get(learner.pk), weeks[learner.pk], now.astimezone(learner.zone).date()
        )
        for learner in learners
    }


def _weeks(keys: Sequence[int], now: datetime) -> dict[int, Counter[date]]:
    """The minutes of each of the last weeks, by learner and Monday."""
    since = week_start(now.date()) - timedelta(weeks=LOOK_BACK_WEEKS + 1)  # their today may be tomorrow or yesterday
    weeks: dict[int, Counter[date]] = defaultdict(Counter)
    for learner, day, minutes in _DAYS(keys, since=since):
        weeks[learner][week_start(day)] += minutes
    return weeks


def _finish(theirs: LearnerProgress, plan: WeeklyPlan | None, weeks: Mapping[date, int], today: date) -> Finish | None:
    pace = pace_of_weeks(weeks, plan, theirs.facts.first_day, today)
    if not pace.fast:
        return None
    return _project(theirs.forecast.total, plan, pace, today)


@lru_cache(maxsize=2048)
def _project(hours_left: HoursRange, plan: WeeklyPlan | None, pace: Pace, today: date) -> Finish:
    """Cached: a cohort's page asks the same all day."""
    if plan is None:
        return project(today, [hours_left], pace)[0]
    if pace.is_logged:
        return project(today, [hours_left], pace, plan.pauses, plan.start)[0]
    return project_plan(today, [hours_left], plan)[0]


def standings_of(
    members: Sequence[Membership], cohort: Cohort, course: Curriculum, *, now: datetime
) -> dict[int, Standing]:
    """The standing of these learners, by the learner's primary key. Six queries at most."""
    keys = [member.user_id for member in members]
    plans = _plans(keys)
    days = {member.user_id: now.astimezone(member.user.zone).date() for member in members}
    plan_topics = _due_topics(cohort, course)
    if plan_topics:
        basis, ahead = Basis.COHORT, _ahead_of_cohort(members, plan_topics, course, days)
    else:
        basis, ahead = Basis.OWN, _ahead_of_own(plans, days)
    standings = {key: Standing(basis=Basis.NONE, minutes_ahead=None, plan=plans.get(key)) for key in keys}
    for member in members:
        if member.user_id in ahead:
            minutes, cohort_week = ahead[member.user_id]
            plan = plans.get(member.user_id)
            standings[member.user_id] = Standing(
                basis=basis,
                minutes_ahead=minutes,
                plan=plan,
                week=plan.minutes_a_week if plan else cohort_week,
                is_new=member.joined_on > days[member.user_id] - timedelta(weeks=RECENT_WEEKS),
            )
    return _with_shortfalls(standings, days)


def _with_shortfalls(standings: Mapping[int, Standing], days: Mapping[int, date]) -> dict[int, Standing]:
    """One query."""
    since = {key: day - timedelta(weeks=RECENT_WEEKS) for key, day in days.items()}
    lagging = [key for key, standing in standings.items() if standing.is_behind]
    minutes_lately: Counter[int] = Counter()
    for learner, day, minutes in _DAYS(lagging or [NO_KEY], since=min(since.values(), default=date.min)):
        minutes_lately[learner] += minutes if day >= since[learner] else 0
    shortfalls = {}
    for key in lagging:
        plan, week = standings[key].plan, standings[key].week
        plan_lately = plan.minutes_between(since[key], days[key]) if plan else RECENT_WEEKS * week
        ahead = standings[key].minutes_ahead or 0
        shortfalls[key] = rules.shortfall_of(ahead, week, lately=minutes_lately[key], plan_lately=plan_lately)
    return {key: replace(standing, shortfall=shortfalls.get(key)) for key, standing in standings.items()}


def _plans(keys: Sequence[int]) -> dict[int, WeeklyPlan]:
    plans: dict[int, tuple[date, int, str]] = {}
    pauses: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for learner, start, minutes, weekdays, first, last in _PLANS(keys):
        plans[learner] = start, minutes, weekdays
        if first:
            pauses[learner].append((first, last))
    return {learner: _plan(*plan, tuple(pauses.get(learner, ()))) for learner, plan in plans.items()}


@lru_cache(maxsize=2048)
def _plan(start: date, minutes: int, weekdays: str, pauses: tuple[tuple[date, date], ...]) -> WeeklyPlan:
    row = StudyPlan(start=start, minutes_a_day=minutes, weekdays=weekdays)
    return as_plan(row, [StudyPause(first=first, last=last) for first, last in pauses])


def _ahead_of_own(plans: Mapping[int, WeeklyPlan], days: Mapping[int, date]) -> dict[int, tuple[int, int]]:
    """The minutes logged since the learner's own plan began, less those planned before today; and a week's minutes."""
    minutes_logged = dict(_LOGGED_SINCE_START(list(plans)))
    return {
        key: (minutes_logged.get(key, 0) - plan.minutes_between(plan.start, days[key]), plan.minutes_a_week)
        for key, plan in plans.items()
    }


def _ahead_of_cohort(
    members: Sequence[Membership], plan_topics: Mapping[int, DueTopic], course: Curriculum, days: Mapping[int, date]
) -> dict[int, tuple[int, int]]:
    """The minutes of the cohort's plan that are done, less those that should be; and those of a mean week."""
    keys = list(days)
    minutes_logged: dict[int, dict[int, int]] = defaultdict(dict)
    for learner, topic, minutes in _MINUTES_OF_TOPICS(keys):
        minutes_logged[learner][topic] = minutes
    closed_topics: dict[int, set[int]] = defaultdict(set)
    for learner, topic in _CLOSED_TOPICS(keys):
        closed_topics[learner].add(topic)

    @cache
    def estimates(background: str) -> dict[int, int]:
        hours = {topic: course.topics[topic].hours_for(background) for topic in plan_topics}
        return {topic: middle_minutes(of_topic) for topic, of_topic in hours.items() if of_topic}

    @cache
    def minutes_due(background: str, today: date) -> int:
        return rules.minutes_due(
            [(plan_topics[topic], minutes) for topic, minutes in estimates(background).items()], today
        )

    first = min(topic.first_day for topic in plan_topics.values())
    last = max(topic.due_on for topic in plan_topics.values())
    ahead = {}
    for member in members:
        key, background = member.user_id, member.user.hours_background
        minutes_done = rules.minutes_done(estimates(background), minutes_logged[key], closed_topics[key])
        minutes = minutes_due(background, days[key])
        ahead[key] = minutes_done - minutes, rules.mean_week(minutes, first, min(days[key], last))
    return ahead


def _due_topics(cohort: Cohort, course: Curriculum) -> dict[int, DueTopic]:
    """The topics of the cohort's plan. A due week of its own comes before that of its phase."""
    by_phase: dict[int, date] = {}
    by_topic: dict[int, date] = {}
    for phase, topic, week in _DUE_WEEKS(cohort=cohort.pk):
        due_on = DueWeek(cohort=cohort, week=week).due_on
        if phase:
            by_phase[phase] = due_on
        elif topic in course.topics:
            by_topic[topic] = due_on
    of_phases = {topic: day for phase, day in by_phase.items() for topic in course.phase_topics.get(phase, ())}
    return rules.due_topics(cohort.started_on, of_phases | by_topic)
