"""The pieces of the path that take hours."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from accounts.models import Background
from curriculum.models import Activity, Topic
from lib.ranges import HoursRange
from progress.forecast.remaining import for_background
from progress.roadmap.addresses import RoadmapAddresses


@dataclass(frozen=True, eq=False, kw_only=True)
class WorkItem:
    """A piece of the path that takes hours: an activity, or a topic that no activity counts hours for."""

    of: Activity | Topic
    topics: tuple[int, ...]
    hours: Mapping[str, HoursRange | None]
    """By background."""
    url: str

    @property
    def title(self) -> str:
        return self.of.title

    @property
    def key(self) -> str:
        """Its name in a forecast that is stored."""
        return f"{self.of._meta.model_name}:{self.of.pk}"


def work_items_by_phase(
    activities: Iterable[Activity],
    topics: Mapping[int, Topic],
    all_topics: Mapping[int, Topic],
    phase_topics: Mapping[int, Sequence[int]],
    addresses: RoadmapAddresses,
) -> dict[int, list[WorkItem]]:
    """The activities of each phase, and right behind those about it or its neighbour what none of them counts.

    ``every`` has the retired topics too: retiring one must not change the hours or the place of what remains.
    """
    work_items: dict[int, list[WorkItem]] = defaultdict(list)
    for row in activities:
        about = tuple(topic.pk for topic in row.topics.all() if topic.pk in all_topics)
        hours = _by_background(row, [all_topics[pk] for pk in about])
        url = f"{addresses.phase(row.phase.number)}#{row.uid}"
        work_items[row.phase_id].append(WorkItem(of=row, topics=about, hours=hours, url=url))
    topics_of_activities = {topic.pk for row in activities if row.hours for topic in row.topics.all()}
    for phase, topic_keys in phase_topics.items():
        for before, pk in zip([None, *topic_keys], topic_keys, strict=False):
            if pk in topics and pk not in topics_of_activities:
                items, topic = work_items[phase], topics[pk]
                near = [at for at, item in enumerate(items) if {before, pk} & set(item.topics)]
                hours = {background: topic.hours_for(background) for background in Background.values}
                url = reverse("progress:topic_detail", args=[topic.uid])
                item = WorkItem(of=topic, topics=(pk,), hours=hours, url=url)
                items.insert(max(near, default=len(items) - 1) + 1, item)
    return dict(work_items)


def _by_background(activity: Activity, topics: Iterable[Topic]) -> dict[str, HoursRange | None]:
    """The roadmap gives an activity's hours as a refresher; from scratch they grow as its topics' do."""
    hours: dict[str, HoursRange | None] = {}
    for background in Background.values:
        pairs = [(topic.hours_refresher, topic.hours_for(background)) for topic in topics]
        range_pairs = [(base, own) for base, own in pairs if base and own]
        hours[background] = for_background(activity.hours, range_pairs) if activity.hours else None
    return hours
