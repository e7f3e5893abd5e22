"""Why the hours left changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import F

from accounts.models import User
from lib.compiled_queries import CompiledQuery, Param
from lib.ranges import HoursRange
from progress.durations import hours_together, together
from progress.forecast.forecast import MIN_TOPICS, Forecast, ForecastItem, say_times
from progress.forecast.models import ForecastSnapshot
from progress.outline.outline import Outline

BACKGROUND_CHANGED = "You changed your background"
WAS_ADDED = "“{}” was added to the path"
WAS_REMOVED = "“{}” was removed from the path"
TOPICS_CHANGED = "The topics of “{}” changed"
ENOUGH_TOPICS = "{} finished topics, enough to adjust to it"
PACE_CHANGED = "Your pace went from {} to {} the estimate ({})"


@dataclass(frozen=True)
class ForecastChange:
    """One reason for another number of hours left, and by how many tenths it moved the low and the high end."""

    reason: str
    low: int
    high: int

    @property
    def hours(self) -> str:
        return say_change(self.low, self.high)

    @property
    def size(self) -> int:
        return abs(self.low) + abs(self.high)


def say_change(low: int, high: int) -> str:
    """ "+2 h", "−6 to −9 h", "−0.5 to +2 h"."""
    ends = [f"{'+' if end > 0 else '−' if end < 0 else ''}{abs(end) / 10:g}" for end in sorted((low, high), key=abs)]
    return together(f"{ends[0]} h" if low == high else f"{ends[0]} to {ends[1]} h")


def explain(before: Forecast, after: Forecast, titles: Mapping[int, str]) -> list[ForecastChange]:
    """Why the hours left differ: changes that add up to the difference of the totals, to the tenth.

    ``before`` is turned into ``after`` one input at a time; each step's line is what it did to the total. ``titles``
    are those of the topics.
    """
    changes = []
    state = before
    for reason, following in _steps(before, after, titles):
        if following == state:
            continue
        low, high = following.total.low - state.total.low, following.total.high - state.total.high
        if low or high:
            changes.append(ForecastChange(reason, low, high))
        state = following
    return changes


def shorten(changes: Sequence[ForecastChange], max_lines: int) -> list[ForecastChange]:
    """The largest of them in their order, and one line for the sum of the others."""
    if len(changes) <= max_lines:
        return list(changes)
    by_size = sorted(range(len(changes)), key=lambda place: -changes[place].size)  # places, since two may be equal
    others = [changes[place] for place in by_size[max_lines - 1 :]]
    rest = ForecastChange(f"{len(others)} smaller changes", sum(c.low for c in others), sum(c.high for c in others))
    return [*(changes[place] for place in sorted(by_size[: max_lines - 1])), rest]


def _steps(before: Forecast, after: Forecast, titles: Mapping[int, str]) -> Iterator[tuple[str, Forecast]]:
    """From the one to the other: the learner's background, the roadmap, what they finished and logged, their pace."""
    state = replace(before, background=after.background)
    yield BACKGROUND_CHANGED, state
    for reason, work in _work_steps(before.work, after.work, after.background):
        state = replace(state, work=work)
        yield reason, state
    for topic in sorted(before.retired_topics ^ after.retired_topics):
        state = replace(state, retired_topics=state.retired_topics ^ {topic})
        verb = "was retired" if topic in after.retired_topics else "is part of the roadmap again"
        yield f"{_topic_name(topic, titles)} {verb}", state
    for topic in sorted(before.closed_topics.keys() | after.closed_topics.keys()):
        word = after.closed_topics.get(topic)
        if word != before.closed_topics.get(topic):
            closed_topics = {key: value for key, value in state.closed_topics.items() if key != topic}
            state = replace(state, closed_topics=closed_topics | ({topic: word} if word else {}))
            yield f"{_topic_name(topic, titles)} is {word or 'open again'}", state
    yield _logged_reason(before, after), replace(state, minutes_by_topic=after.minutes_by_topic)
    yield _pace_reason(before, after), after


