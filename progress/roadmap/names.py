"""The names by which the study log knows topics."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from curriculum.models import ItemKind, SectionItem, Subtopic, Topic, TopicItem
from exercises.models import Exercise
from progress.log_line.topic_names import TopicName


def names_of(topics: Iterable[Topic], parts: Mapping[int, Sequence[Subtopic]]) -> tuple[TopicName, ...]:
    """Of each topic: its own names, its parts', its exercises' and its section's. Three queries."""
    abbreviations = _texts(TopicItem.objects.filter(kind=ItemKind.ABBREVIATIONS).values_list("node", "text"))
    of_sections = _texts(SectionItem.objects.filter(kind=ItemKind.ABBREVIATIONS).values_list("node", "text"))
    exercises = _exercise_titles()
    return tuple(
        TopicName(
            uid=topic.uid,
            number=topic.number,
            label=topic.short_title,
            title=topic.title,
            abbreviations=abbreviations[topic.pk],
            parts=frozenset(part.title for part in parts.get(topic.pk, ())),
            exercises=exercises[topic.pk],
            groups=of_sections[topic.section_id] | {topic.section.title},
        )
        for topic in topics
    )


def _exercise_titles() -> dict[int, frozenset[str]]:
    """Those of the exercises that name each topic first."""
    rows = Exercise.topics.through.objects.filter(exercise__retired=False).order_by("-pk")
    main_topics = {
        exercise: (topic, title) for exercise, topic, title in rows.values_list("exercise", "topic", "exercise__title")
    }
    return _texts(main_topics.values())


def _texts(rows: Iterable[tuple[int, str]]) -> dict[int, frozenset[str]]:
    texts: defaultdict[int, frozenset[str]] = defaultdict(frozenset)
    for pk, text in rows:
        texts[pk] |= {text}
    return texts
