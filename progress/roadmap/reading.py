"""Read a roadmap from the database, as all learners see it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.models import Background
from curriculum.models import (
    Activity,
    Checkpoint,
    Criterion,
    ItemKind,
    Phase,
    Roadmap,
    Section,
    SectionItem,
    Subtopic,
    Topic,
    TopicItem,
)
from exercises.models import Exercise, StageChoice
from lib.durations import HoursRange
from progress.forecast.forecast import ForecastItem, for_background
from progress.log_line.topic_names import TopicName
from progress.roadmap.curriculum import Curriculum, ExerciseFacts, RoadmapAddresses, WorkItem

MIN_STARS_ON_PATH = 3  # a topic that no activity names is on the path from this many stars on
MAX_LOADING_TIME = timedelta(minutes=5)  # a criterion older than that after its checkpoint was added to it


def topics_of(roadmap: Roadmap, sections: Iterable[Section]) -> tuple[dict[int, Topic], frozenset[int]]:
    """All of them in order, retired ones too, by primary key, and which are shared. Those come first in a section.

    A shared topic gets the section in which this roadmap lists it, so never save these rows.
    """
    by_key = {section.pk: section for section in sections}
    section_keys = dict(
        Section.shared_topics.through.objects.filter(section__roadmap=roadmap)
        .order_by("-section__order", "-section")  # the first section wins
        .values_list("topic", "section")
    )
    rows = Topic.objects.filter(Q(section__roadmap=roadmap) | Q(pk__in=section_keys))
    rows = rows.select_related("section").prefetch_related("items", "resources")
    own_topics, shared_topics = [], []
    for topic in rows.order_by("section__order", "order", "pk"):
        if topic.section_id in by_key:
            topic.section = by_key[topic.section_id]
            own_topics.append(topic)
        else:
            topic.section = by_key[section_keys[topic.pk]]
            shared_topics.append(topic)
    order = {key: position for position, key in enumerate(by_key)}
    topics = sorted([*shared_topics, *own_topics], key=lambda topic: order[topic.section_id])
    return {topic.pk: topic for topic in topics}, frozenset(topic.pk for topic in shared_topics)


def exercises_by_topic(
    proving: Collection[int],
) -> tuple[dict[int, list[ExerciseFacts]], dict[int, list[ExerciseFacts]]]:
    """Return the exercises that count towards each topic, and its optional ones, in the catalogue's order.

    ``proving`` has the exercises that prove a question of a checkpoint.
    """
    counting: dict[int, list[ExerciseFacts]] = defaultdict(list)
    optional: dict[int, list[ExerciseFacts]] = defaultdict(list)
    rows = Exercise.objects.on_offer().in_order().filter(topics__isnull=False)
    level = Coalesce("measured_difficulty", "difficulty")
    columns = ("pk", "uid", "slug", "title", "stars", "minutes", "device")
    for topic, difficulty, stage, *values in rows.values_list("topics", level, "stage", *columns):
        fields = dict(zip(columns, values, strict=True))
        facts = ExerciseFacts(**fields, difficulty=difficulty, is_proof=fields["pk"] in proving)
        (optional if stage == StageChoice.BETA else counting)[topic].append(facts)
    return dict(counting), dict(optional)


def _part_exercises(parts: Iterable[Subtopic]) -> dict[int, list[str]]:
    slugs: dict[int, list[str]] = defaultdict(list)
    for part in parts:
        for item in part.items.all():
            if item.kind == ItemKind.EXERCISES:
                slugs[part.pk].append(item.text)
    return dict(slugs)


def open_exercises(topics: Collection[int], criteria: Collection[int]) -> dict[int, Exercise]:
    """Those about these topics or about none, and those that prove these criteria. Without their statements."""
    rows = Exercise.objects.on_offer().without_texts()
    belongs = Q(topics__in=topics) | Q(criteria__in=criteria) | Q(topics=None)
    return {exercise.pk: exercise for exercise in rows.filter(belongs).distinct()}


def proofs_by_criterion() -> dict[int, list[int]]:
    """The exercises that prove each criterion."""
    proofs: dict[int, list[int]] = defaultdict(list)
    rows = Exercise.objects.filter(criteria__is_proven_by_exercises=True)
    for exercise, criterion in rows.values_list("pk", "criteria"):
        proofs[criterion].append(exercise)
    return proofs


def main_topics(topics: Collection[str]) -> dict[int, str]:
    """The uid of the topic that each exercise names first: one of these, if it names any of them."""
    names: dict[int, str] = {}
    for exercise, uid in Exercise.topics.through.objects.order_by("pk").values_list("exercise", "topic__uid"):
        if exercise not in names or (names[exercise] not in topics and uid in topics):
            names[exercise] = uid
    return names


def names_of(topics: Iterable[Topic], parts: Mapping[int, Sequence[Subtopic]]) -> tuple[TopicName, ...]:
    """Return the names of each topic: its own, its parts', its exercises' and its section's. Three queries."""
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


