"""Exercise data for the lists of exercises."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from exercises.models import Exercise


@dataclass(frozen=True, kw_only=True)
class ExerciseFacts:
    """An exercise in such a list."""

    pk: int
    slug: str
    title: str
    stars: int
    minutes: int


def exercises_by_topic() -> dict[int, list[ExerciseFacts]]:
    """By topic, in the catalogue's order. A beta is optional, so it isn't counted here."""
    exercises: dict[int, list[ExerciseFacts]] = defaultdict(list)
    rows = Exercise.objects.counting().in_order().filter(topics__isnull=False)
    for topic, pk, slug, title, stars, minutes in rows.values_list("topics", "pk", "slug", "title", "stars", "minutes"):
        exercises[topic].append(ExerciseFacts(pk=pk, slug=slug, title=title, stars=stars, minutes=minutes))
    return dict(exercises)


def open_exercises(topics: Collection[int], criteria: Collection[int]) -> dict[int, Exercise]:
    """Those about these topics or about none, and those that prove these criteria. Without their statements."""
    rows = Exercise.objects.on_offer().without_texts()
    belongs = Q(topics__in=topics) | Q(criteria__in=criteria) | Q(topics=None)
    return {exercise.pk: exercise for exercise in rows.filter(belongs).distinct()}


def proofs_by_criterion() -> dict[int, list[int]]:
    """The exercises that prove each criterion."""
    proofs: dict[int, list[int]] = defaultdict(list)
    for exercise, criterion in Exercise.objects.filter(criteria__isnull=False).values_list("pk", "criteria"):
        proofs[criterion].append(exercise)
    return proofs


def main_topics(topics: Collection[str]) -> dict[int, str]:
    """The uid of the topic that each exercise names first: one of these, if it names any of them."""
    names: dict[int, str] = {}
    for exercise, uid in Exercise.topics.through.objects.order_by("pk").values_list("exercise", "topic__uid"):
        if exercise not in names or (names[exercise] not in topics and uid in topics):
            names[exercise] = uid
    return names
