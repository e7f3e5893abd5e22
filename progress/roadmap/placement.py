"""The topics of a roadmap: those of its own sections, and those that it shares with other roadmaps."""

from collections.abc import Iterable

from django.db.models import Q

from curriculum.models import Roadmap, Section, Topic


def topics_of(roadmap: Roadmap, sections: Iterable[Section]) -> tuple[dict[int, Topic], frozenset[int]]:
    """All of them in order, retired ones too, by primary key, and which are shared. Those come first in a section.

    A shared topic gets the section in which this roadmap lists it, and no number, because its own may belong to another
    topic here. So never save these rows.
    """
    by_key = {section.pk: section for section in sections}
    places = dict(
        Section.shared_topics.through.objects.filter(section__roadmap=roadmap)
        .order_by("-section__order", "-section")  # the first section wins
        .values_list("topic", "section")
    )
    rows = Topic.objects.filter(Q(section__roadmap=roadmap) | Q(pk__in=places))
    rows = rows.select_related("section").prefetch_related("items", "resources")
    own_topics, shared_topics = [], []
    for topic in rows.order_by("section__order", "order", "pk"):
        if topic.section_id in by_key:
            topic.section = by_key[topic.section_id]
            own_topics.append(topic)
        else:
            topic.section, topic.number = by_key[places[topic.pk]], ""
            shared_topics.append(topic)
    order = {key: place for place, key in enumerate(by_key)}
    topics = sorted([*shared_topics, *own_topics], key=lambda topic: order[topic.section_id])
    return {topic.pk: topic for topic in topics}, frozenset(topic.pk for topic in shared_topics)
