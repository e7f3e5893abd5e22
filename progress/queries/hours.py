"""The hours page: entries by week, totals by kind, logged against estimated by topic."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from html import escape  # Django's does the same ten times slower: it asks first whether the text is a lazy one
from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from accounts.models import User
from curriculum.models import Roadmap
from curriculum.questions import Blank, Question
from exercises.models import Submission
from progress import habits, rules
from progress.durations import say_hours, say_minutes
from progress.models import Kind, Source, StudyEntry
from progress.queries.curriculum import Curriculum, curriculum
from progress.queries.facts import Days, days_of
from progress.queries.home import Balance, balance_of, week_of
from progress.queries.outline import Outline, TopicLine, outline_for

WEEKS_SHOWN = 8
ENTRIES_SHOWN = 25  # of the open week
SEEN_DAYS = 7
MOST_AHEAD = timedelta(days=2)  # for an hour of each day there are three days on Earth
BLANK = str(UUID(int=0))


@lru_cache(maxsize=4096)
def _name(day: date, what: str) -> str:
    """Of its month or its day of the week. Kept, as making it takes as long as the rest of a line."""
    return format(day, what)


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
    def said(self) -> str:
        """ "16 November to 22 November 2026"."""
        first, last = self.monday, self.sunday
        return f"{first.day} {_name(first, '%B')} to {last.day} {_name(last, '%B')} {last.year}"

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


@cache
def _address(view: str, uid: str = BLANK) -> str:
    """Of a topic, or of any entry, with a blank for its uid: making it out takes longer than the rest of a line."""
    return reverse(view, args=[uid])


_TOPIC = ' on <a href="{}">{}</a>'
_SOURCE = ' <span class="soft small">{}</span>'
_ROW = """<li><span>{}</span><div class="end row"><span>{}</span>
<a href="{}">Change<span class="visually-hidden"> {}</span></a>
<button class="plain" formaction="{}" hx-post="{}">Delete<span class="visually-hidden"> {}</span></button></div></li>
"""


@dataclass(frozen=True)
class EntryLine:
    uid: UUID
    day: date
    kind: str
    minutes: int
    note: str
    source: str = Source.TYPED
    topic_uid: str | None = None
    topic_label: str | None = None
    topic_title: str | None = None

    @property
    def topic(self) -> str:
        return self.topic_label or self.topic_title or ""

    @property
    def day_said(self) -> str:
        return f"{_name(self.day, '%a')} {self.day.day} {_name(self.day, '%b')}"

    @property
    def spent(self) -> str:
        return say_minutes(self.minutes)

    @property
    def said(self) -> str:
        """Which one it is, for the name of a button."""
        return f"{self.spent} of {self.kind} on {self.day.day} {_name(self.day, '%b')}"

    @property
    def edit_url(self) -> str:
        return _address("progress:edit_entry").replace(BLANK, str(self.uid))

    @property
    def delete_url(self) -> str:
        return _address("progress:delete_entry").replace(BLANK, str(self.uid))

    @property
    def row(self) -> str:
        """Its item in the list of a week, in one piece: as parts of a template the entries took a third of the page."""
        kind, said, delete = escape(self.kind), escape(self.said), self.delete_url
        topic = self.topic_uid and _TOPIC.format(_address("progress:topic_detail", self.topic_uid), escape(self.topic))
        source = "" if self.source == Source.TYPED else _SOURCE.format(Source(self.source).label)
        note = f": {escape(self.note)}" if self.note else ""
        what = f"{self.day_said}, {kind}{topic or ''}{note}{source}"
        return _ROW.format(what, self.spent, self.edit_url, said, delete, delete, said)


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
    def rows(self) -> SafeString:
        return mark_safe("".join(entry.row for entry in self.entries))  # noqa: S308  # each has escaped its texts

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
    calendar: SafeString
    rhythm: str
    factor: habits.Factor
    seen: Sequence[SeenSession]
    ahead: str
    """Why an entry's day is still to come, where one is."""

    @property
    def total(self) -> str:
        return say_hours(sum(self.minutes_by_kind.values()))

    @property
    def kinds(self) -> list[KindTotal]:
        minutes = {kind: self.minutes_by_kind.get(kind, 0) for kind in Kind.values}
        percents, asked = rules.shares(minutes), self.outline.roadmap.balance
        return [KindTotal(kind, say_hours(minutes[kind]), percents[kind], asked[kind]) for kind in Kind.values]

    @property
    def topics(self) -> SafeString:
        """Those with time on them, or the one that is next: a list item each, made once for all who see the same."""
        shown = (line for line in self.outline.topics.values() if line.budget.minutes or line is self.outline.here)
        return SafeString("".join(map(self._topic, shown)))

    def _topic(self, line: TopicLine) -> SafeString:
        key = ("hours", line.pk, line.state, line.budget)
        return self.outline.curriculum.pieces.get(
            key, lambda: render_to_string("progress/hours_topic.html", {"topic": line})
        )


