from typing import Any

from rest_framework import serializers

from exercises.fleet.status import runners_of
from exercises.models import CheckResult, Draft, Exercise, ExerciseQuerySet, ModeChoice, Submission, VerdictChoice
from exercises.workspace.actions import Choice
from lib.problems import ProblemSerializer
from lib.serializers import InputSerializer
from runner.protocol import MAX_CALL_CHARS

MAX_SLUG_LENGTH = 200


class ExerciseSerializer(serializers.ModelSerializer[Exercise]):
    topics: Any = serializers.SlugRelatedField("uid", many=True, read_only=True)
    criteria: Any = serializers.SlugRelatedField("uid", many=True, read_only=True)
    progress = serializers.ChoiceField(
        ["passed", "begun", "open"], source="state_word", read_only=True, help_text="How far you are."
    )

    difficulty = serializers.IntegerField(
        source="difficulty_level",
        read_only=True,
        help_text="1 to 3, by the attempts that learners needed. The author’s estimate until enough have passed.",
    )

    class Meta:
        model = Exercise
        fields = (
            "slug", "uid", "title", "summary", "section", "topics", "criteria",
            "stars", "difficulty", "minutes", "device", "entry", "stage", "version", "digest", "progress",
        )  # fmt: skip


class ExerciseDetailSerializer(ExerciseSerializer):
    hints = serializers.SerializerMethodField(help_text="How many there are.")
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

    def get_hints(self, exercise: Exercise) -> int:
        return len(exercise.hints_html)

    def get_missing_runner(self, exercise: Exercise) -> str:
        return runners_of(exercise).trouble


class HintSerializer(serializers.Serializer[Any]):
    """One hint, the weakest first, so that a script too shows no more than was asked for."""

    number = serializers.IntegerField()
    html = serializers.CharField()
    next = serializers.IntegerField(allow_null=True, help_text="The number of the next hint, or null after the last.")


class ReferenceSolutionSerializer(serializers.Serializer[Any]):
    """A correct solution: ours first, then alternatives."""

    title = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # DRF calls its own argument so


class DraftSerializer(serializers.ModelSerializer[Draft]):
    source = serializers.CharField(read_only=True)  # type: ignore[assignment]  # DRF calls its own argument so

    class Meta:
        model = Draft
        fields = ("source", "revision", "saved_at", "set_aside")
        read_only_fields = fields


class NewDraftSerializer(InputSerializer[Draft]):
    """A draft and the revision that it is based on. exercises.workspace.actions decides whether it is saved."""

    source = serializers.CharField(trim_whitespace=False, allow_blank=True)  # type: ignore[assignment]  # DRF calls its own argument so
    base = serializers.CharField(
        max_length=36,
        allow_blank=True,
        default="",
        help_text="The revision you read last. Empty if there was none.",
    )
    browser = serializers.CharField(
        max_length=36,
        allow_blank=True,
        default="",
        help_text="A name you choose for this device. The device that wrote last can write again without a base.",
    )
    choice = serializers.ChoiceField(
        Choice.choices,
        required=False,
        help_text="The text to put there instead of the source. We keep what it replaces.",
    )


class DraftConflictSerializer(ProblemSerializer):
    """Two devices differ. Put again with `theirs.revision` as the base and a choice between the two."""

    yours = serializers.CharField(help_text="The source you sent. Empty if you sent none.")
    theirs = DraftSerializer()


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


class CheckResultSerializer(serializers.ModelSerializer[CheckResult]):
    class Meta:
        model = CheckResult
        fields = ("name", "title", "verdict", "message", "detail", "picture", "output", "ms")


class SubmissionSerializer(serializers.ModelSerializer[Submission]):
    exercise: Any = serializers.SlugRelatedField("slug", read_only=True)
    verdict = serializers.ChoiceField(VerdictChoice.choices, allow_blank=True, read_only=True)
    is_current_version = serializers.SerializerMethodField(
        help_text="Whether the version of the exercise that is live judged it. Null without a verdict."
    )

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
