"""Exercise data for the lists of exercises."""

from collections import defaultdict
from dataclasses import dataclass

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
    """By topic, in the catalogue's order."""
    exercises: dict[int, list[ExerciseFacts]] = defaultdict(list)
    rows = Exercise.objects.open().in_order().filter(topics__isnull=False)
    for topic, pk, slug, title, stars, minutes in rows.values_list("topics", "pk", "slug", "title", "stars", "minutes"):
        exercises[topic].append(ExerciseFacts(pk=pk, slug=slug, title=title, stars=stars, minutes=minutes))
    return dict(exercises)
