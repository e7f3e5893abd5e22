"""The reasons why the hours left changed since the learner last looked.

Property tests hold `explain` to lines that add up to the difference exactly.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import F

from accounts.models import User
from lib.compiled_queries import CompiledQuery, Param
from lib.durations import HoursRange, unbroken, unbroken_hours
from progress.forecast.forecast import MIN_TOPICS, Forecast, ForecastItem, format_factor
from progress.forecast.models import ForecastSnapshot
from progress.outline.outline import Outline

BACKGROUND_CHANGED = "You changed your background"
WAS_ADDED = "“{}” was added to the path"
WAS_REMOVED = "“{}” was removed from the path"
TOPICS_CHANGED = "The topics of “{}” changed"
ENOUGH_TOPICS = "{} finished topics, enough to adjust to it"
PACE_CHANGED = "Your pace went from {} to {} the estimate ({})"
MAX_LINES = 8
MIN_CHANGE = 50  # tenths of an hour; a smaller one moves no date by much


@dataclass(frozen=True)
class ForecastChange:
    """One reason for another number of hours left, and by how many tenths it moved the low and the high end."""

    reason: str
    low: int
    high: int

    @property
    def hours(self) -> str:
        return format_change(self.low, self.high)

    @property
    def size(self) -> int:
        return abs(self.low) + abs(self.high)


def format_change(low: int, high: int) -> str:
    """ "+2 h", "−6 to −9 h", "−0.5 to +2 h"."""
    ends = [f"{'+' if end > 0 else '−' if end < 0 else ''}{abs(end) / 10:g}" for end in sorted((low, high), key=abs)]
    return unbroken(f"{ends[0]} h" if low == high else f"{ends[0]} to {ends[1]} h")


def explain(earlier: Forecast, current: Forecast, titles: Mapping[int, str]) -> list[ForecastChange]:
    """Explain why the hours left differ, by changes that add up to the difference of the totals, to the tenth.

    ``earlier`` is turned into ``current`` one input at a time; each step's line is what it did to the total. ``titles``
    are those of the topics.
    """
    changes = []
    state = earlier
    for reason, following in _steps(earlier, current, titles):
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
    positions = sorted(range(len(changes)), key=lambda position: -changes[position].size)  # two changes may be equal
    others = [changes[position] for position in positions[max_lines - 1 :]]
    rest = ForecastChange(f"{len(others)} smaller changes", sum(c.low for c in others), sum(c.high for c in others))
    return [*(changes[position] for position in sorted(positions[: max_lines - 1])), rest]


def _steps(earlier: Forecast, current: Forecast, titles: Mapping[int, str]) -> Iterator[tuple[str, Forecast]]:
    """Yield the changes in order: background, roadmap, finished topics, logged hours, pace."""
    state = replace(earlier, background=current.background)
    yield BACKGROUND_CHANGED, state
    for reason, work in _work_steps(earlier.work, current.work, current.background):
        state = replace(state, work=work)
        yield reason, state
    for topic in sorted(earlier.retired_topics ^ current.retired_topics):
        state = replace(state, retired_topics=state.retired_topics ^ {topic})
        verb = "was retired" if topic in current.retired_topics else "is part of the roadmap again"
        yield f"{_topic_name(topic, titles)} {verb}", state
    for topic in sorted(earlier.closed_topics.keys() | current.closed_topics.keys()):
        word = current.closed_topics.get(topic)
        if word != earlier.closed_topics.get(topic):
            closed_topics = {key: value for key, value in state.closed_topics.items() if key != topic}
            state = replace(state, closed_topics=closed_topics | ({topic: word} if word else {}))
            yield f"{_topic_name(topic, titles)} is {word or 'open again'}", state
    yield _logged_reason(earlier, current), replace(state, minutes_by_topic=current.minutes_by_topic)
    yield _pace_reason(earlier, current), current


def _work_steps(
    earlier: Mapping[str, ForecastItem], current: Mapping[str, ForecastItem], background: str
) -> Iterator[tuple[str, dict[str, ForecastItem]]]:
    removed_keys = [key for key in earlier if key not in current]
    work = {key: earlier[key] for key in [*current, *removed_keys] if key in earlier}
    yield "The order of the activities changed", work
    for key in removed_keys:
        work = {item_key: item for item_key, item in work.items() if item_key != key}
        yield WAS_REMOVED.format(earlier[key].title), work
    for key, item in current.items():
        earlier_item = earlier.get(key)
        if earlier_item is None:
            work = {
                item_key: item if item_key == key else work[item_key]
                for item_key in current
                if item_key == key or item_key in work
            }
            yield WAS_ADDED.format(item.title), work
        elif earlier_item != item:
            new_item = replace(earlier_item, hours=item.hours, title=item.title)
            work = work | {key: new_item}
            hours = (
                f"from {_hours_text(earlier_item.hours.get(background))} to {_hours_text(item.hours.get(background))}"
            )
            yield f"“{item.title}” was changed {hours}", work
            work = work | {key: item}
            yield TOPICS_CHANGED.format(item.title), work


def _hours_text(hours: HoursRange | None) -> str:
    return unbroken(str(hours)) if hours else "no hours"


def _topic_name(topic: int, titles: Mapping[int, str]) -> str:
    return f"“{titles[topic]}”" if topic in titles else "A topic"


def _logged_reason(earlier: Forecast, current: Forecast) -> str:
    minutes = sum(current.minutes_by_topic.values()) - sum(earlier.minutes_by_topic.values())
    if minutes < 0:
        return f"You removed {unbroken_hours(-minutes)} of logged study"
    return f"You logged {unbroken_hours(minutes)}" if minutes else "You moved logged hours between topics"


def _pace_reason(earlier: Forecast, current: Forecast) -> str:
    if earlier.topic_count < MIN_TOPICS <= current.topic_count:
        count = ENOUGH_TOPICS.format(current.topic_count)
    elif earlier.topic_count != current.topic_count:
        count = f"{current.topic_count} finished topics, {earlier.topic_count} before"
    else:
        count = f"{current.topic_count} finished topics, with different hours logged"
    old, new = format_factor(earlier.factor), format_factor(current.factor)
    if old == new:
        old, new = f"{earlier.factor:.2f}×", f"{current.factor:.2f}×"
    return PACE_CHANGED.format(old, new, count)


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
        """ "Change in hours left since 24 November: +5 to +8 h". Empty if little changed."""
        low, high = self.after.low - self.before.low, self.after.high - self.before.high
        if self.since is None or max(abs(low), abs(high)) < MIN_CHANGE:
            return ""
        return f"Change in hours left since {self.since.day} {self.since:%B}: {format_change(low, high)}"

    @property
    def totals(self) -> str:
        """Both totals to the tenth, so that the lines can be checked."""
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


def save_forecast(*, learner: User, forecast: Forecast, today: date) -> None:
    """Take today's snapshot; the one before it becomes the earlier one. A second call that day changes nothing."""
    snapshots = ForecastSnapshot.objects.filter(learner=learner).exclude(day=today)
    if not snapshots.update(earlier=F("newer"), earlier_day=F("day"), newer=forecast.as_json, day=today):
        first = ForecastSnapshot(learner=learner, day=today, newer=forecast.as_json)
        ForecastSnapshot.objects.bulk_create([first], ignore_conflicts=True)