def seen_sessions(learner: User, *, today: date) -> list[SeenSession]:
    """Sittings at the exercises in the last days that no entry on their topic and day accounts for: three queries."""
    try:
        return _seen(learner, curriculum(), today)
    except Roadmap.DoesNotExist:
        return []


_RUNS = Question(
    lambda: (
        Submission.objects.filter(learner=Blank("learner"), created_at__gte=Blank("since"))
        .order_by()
        .values_list("created_at", "exercise")
    )
)
_LOGGED = Question(
    lambda: (
        StudyEntry.objects.filter(learner=Blank("learner"), day__gte=Blank("since"))
        .order_by()
        .values_list("day", "topic__uid")
        .distinct()
    )
)


def _seen(learner: User, course: Curriculum, today: date) -> list[SeenSession]:
    since = today - timedelta(days=SEEN_DAYS - 1)
    from_when = datetime.combine(since - timedelta(days=1), time.min, learner.zone)
    runs = _RUNS(learner=learner.pk, since=from_when)
    logged = set(_LOGGED(learner=learner.pk, since=since))
    titles = {topic.uid: topic.label for topic in course.names}
    found = habits.sessions((at, course.main_topics.get(of)) for at, of in runs)
    seen = [SeenSession(one, one.start.astimezone(learner.zone), titles.get(one.topic or "", "")) for one in found]
    return [one for one in seen if one.day >= since and (one.day, one.session.topic) not in logged]


def _weeks(days: Days, start: date, end: date) -> list[Week]:
    """The weeks with study from ``start`` to before ``end``, the newest first."""
    minutes: Counter[date] = Counter()
    entries: Counter[date] = Counter()
    for day, _, total, count in days.sums:
        if start <= day < end:
            monday = rules.week_start(day)
            minutes[monday] += total
            entries[monday] += count
    return [Week(monday, minutes[monday], entries[monday]) for monday in sorted(minutes, reverse=True)]


@cache
def _entries(part: int) -> Question:
    columns = ("uid", "day", "kind", "minutes", "note", "source", "topic__uid", "topic__label", "topic__title")
    mine = StudyEntry.objects.filter(learner=Blank("learner"), day__gte=Blank("first"), day__lte=Blank("last"))
    shown = slice((part - 1) * ENTRIES_SHOWN, part * ENTRIES_SHOWN)
    return Question(lambda: mine.newest_first().values_list(*columns)[shown])


def _open(learner: User, week: Week, part: int) -> OpenWeek:
    """One query."""
    last_part = -(-week.entries // ENTRIES_SHOWN)
    part = min(max(1, part), last_part)
    rows = _entries(part)(learner=learner.pk, first=week.monday, last=week.sunday)
    return OpenWeek(week, part, [EntryLine(*row) for row in rows])


def hours_page(learner: User, *, today: date, before: date | None = None, part: int = 1) -> HoursPage:
    """``before``: the page of the weeks before that day. ``part``: which of the open week's entries."""
    outline = outline_for(learner)
    first_day = rules.week_start(today) - timedelta(weeks=habits.CALENDAR_WEEKS - 1)
    days = days_of(learner, since=first_day)
    latest = max(today, min(days.last, today + MOST_AHEAD))
    end = rules.week_start(before) if before else rules.week_start(latest) + timedelta(days=7)
    start = end - timedelta(weeks=WEEKS_SHOWN)
    weeks = _weeks(days if start >= first_day else days_of(learner, since=start, before=end), start, end)
    began = outline.facts.first_day
    by_day = days.by_day(first_day)
    return HoursPage(
        outline,
        _open(learner, weeks[0], part) if weeks else None,
        weeks[1:],
        start if began and began < start else None,
        outline.facts.minutes_by_kind,
        week_of(days, today=today),
        balance_of(days, outline, today=today),
        habits.calendar_html(by_day, today=latest),
        habits.rhythm_sentence(by_day, today=latest),
        outline.factor,
        _seen(learner, outline.curriculum, today),
        _ahead(today, latest),
    )


def _ahead(today: date, latest: date) -> str:
    """For who has travelled west, into a day that was over where they came from."""
    if latest == today:
        return ""
    here, there = (f"{day.day} {day:%B}" for day in (today, latest))
    return f"Where you are now it is {here} still. What was logged for {there} farther east keeps its day."
