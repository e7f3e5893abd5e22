"""The struggles of a cohort for scripts."""

from typing import Any

from rest_framework import serializers


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
