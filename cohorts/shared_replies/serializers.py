"""Shared replies for scripts."""

from rest_framework import serializers

from cohorts.shared_replies.models import SharedReply
from exercises.models import Exercise
from lib.api.problems import ProblemSerializer
from lib.api.serializers import InputSerializer


class SharedReplySerializer(serializers.ModelSerializer[SharedReply]):
    exercise = serializers.CharField(source="exercise.slug")
    author = serializers.CharField(source="author.name", read_only=True, allow_null=True)
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
