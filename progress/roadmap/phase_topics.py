"""The topics of each phase."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from curriculum.models import Activity, Topic

MIN_STARS_ON_PATH = 3  # a topic that no activity names is on the path from this many stars on


def topics_by_phase(topics: Mapping[int, Topic], activities: Iterable[Activity]) -> dict[int, list[int]]:
    """The topics of each phase. A topic is in the phase with most activities about it, the earlier one on a tie."""
    order = {topic: place for place, topic in enumerate(topics)}
    counts: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for activity in activities:
        topic_keys = [topic.pk for topic in activity.topics.all() if topic.pk in order]
        for topic in sorted(topic_keys, key=order.__getitem__):
            counts[topic][activity.phase_id] += 1
    phase_topics: dict[int, list[int]] = defaultdict(list)
    for topic, by_phase in counts.items():
        phase_topics[max(by_phase, key=lambda phase: by_phase[phase])].append(topic)
    return _with_neighbours(phase_topics, topics.values())


def _with_neighbours(phase_topics: Mapping[int, list[int]], topics: Iterable[Topic]) -> dict[int, list[int]]:
    """Put what matters but is in no activity right behind the topic before it in its section."""
    phase_of = {topic: phase for phase, topic_keys in phase_topics.items() for topic in topic_keys}
    result = {phase: list(topic_keys) for phase, topic_keys in phase_topics.items()}
    before: Topic | None = None
    for topic in topics:
        beside = before if before and before.section_id == topic.section_id else None
        if topic.pk not in phase_of and beside and beside.pk in phase_of and (topic.stars or 0) >= MIN_STARS_ON_PATH:
            phase = phase_of[topic.pk] = phase_of[beside.pk]
            result[phase].insert(result[phase].index(beside.pk) + 1, topic.pk)
        before = topic
    return result