def topics_by_phase(topics: Mapping[int, Topic], activities: Iterable[Activity]) -> dict[int, list[int]]:
    """The topics of each phase. A topic is in the phase with most activities about it, the earlier one on a tie."""
    order = {topic: position for position, topic in enumerate(topics)}
    counts: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for activity in activities:
        topic_keys = [topic.pk for topic in activity.topics.all() if topic.pk in order]
        for topic in sorted(topic_keys, key=order.__getitem__):
            counts[topic][activity.phase_id] += 1
    phase_topics: dict[int, list[int]] = defaultdict(list)
    for topic, by_phase in counts.items():
        phase_topics[max(by_phase, key=lambda phase: by_phase[phase])].append(topic)
    return _with_neighbours(phase_topics, topics.values())


def number_topics(
    topics: Mapping[int, Topic], phases: Iterable[Phase], phase_topics: Mapping[int, Sequence[int]]
) -> None:
    """Number the topics by the path, as learners see it: 3.1 is the first of phase 3. Others have no number."""
    for topic in topics.values():
        topic.number = ""
    for phase in phases:
        for position, pk in enumerate(phase_topics.get(phase.pk, ()), start=1):
            topics[pk].number = f"{phase.number}.{position}"


def _with_neighbours(phase_topics: Mapping[int, list[int]], topics: Iterable[Topic]) -> dict[int, list[int]]:
    """Put what matters but is in no activity right after the topic before it in its section."""
    phase_of = {topic: phase for phase, topic_keys in phase_topics.items() for topic in topic_keys}
    result = {phase: list(topic_keys) for phase, topic_keys in phase_topics.items()}
    previous: Topic | None = None
    for topic in topics:
        neighbour = previous if previous and previous.section_id == topic.section_id else None
        if (
            topic.pk not in phase_of
            and neighbour
            and neighbour.pk in phase_of
            and (topic.stars or 0) >= MIN_STARS_ON_PATH
        ):
            phase = phase_of[topic.pk] = phase_of[neighbour.pk]
            result[phase].insert(result[phase].index(neighbour.pk) + 1, topic.pk)
        previous = topic
    return result


def wording_dates() -> dict[int, datetime]:
    """Return when the wording of each criterion last changed. Two queries of the history."""
    created_at = dict(Checkpoint.history.filter(history_type="+").values_list("id", "history_date"))
    rows = Criterion.history.order_by("history_date", "history_id")
    texts: dict[int, str] = {}
    dates: dict[int, datetime] = {}
    for pk, checkpoint, text, kind, at in rows.values_list(
        "id", "checkpoint_id", "text", "history_type", "history_date"
    ):
        is_late = kind == "+" and checkpoint in created_at and at - created_at[checkpoint] > MAX_LOADING_TIME
        if is_late or (pk in texts and _normalize(texts[pk]) != _normalize(text)):
            dates[pk] = at
        texts[pk] = text
    return dates


def _normalize(text: str) -> str:
    """Spaces and case change no criterion."""
    return " ".join(text.split()).casefold()


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
        for previous, pk in zip([None, *topic_keys], topic_keys, strict=False):
            if pk in topics and pk not in topics_of_activities:
                items, topic = work_items[phase], topics[pk]
                neighbours = [at for at, item in enumerate(items) if {previous, pk} & set(item.topics)]
                hours = {background: topic.hours_for(background) for background in Background.values}
                url = reverse("progress:topic_detail", args=[topic.uid])
                item = WorkItem(of=topic, topics=(pk,), hours=hours, url=url)
                items.insert(max(neighbours, default=len(items) - 1) + 1, item)
    return dict(work_items)


