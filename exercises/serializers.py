from typing import Any

from rest_framework import serializers

from exercises.models import CheckResult, Exercise, Mode, Submission


class ExerciseSerializer(serializers.ModelSerializer[Exercise]):
    topics: Any = serializers.SlugRelatedField("uid", many=True, read_only=True)
    criteria: Any = serializers.SlugRelatedField("uid", many=True, read_only=True)
    progress = serializers.ChoiceField(
        ["passed", "begun", "open"], source="state_word", read_only=True, help_text="How far you are."
    )

    class Meta:
        model = Exercise
        fields = (
            "slug", "uid", "title", "summary", "section", "topics", "criteria",
            "stars", "minutes", "device", "entry", "digest", "progress",
        )  # fmt: skip


class ExerciseDetailSerializer(ExerciseSerializer):
    class Meta(ExerciseSerializer.Meta):
        fields = (*ExerciseSerializer.Meta.fields, "statement", "starter", "limits")  # type: ignore[assignment]


class NewSubmissionSerializer(serializers.Serializer[Submission]):
    """Code to grade. Whether it is taken is for exercises.actions.submit to say."""

    exercise = serializers.SlugRelatedField("slug", queryset=Exercise.objects.open())
    source = serializers.CharField(trim_whitespace=False)  # type: ignore[assignment]  # DRF calls its own argument so
    mode = serializers.ChoiceField(Mode.choices, default=Mode.SUBMIT)


class CheckResultSerializer(serializers.ModelSerializer[CheckResult]):
    class Meta:
        model = CheckResult
        fields = ("name", "title", "verdict", "message", "detail", "picture", "output", "ms")


class SubmissionSerializer(serializers.ModelSerializer[Submission]):
    exercise: Any = serializers.SlugRelatedField("slug", read_only=True)

    class Meta:
        model = Submission
        fields = (
            "uid", "exercise", "mode", "state", "created_at", "graded_at", "verdict", "message",
            "mistake", "mistake_message", "digest", "device", "versions", "phases",
        )  # fmt: skip
        read_only_fields = fields


class SubmissionDetailSerializer(SubmissionSerializer):
    checks = CheckResultSerializer(many=True, read_only=True)

    class Meta(SubmissionSerializer.Meta):
        fields = read_only_fields = (*SubmissionSerializer.Meta.fields, "source", "output", "checks")  # type: ignore[assignment]
