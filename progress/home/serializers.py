"""A learner's status in the REST API."""

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from exercises.submissions.serializers import SubmissionSerializer


class NextTopicSerializer(serializers.Serializer[Any]):
    uid = serializers.CharField()
    title = serializers.CharField()


class NextExerciseSerializer(serializers.Serializer[Any]):
    slug = serializers.CharField()
    title = serializers.CharField()


class SiteVersionSerializer(serializers.Serializer[Any]):
    version = serializers.CharField()
    commit = serializers.CharField(help_text="Empty if it isn’t known.")


class LearnerStatusSerializer(serializers.Serializer[Any]):
    roadmap = serializers.CharField(help_text="The title of the one you follow.")
    topics = serializers.IntegerField(help_text="How many are on its path.")
    topics_done = serializers.IntegerField(help_text="Done or skipped.")
    exercises_passed = serializers.IntegerField()
    hours_left = serializers.CharField(help_text="A sentence, as on the website.")
    week = serializers.CharField(help_text="Your hours this week and last week, in a sentence.")
    topic = NextTopicSerializer(allow_null=True, help_text="The next one, or null when none is left.")
    exercise = NextExerciseSerializer(allow_null=True, help_text="The next one of that topic.")
    submissions = SubmissionSerializer(many=True, help_text="The newest first.")
    site = serializers.SerializerMethodField(help_text="What runs there.")

    @extend_schema_field(SiteVersionSerializer)
    def get_site(self, _: object) -> dict[str, str]:
        return {"version": settings.VERSION, "commit": settings.COMMIT}
