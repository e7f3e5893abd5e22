from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from exercises.models import CheckResult, Exercise, ExerciseQuerySet, ModeChoice, Submission, VerdictChoice
from lib.api.serializers import InputSerializer, NumbersByNameField, TextsByNameField
from runner.protocol import MAX_CALL_CHARS

MAX_SLUG_LENGTH = 200


class SlugField(serializers.SlugRelatedField[Exercise]):
    """A slug from a request, of an exercise that this person may open.

    Anything else is refused before the database is asked: a long list costs a second.
    """

    def get_queryset(self) -> ExerciseQuerySet:
        return Exercise.objects.open_to(self.context["request"].user)

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str) or len(data) > MAX_SLUG_LENGTH:
            self.fail("invalid")
        return super().to_internal_value(data)


class NewSubmissionSerializer(InputSerializer[Submission]):
    """Code to grade. exercises.submissions.actions.submit decides whether it is accepted."""

    exercise = SlugField("slug", queryset=Exercise.objects.with_folder())
    source = serializers.CharField(trim_whitespace=False)  # type: ignore[assignment]  # DRF calls its own argument so
    mode = serializers.ChoiceField(ModeChoice.choices, default=ModeChoice.SUBMIT)
    call = serializers.CharField(
        allow_blank=True,
        trim_whitespace=False,
        default="",
        max_length=MAX_CALL_CHARS,
        help_text="What to execute after the source, in mode `run`. The value of a last expression is printed.",
    )


@extend_schema_field({"type": "object", "additionalProperties": {}, "nullable": True})
class PictureField(serializers.JSONField):
    """The data of a picture, whose form depends on its kind."""


class CheckResultSerializer(serializers.ModelSerializer[CheckResult]):
    detail = TextsByNameField(read_only=True, help_text="Such as input, yours, expected, difference.")
    picture = PictureField(read_only=True, help_text="Data to draw, or null.")

    class Meta:
        model = CheckResult
        fields = ("name", "title", "verdict", "message", "detail", "picture", "output", "ms")
        read_only_fields = fields


class SubmissionSerializer(serializers.ModelSerializer[Submission]):
    exercise: Any = serializers.SlugRelatedField("slug", read_only=True)
    verdict = serializers.ChoiceField(VerdictChoice.choices, allow_blank=True, read_only=True)
    is_current_version = serializers.SerializerMethodField(
        help_text="Whether the version of the exercise that is live judged it. Null without a verdict."
    )

    versions = TextsByNameField(read_only=True, help_text="Of Python and the libraries that judged it.")
    phases = NumbersByNameField(read_only=True, help_text="Milliseconds by phase.")

    class Meta:
        model = Submission
        fields = (
            "uid", "exercise", "mode", "state", "created_at", "graded_at", "verdict", "message",
            "line", "mistake", "mistake_message", "mistake_fix", "digest", "is_current_version", "device", "versions",
            "phases",
        )  # fmt: skip
        read_only_fields = fields

    def get_is_current_version(self, submission: Submission) -> bool | None:
        return submission.digest == submission.exercise.digest if submission.is_done else None


class SubmissionDetailSerializer(SubmissionSerializer):
    checks = CheckResultSerializer(many=True, read_only=True)

    class Meta(SubmissionSerializer.Meta):
        fields = read_only_fields = (*SubmissionSerializer.Meta.fields, "source", "call", "output", "checks")  # type: ignore[assignment]  # a tuple where the parent's has another length
