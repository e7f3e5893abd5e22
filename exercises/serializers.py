from typing import Any

from rest_framework import serializers

from exercises.actions import Choice
from exercises.models import CheckResult, Draft, Exercise, Mode, Submission


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
    hints = serializers.SerializerMethodField(help_text="How many there are.")

    class Meta(ExerciseSerializer.Meta):
        fields = (*ExerciseSerializer.Meta.fields, "statement", "starter", "limits", "hints")  # type: ignore[assignment]

    def get_hints(self, exercise: Exercise) -> int:
        return len(exercise.hints_html)


class HintSerializer(serializers.Serializer[Any]):
    """One hint, the weakest first, so that a script too shows no more than was asked for."""

    number = serializers.IntegerField()
    html = serializers.CharField()
    next = serializers.IntegerField(allow_null=True, help_text="The number of the next one; null after the last.")


class WorkedSerializer(serializers.Serializer[Any]):
    """A right solution of ours: the first is how we write it, the others are other ways."""

    title = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # DRF calls its own argument so


class DraftSerializer(serializers.ModelSerializer[Draft]):
    source = serializers.CharField(read_only=True)  # type: ignore[assignment]  # DRF calls its own argument so

    class Meta:
        model = Draft
        fields = ("source", "revision", "saved_at", "set_aside")
        read_only_fields = fields


class NewDraftSerializer(serializers.Serializer[Draft]):
    """What shall be kept, and what it goes on from. Whether it is kept is for exercises.actions to say."""

    source = serializers.CharField(trim_whitespace=False, allow_blank=True)  # type: ignore[assignment]
    base = serializers.CharField(
        max_length=36,
        allow_blank=True,
        default="",
        help_text="The revision that you read last; empty where there was none.",
    )
    browser = serializers.CharField(
        max_length=36,
        allow_blank=True,
        default="",
        help_text="A name of your own for this device. Who wrote last under it may write again without a base.",
    )
    choice = serializers.ChoiceField(
        Choice.choices,
        required=False,
        help_text="What shall stand there instead of the source. What it replaces is set aside.",
    )


class DraftConflictSerializer(serializers.Serializer[Any]):
    """Two devices differ. Put again with `theirs.revision` as the base and a choice between the two."""

    detail = serializers.CharField()
    yours = serializers.CharField(help_text="The source that you sent; empty where you sent none.")
    theirs = DraftSerializer()


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
