"""The filter of the REST list of exercises."""

from typing import cast

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django_filters.rest_framework import ChoiceFilter, FilterSet, ModelChoiceFilter

from curriculum.models import Topic
from exercises.models import Exercise, ExerciseQuerySet
from runner.protocol import DIFFICULTIES


class ExerciseFilter(FilterSet):
    topic = ModelChoiceFilter(
        field_name="topics", to_field_name="uid", queryset=Topic.objects.all(), label="A topic’s uid."
    )
    difficulty = ChoiceFilter(choices=[(level, level) for level in DIFFICULTIES], method="with_difficulty")
    progress = ChoiceFilter(choices=[(word, word) for word in ("passed", "begun", "open")], method="how_far")

    class Meta:
        model = Exercise
        fields = ("section",)

    def with_difficulty(self, rows: QuerySet[Exercise], _: str, level: str) -> QuerySet[Exercise]:
        return rows.alias(level=Coalesce("measured_difficulty", "difficulty")).filter(level=level)

    def how_far(self, rows: QuerySet[Exercise], _: str, word: str) -> ExerciseQuerySet:
        """Filter rows from with_state_of."""
        return cast(ExerciseQuerySet, rows).in_state(word)