def _by_background(activity: Activity, topics: Iterable[Topic]) -> dict[str, HoursRange | None]:
    """The roadmap gives an activity's hours as a refresher; from scratch they grow as its topics' do."""
    hours: dict[str, HoursRange | None] = {}
    for background in Background.values:
        pairs = [(topic.hours_refresher, topic.hours_for(background)) for topic in topics]
        range_pairs = [(base, own) for base, own in pairs if base and own]
        hours[background] = for_background(activity.hours, range_pairs) if activity.hours else None
    return hours


def read_curriculum(roadmap: Roadmap, site_roadmaps: tuple[Roadmap, ...] = ()) -> Curriculum:
    """Read the roadmap as it is now. The addresses of its pages depend on the site's roadmaps."""
    sections = list(Section.objects.filter(roadmap=roadmap))
    all_topics, shared_topics = topics_of(roadmap, sections)
    topics = {pk: topic for pk, topic in all_topics.items() if not (topic.retired or topic.section.retired)}
    parts = _by(Subtopic.objects.current().filter(topic__in=all_topics).prefetch_related("items"), "topic_id")
    activities = _activities(roadmap)
    phases = tuple(Phase.objects.current().filter(roadmap=roadmap))
    addresses = RoadmapAddresses.among(site_roadmaps or (roadmap,), roadmap)
    all_phase_topics = topics_by_phase(all_topics, activities)
    work_items = work_items_by_phase(activities, topics, all_topics, all_phase_topics, addresses)
    phase_topics = {phase: [pk for pk in topic_keys if pk in topics] for phase, topic_keys in all_phase_topics.items()}
    number_topics(all_topics, phases, phase_topics)
    criteria, proofs = _criteria(roadmap), proofs_by_criterion()
    counting, optional = exercises_by_topic(_proving_exercises(criteria, proofs))
    return Curriculum(
        roadmap=roadmap,
        site_roadmaps=site_roadmaps or (roadmap,),
        addresses=addresses,
        sections=tuple(section for section in sections if not section.retired),
        topics=topics,
        retired_topics={pk: topic for pk, topic in all_topics.items() if pk not in topics},
        shared_topics=shared_topics,
        parts=parts,
        part_exercises=_part_exercises(part for group in parts.values() for part in group),
        phases=phases,
        work_items=work_items,
        work=_work(phases, work_items),
        checkpoints=_by((row for row in _checkpoints(roadmap) if row.pk in criteria), "phase_id"),
        criteria=criteria,
        exercises=counting,
        optional_exercises=optional,
        wording_dates=wording_dates(),
        proofs=proofs,
        open_exercises=open_exercises(all_topics, [row.pk for rows in criteria.values() for row in rows]),
        paces=tuple(roadmap.pace_profiles.current()),
        phase_topics=phase_topics,
        main_topics=main_topics({topic.uid for topic in all_topics.values()}),
        names=names_of(topics.values(), parts),
    )


def _work(phases: Iterable[Phase], work_items: Mapping[int, Sequence[WorkItem]]) -> dict[str, ForecastItem]:
    items = (item for phase in phases for item in work_items.get(phase.pk, ()))
    return {item.key: ForecastItem(item.title, item.hours, item.topics) for item in items}


def _activities(roadmap: Roadmap) -> list[Activity]:
    current = Activity.objects.current().filter(phase__retired=False, phase__roadmap=roadmap).select_related("phase")
    return list(current.prefetch_related("topics", "items", "resources").order_by("phase__order", "order", "pk"))


def _checkpoints(roadmap: Roadmap) -> QuerySet[Checkpoint]:
    """One without questions is left out of the curriculum: nobody could ever be ready for it."""
    return Checkpoint.objects.current().filter(phase__roadmap=roadmap).select_related("phase")


def _criteria(roadmap: Roadmap) -> dict[int, list[Criterion]]:
    exercises = Exercise.objects.without_texts()
    rows = Criterion.objects.current().filter(checkpoint__phase__roadmap=roadmap).select_related("checkpoint")
    return _by(rows.prefetch_related("topics", Prefetch("exercises", exercises)), "checkpoint_id")


def _proving_exercises(criteria: Mapping[int, list[Criterion]], proofs: Mapping[int, list[int]]) -> set[int]:
    return {pk for rows in criteria.values() for row in rows for pk in proofs.get(row.pk, ())}


def _by(rows: Iterable[Any], attribute: str) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, attribute)].append(row)
    return dict(groups)
