"""What a cohort struggles with and its shared replies, for scripts."""

from typing import Any

from rest_framework import serializers

from cohorts.models import SharedReply
from exercises.models import Exercise
from lib.problems import ProblemSerializer
from lib.serializers import InputSerializer


class StruggleSerializer(serializers.Serializer[Any]):
    exercise = serializers.CharField(source="slug", help_text="The slug of the exercise.")
    learners = serializers.IntegerField(help_text="How many learners did it.")
    not_passed = serializers.IntegerField(help_text="How many of them haven’t passed the exercise.")


class MistakeSerializer(StruggleSerializer):
    mistake = serializers.CharField(source="params.mistake")
    message = serializers.CharField(source="text")
    shared_reply = serializers.UUIDField(source="reply", allow_null=True)


class SameCodeSerializer(StruggleSerializer):
    submission = serializers.UUIDField(source="params.run", help_text="The newest one with this code.")
    shared_reply = serializers.UUIDField(source="reply", allow_null=True)


class FailingCheckSerializer(StruggleSerializer):
    check = serializers.CharField(source="params.check")
    title = serializers.CharField(source="text")


class LongTopicSerializer(serializers.Serializer[Any]):
    topic = serializers.CharField(source="uid")
    over = serializers.IntegerField(help_text="How many learners logged more than the upper end of the estimate.")
    learners = serializers.IntegerField(help_text="How many learners logged hours on it.")
    ratio = serializers.FloatField(help_text="The median of those over it, relative to the upper end.")


class StrugglesSerializer(serializers.Serializer[Any]):
    """The ten highest of each ranking."""

    weeks = serializers.IntegerField(source="period.weeks", allow_null=True)
    counted_since = serializers.DateTimeField(
        allow_null=True, help_text="Only the newest 20,000 failures count. Null: there were fewer."
    )
    learners = serializers.IntegerField()
    mistakes = MistakeSerializer(many=True)
    same_code = SameCodeSerializer(many=True)
    checks = FailingCheckSerializer(many=True)
    topics = LongTopicSerializer(many=True)


class SharedReplySerializer(serializers.ModelSerializer[SharedReply]):
    exercise = serializers.CharField(source="exercise.slug")
    author = serializers.CharField(source="author.name", default=None, allow_null=True)
    version = serializers.CharField(help_text="Send it as `base` when you change the text.")

    class Meta:
        model = SharedReply
        fields = (
            "uid", "exercise", "mistake", "normal_digest", "text", "version", "author", "created_at", "changed_at",
            "withdrawn_at",
        )  # fmt: skip
        read_only_fields = fields


class ReplyTextSerializer(InputSerializer[SharedReply]):
    text = serializers.CharField(max_length=SharedReply.MAX_CHARS, trim_whitespace=False)
    base = serializers.CharField(
        max_length=16, required=False, default="", allow_blank=True, help_text="The version that the text is based on."
    )


class NewSharedReplySerializer(ReplyTextSerializer):
    """Name the mistake of an exercise, or a submission with the code."""

    exercise = serializers.CharField(required=False, max_length=Exercise._meta.get_field("slug").max_length)
    mistake = serializers.CharField(required=False, max_length=80)
    submission = serializers.UUIDField(required=False)


class ReplyConflictSerializer(ProblemSerializer):
    """Another mentor saved a text. Send yours again with `theirs.version` as the base to replace it."""

    theirs = SharedReplySerializer()
