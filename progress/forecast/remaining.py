"""The hours left of each activity."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic

from lib.ranges import HoursRange
from progress.durations import tenths
from progress.plan.schedule import Key


@dataclass(frozen=True)
class Work(Generic[Key]):
    """An activity with its hours, and the topics it is about."""

    key: Key
    hours: HoursRange | None
    topics: tuple[int, ...]


def for_background(hours: HoursRange, topics: Iterable[tuple[HoursRange, HoursRange]]) -> HoursRange:
    """The hours of an activity, given for a refresher, as they grow with those of its topics: each topic comes with
    its hours as a refresher and with the learner's.
    """
    pairs = list(topics)
    refresher, personal = HoursRange.total(base for base, _ in pairs), HoursRange.total(mine for _, mine in pairs)
    if not refresher.low or refresher == personal:
        return hours
    low, high = hours.low * personal.low / refresher.low, hours.high * personal.high / refresher.high
    return HoursRange(round(min(low, high)), round(max(low, high)))


def left_of(
    works: Sequence[Work[Key]], minutes_by_topic: Mapping[int, int], closed_topics: Iterable[int]
) -> dict[Key, HoursRange]:
    """Hours left of each activity, given the minutes logged on each topic and the topics that are done or skipped.

    Time is logged on topics, and a topic may be in several activities: it fills the first of them up to its high end,
    then the next. An activity is over when all its topics are.
    """
    remaining = dict(minutes_by_topic)
    closed_set = frozenset(closed_topics)
    hours_left: dict[Key, HoursRange] = {}
    for work in works:
        if work.hours is None or (work.topics and closed_set.issuperset(work.topics)):
            hours_left[work.key] = HoursRange(0, 0)
            continue
        minutes_used = 0
        for topic in work.topics:
            take = min(remaining.get(topic, 0), 6 * work.hours.high - minutes_used)
            minutes_used += take
            remaining[topic] = remaining.get(topic, 0) - take
        tenths_used = tenths(minutes_used)
        hours_left[work.key] = HoursRange(max(0, work.hours.low - tenths_used), max(0, work.hours.high - tenths_used))
    return hours_left
