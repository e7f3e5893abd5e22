from typing import Any

from rest_framework import serializers

from exercises.fleet.capacity import runners_of
from exercises.models import Exercise
from lib.api.serializers import NumbersByNameField


class ExerciseSerializer(serializers.ModelSerializer[Exercise]):
    topics: Any = serializers.SlugRelatedField("uid", many=True, read_only=True)
    criteria: Any = serializers.SlugRelatedField("uid", many=True, read_only=True)
    progress = serializers.ChoiceField(["passed", "begun", "open"], read_only=True, help_text="How far you are.")

    difficulty = serializers.IntegerField(
        source="difficulty_level",
        read_only=True,
        help_text="1 to 3, by the attempts that learners needed. The author’s estimate until enough have passed.",
    )

    entry = serializers.ListField(
        child=serializers.CharField(), read_only=True, help_text="The functions that the learner writes."
    )

    class Meta:
        model = Exercise
        fields = (
            "slug", "uid", "title", "summary", "section", "topics", "criteria",
            "stars", "difficulty", "minutes", "device", "entry", "stage", "version", "digest", "progress",
        )  # fmt: skip
        read_only_fields: tuple[str, ...] = fields


class ExerciseDetailSerializer(ExerciseSerializer):
    hints = serializers.SerializerMethodField(help_text="How many there are.")
    limits = NumbersByNameField(read_only=True, help_text="What your code may use, such as memory_mib and wall_s.")
    has_partial_solution = serializers.BooleanField(
        read_only=True, help_text="Whether there is one to start from: the choice `partial` puts it into your draft."
    )
    missing_runner = serializers.SerializerMethodField(
        help_text="Why no runner can grade it now, as part of a sentence. Empty: one can. You can submit, and it waits."
    )

    class Meta(ExerciseSerializer.Meta):
        fields = (  # type: ignore[assignment]  # a tuple where the parent's has another length
            *ExerciseSerializer.Meta.fields,
            *("statement", "starter", "limits", "hints", "has_partial_solution", "missing_runner"),
        )
        read_only_fields = fields

    def get_hints(self, exercise: Exercise) -> int:
        return len(exercise.hints_html)

    def get_missing_runner(self, exercise: Exercise) -> str:
        return runners_of(exercise).problem


class HintSerializer(serializers.Serializer[Any]):
    """One hint, the weakest first, so that a script too shows no more than was asked for."""

    number = serializers.IntegerField()
    html = serializers.CharField()
    next = serializers.IntegerField(allow_null=True, help_text="The number of the next hint, or null after the last.")


class ReferenceSolutionSerializer(serializers.Serializer[Any]):
    """A correct solution: ours first, then alternatives."""

    title = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # DRF calls its own argument so