def _work_steps(
    before: Mapping[str, ForecastItem], after: Mapping[str, ForecastItem], background: str
) -> Iterator[tuple[str, dict[str, ForecastItem]]]:
    removed_keys = [key for key in before if key not in after]
    work = {key: before[key] for key in [*after, *removed_keys] if key in before}
    yield "The order of the activities changed", work
    for key in removed_keys:
        work = {other: item for other, item in work.items() if other != key}
        yield WAS_REMOVED.format(before[key].title), work
    for key, item in after.items():
        old = before.get(key)
        if old is None:
            work = {other: item if other == key else work[other] for other in after if other == key or other in work}
            yield WAS_ADDED.format(item.title), work
        elif old != item:
            new_item = replace(old, hours=item.hours, title=item.title)
            work = work | {key: new_item}
            hours = f"from {_hours_text(old.hours.get(background))} to {_hours_text(item.hours.get(background))}"
            yield f"“{item.title}” was changed {hours}", work
            work = work | {key: item}
            yield TOPICS_CHANGED.format(item.title), work


def _hours_text(hours: HoursRange | None) -> str:
    return together(str(hours)) if hours else "no hours"


def _topic_name(topic: int, titles: Mapping[int, str]) -> str:
    return f"“{titles[topic]}”" if topic in titles else "A topic"


def _logged_reason(before: Forecast, after: Forecast) -> str:
    minutes = sum(after.minutes_by_topic.values()) - sum(before.minutes_by_topic.values())
    if minutes < 0:
        return f"You removed {hours_together(-minutes)} of logged study"
    return f"You logged {hours_together(minutes)}" if minutes else "You moved logged hours between topics"


def _pace_reason(before: Forecast, after: Forecast) -> str:
    if before.topic_count < MIN_TOPICS <= after.topic_count:
        count = ENOUGH_TOPICS.format(after.topic_count)
    elif before.topic_count != after.topic_count:
        count = f"{after.topic_count} finished topics, {before.topic_count} before"
    else:
        count = f"{after.topic_count} finished topics, with different hours logged"
    old, new = say_times(before.factor), say_times(after.factor)
    if old == new:
        old, new = f"{before.factor:.2f}×", f"{after.factor:.2f}×"
    return PACE_CHANGED.format(old, new, count)


MAX_LINES = 8


@dataclass(frozen=True, kw_only=True)
class Changes:
    """The changes of the hours left since a day, in lines that add up."""

    since: date | None
    """None if the learner hasn't seen the page before."""
    before: HoursRange
    after: HoursRange
    lines: Sequence[ForecastChange]
    is_due: bool
    """Whether today's snapshot is still to be taken."""

    @property
    def sentence(self) -> str:
        """ "Change in hours left since 24 November: +2 to +3 h". Empty if nothing changed."""
        if not self.lines or self.since is None:
            return ""
        low, high = self.after.low - self.before.low, self.after.high - self.before.high
        difference = say_change(low, high) if low or high else "changes that cancel each other out"
        return f"Change in hours left since {self.since.day} {self.since:%B}: {difference}"

    @property
    def totals(self) -> str:
        """To the tenth, so that the lines can be checked."""
        return f"{self.before} before, {self.after} now."


_SNAPSHOT = CompiledQuery(
    lambda: ForecastSnapshot.objects.filter(learner=Param("learner")).values_list(
        "day", "newer", "earlier_day", "earlier"
    )
)


def changes_of(learner: User, outline: Outline, *, today: date) -> Changes:
    """Compared with the last day before today on which they looked, else with their first look today. One query."""
    now = outline.forecast
    for day, newer, earlier_day, earlier in _SNAPSHOT(learner=learner.pk):
        is_due = day != today
        since, snapshot = (day, newer) if is_due or earlier is None else (earlier_day, earlier)
        before = Forecast.from_json(snapshot)
        titles = {pk: topic.title for rows in (outline.curriculum.topics, outline.curriculum.retired_topics)
                  for pk, topic in rows.items()}  # fmt: skip
        lines = shorten(explain(before, now, titles), MAX_LINES)
        return Changes(since=since, before=before.total, after=now.total, lines=lines, is_due=is_due)
    return Changes(since=None, before=now.total, after=now.total, lines=(), is_due=True)


def remember_forecast(*, learner: User, forecast: Forecast, today: date) -> None:
    """Take today's snapshot; the one before it becomes the earlier one. A second call that day changes nothing."""
    snapshots = ForecastSnapshot.objects.filter(learner=learner).exclude(day=today)
    if not snapshots.update(earlier=F("newer"), earlier_day=F("day"), newer=forecast.as_json, day=today):
        first = ForecastSnapshot(learner=learner, day=today, newer=forecast.as_json)
        ForecastSnapshot.objects.bulk_create([first], ignore_conflicts=True)
