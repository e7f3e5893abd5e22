"""The hours page: entries by week, totals by kind, logged against estimated by topic."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Min, OuterRef, Subquery, Sum

from accounts.models import User
from exercises.models import Exercise, Submission
from progress import habits, rules
from progress.durations import say_hours
from progress.models import Kind, StudyEntry, StudyEntryQuerySet, Timer
from progress.queries.home import Balance, balance_of, recent_minutes
from progress.queries.outline import Outline, TopicLine, outline_for, topic_names

WEEKS_SHOWN = 8
WEEKS_OPEN = 2
SEEN_DAYS = 7


@dataclass(frozen=True)
class Week:
    """One week with study. ``entries``, newest first, are only there when it is open."""

    monday: date
    minutes: int
    entries: Sequence[StudyEntry]

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def total(self) -> str:
        return say_hours(self.minutes)

    @property
    def next_monday(self) -> date:
        """The page of the weeks before it opens this one."""
        return self.monday + timedelta(days=7)


@dataclass(frozen=True)
class KindTotal:
    kind: str
    total: str
    percent: int
    asked: int


@dataclass(frozen=True)
class SeenSession:
    """A sitting at the exercises that is not logged; ``start`` is the learner's own time."""

    session: habits.Session
    start: datetime
    topic: str

    @property
    def day(self) -> date:
        return self.start.date()

    @property
    def end(self) -> datetime:
        return self.start + timedelta(minutes=self.session.minutes)


@dataclass(frozen=True)
class HoursPage:
    outline: Outline
    weeks: Sequence[Week]
    weeks_folded: Sequence[Week]
    older_than: date | None
    """The Monday before which there are more entries."""
    minutes_by_kind: Mapping[str, int]
    week: str
    balance: Balance
    timer: Timer | None
    calendar: Sequence[habits.CalendarDay]
    rhythm: str
    factor: habits.Factor
    seen: Sequence[SeenSession]

    @property
    def total(self) -> str:
        return say_hours(sum(self.minutes_by_kind.values()))

    @property
    def kinds(self) -> list[KindTotal]:
        minutes = {kind: self.minutes_by_kind.get(kind, 0) for kind in Kind.values}
        percents, asked = rules.shares(minutes), self.outline.roadmap.balance
        return [KindTotal(kind, say_hours(minutes[kind]), percents[kind], asked[kind]) for kind in Kind.values]

    @property
    def topics(self) -> list[TopicLine]:
        """Those with time on them, or the one that is next."""
        return [line for line in self.outline.topics.values() if line.budget.minutes or line is self.outline.here]


def seen_sessions(learner: User, *, today: date) -> list[SeenSession]:
    """Sittings at the exercises in the last days that no entry on their topic and day accounts for: three queries."""
    since = today - timedelta(days=SEEN_DAYS - 1)
    first_topic = Exercise.topics.through.objects.filter(exercise=OuterRef("exercise")).order_by("pk")
    runs = (
        Submission.objects.filter(learner=learner, created_at__date__gte=since - timedelta(days=1))
        .annotate(topic=Subquery(first_topic.values("topic__uid")[:1]))
        .order_by()
    )
    entries = StudyEntry.objects.of(learner).filter(day__gte=since).values_list("day", "topic__uid")
    logged = set(entries)
    titles = {topic.uid: topic.label for topic in topic_names()}
    found = habits.sessions(runs.values_list("created_at", "topic"))
    seen = [SeenSession(one, one.start.astimezone(learner.zone), titles.get(one.topic or "", "")) for one in found]
    return [one for one in seen if one.day >= since and (one.day, one.session.topic) not in logged]


def minutes_by_day(learner: User, *, today: date) -> dict[date, int]:
    """Of the weeks that the calendar shows."""
    first = rules.week_start(today) - timedelta(weeks=habits.CALENDAR_WEEKS - 1)
    days = StudyEntry.objects.of(learner).filter(day__gte=first, day__lte=today).order_by()
    return dict(days.values_list("day").annotate(total=Sum("minutes")))


def _weeks(mine: StudyEntryQuerySet, start: date, end: date) -> list[Week]:
    """The weeks with study from ``start`` to before ``end``, the newest first and open: two queries."""
    minutes: Counter[date] = Counter()
    by_day = mine.filter(day__gte=start, day__lt=end).order_by().values_list("day").annotate(total=Sum("minutes"))
    for day, total in by_day:
        minutes[rules.week_start(day)] += total
    mondays = sorted(minutes, reverse=True)
    entries: dict[date, list[StudyEntry]] = defaultdict(list)
    since = mondays[:WEEKS_OPEN][-1] if mondays else end
    for entry in mine.filter(day__gte=since, day__lt=end).newest_first().select_related("topic"):
        entries[rules.week_start(entry.day)].append(entry)
    return [Week(monday, minutes[monday], entries[monday]) for monday in mondays]


def hours_page(learner: User, *, today: date, before: date | None = None) -> HoursPage:
    """``before``: the page of the weeks before that day."""
    outline = outline_for(learner)
    mine = StudyEntry.objects.of(learner)
    end = rules.week_start(before) if before else rules.week_start(today) + timedelta(days=7)
    start = end - timedelta(weeks=WEEKS_SHOWN)
    weeks = _weeks(mine, start, end)
    kinds = list(mine.order_by().values("kind").annotate(total=Sum("minutes"), first=Min("day")))
    by_day, by_kind = recent_minutes(learner, today=today)
    days = minutes_by_day(learner, today=today)
    return HoursPage(
        outline,
        weeks[:WEEKS_OPEN],
        weeks[WEEKS_OPEN:],
        start if any(kind["first"] < start for kind in kinds) else None,
        {kind["kind"]: kind["total"] for kind in kinds},
        rules.week_sentence(by_day, today=today),
        balance_of(by_kind, outline),
        Timer.objects.filter(learner=learner).select_related("topic").first(),
        habits.calendar(days, today=today),
        habits.rhythm_sentence(days, today=today),
        outline.factor,
        seen_sessions(learner, today=today),
    )
