"""The hours page: entries by week, totals by kind, logged against estimated by topic."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, OuterRef, Subquery, Sum
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from accounts.models import User
from exercises.models import Exercise, Submission
from progress import habits, rules
from progress.durations import say_hours
from progress.log_line import TopicName
from progress.models import Kind, Source, StudyEntry, StudyEntryQuerySet, Timer
from progress.queries.facts import days_of
from progress.queries.home import Balance, balance_of, week_of
from progress.queries.outline import Outline, TopicLine, outline_for, topic_names

WEEKS_SHOWN = 8
ENTRIES_SHOWN = 25  # of the open week
SEEN_DAYS = 7


@dataclass(frozen=True)
class Week:
    """One week with study, by its totals."""

    monday: date
    minutes: int
    entries: int

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
class EntryLine:
    uid: UUID
    day: date
    kind: str
    minutes: int
    note: str
    source: str
    topic_uid: str | None
    topic_label: str | None
    topic_title: str | None

    @property
    def topic(self) -> str:
        return self.topic_label or self.topic_title or ""

    @property
    def source_said(self) -> str:
        """Nothing where it was typed, as most are."""
        return "" if self.source == Source.TYPED else str(Source(self.source).label)


@dataclass(frozen=True)
class OpenWeek:
    """The week whose entries are listed, the newest first, so many on a part of the page."""

    week: Week
    part: int
    entries: Sequence[EntryLine]

    @property
    def first(self) -> int:
        return (self.part - 1) * ENTRIES_SHOWN + 1

    @property
    def last(self) -> int:
        return self.first + len(self.entries) - 1

    @property
    def newer(self) -> int | None:
        """The part with newer entries of this week."""
        return self.part - 1 if self.part > 1 else None

    @property
    def older(self) -> int | None:
        return self.part + 1 if self.last < self.week.entries else None


@dataclass(frozen=True)
class HoursPage:
    outline: Outline
    open: OpenWeek | None
    weeks_folded: Sequence[Week]
    older_than: date | None
    """The Monday before which there are more entries."""
    minutes_by_kind: Mapping[str, int]
    week: str
    balance: Balance
    timer: Timer | None
    calendar: SafeString
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
    def topics(self) -> list[SafeString]:
        """Those with time on them, or the one that is next: a list item each, made once for all who see the same."""
        shown = (line for line in self.outline.topics.values() if line.budget.minutes or line is self.outline.here)
        return [self._topic(line) for line in shown]

    def _topic(self, line: TopicLine) -> SafeString:
        key = ("hours", line.pk, line.state, line.budget)
        return self.outline.curriculum.pieces.get(
            key, lambda: render_to_string("progress/hours_topic.html", {"topic": line})
        )


def seen_sessions(learner: User, *, today: date) -> list[SeenSession]:
    """Sittings at the exercises in the last days that no entry on their topic and day accounts for: three queries."""
    return _seen(learner, topic_names(), today)


def _seen(learner: User, names: Iterable[TopicName], today: date) -> list[SeenSession]:
    since = today - timedelta(days=SEEN_DAYS - 1)
    from_when = datetime.combine(since - timedelta(days=1), time.min, learner.zone)
    first_topic = Exercise.topics.through.objects.filter(exercise=OuterRef("exercise")).order_by("pk")
    runs = (
        Submission.objects.filter(learner=learner, created_at__gte=from_when)
        .annotate(topic=Subquery(first_topic.values("topic__uid")[:1]))
        .order_by()
    )
    entries = StudyEntry.objects.of(learner).filter(day__gte=since).values_list("day", "topic__uid")
    logged = set(entries)
    titles = {topic.uid: topic.label for topic in names}
    found = habits.sessions(runs.values_list("created_at", "topic"))
    seen = [SeenSession(one, one.start.astimezone(learner.zone), titles.get(one.topic or "", "")) for one in found]
    return [one for one in seen if one.day >= since and (one.day, one.session.topic) not in logged]


def _weeks(mine: StudyEntryQuerySet, start: date, end: date) -> list[Week]:
    """The weeks with study from ``start`` to before ``end``, the newest first, by the database's own sums: one query.

    Days come out of it, not entries: at most seven rows a week.
    """
    minutes: Counter[date] = Counter()
    entries: Counter[date] = Counter()
    days = mine.filter(day__gte=start, day__lt=end).order_by().values_list("day")
    for day, total, count in days.annotate(total=Sum("minutes"), count=Count("pk")):
        minutes[rules.week_start(day)] += total
        entries[rules.week_start(day)] += count
    return [Week(monday, minutes[monday], entries[monday]) for monday in sorted(minutes, reverse=True)]


def _open(mine: StudyEntryQuerySet, week: Week, part: int) -> OpenWeek:
    """One query."""
    last_part = -(-week.entries // ENTRIES_SHOWN)
    part = min(max(1, part), last_part)
    rows = mine.filter(day__gte=week.monday, day__lte=week.sunday).newest_first()
    columns = ("uid", "day", "kind", "minutes", "note", "source", "topic__uid", "topic__label", "topic__title")
    shown = rows.values_list(*columns)[(part - 1) * ENTRIES_SHOWN : part * ENTRIES_SHOWN]
    return OpenWeek(week, part, [EntryLine(*row) for row in shown])


def hours_page(learner: User, *, today: date, before: date | None = None, part: int = 1) -> HoursPage:
    """``before``: the page of the weeks before that day. ``part``: which of the open week's entries."""
    outline = outline_for(learner)
    mine = StudyEntry.objects.of(learner)
    end = rules.week_start(before) if before else rules.week_start(today) + timedelta(days=7)
    start = end - timedelta(weeks=WEEKS_SHOWN)
    weeks = _weeks(mine, start, end)
    began = outline.facts.first_day
    first_day = rules.week_start(today) - timedelta(weeks=habits.CALENDAR_WEEKS - 1)
    days = days_of(learner, since=first_day)
    by_day = days.by_day(first_day)
    return HoursPage(
        outline,
        _open(mine, weeks[0], part) if weeks else None,
        weeks[1:],
        start if began and began < start else None,
        outline.facts.minutes_by_kind,
        week_of(days, today=today),
        balance_of(days, outline, today=today),
        Timer.objects.filter(learner=learner).select_related("topic").first(),
        habits.calendar_html(habits.calendar(by_day, today=today)),
        habits.rhythm_sentence(by_day, today=today),
        outline.factor,
        _seen(learner, outline.curriculum.names, today),
    )
