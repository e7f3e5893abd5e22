"""A learner's status in the REST API: how far they are, in a few lines for programs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar, cast

from django.conf import settings
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from accounts.scopes import Scope
from curriculum.models import Roadmap
from exercises.models import Submission
from exercises.submissions.serializers import SubmissionSerializer
from progress.hours.days import days_of, week_start
from progress.outline.outline import outline_for
from progress.topic.lines import ExerciseLine, TopicLine

LATEST = 5
NO_ROADMAP = "This site has no roadmap yet. Ask the person who runs it to load one."


@dataclass(frozen=True, kw_only=True)
class LearnerStatus:
    name: str
    roadmap: str
    topics: int
    topics_done: int
    exercises_passed: int
    hours_left: str
    week: str
    topic: TopicLine | None
    """The next one."""
    exercise: ExerciseLine | None
    """The next one of that topic."""
    submissions: Sequence[Submission]


def status_of(learner: User, *, today: date) -> LearnerStatus:
    outline = outline_for(learner)
    latest = Submission.objects.filter(learner=learner).select_related("exercise").defer("source", "source_html")
    return LearnerStatus(
        name=str(learner),
        roadmap=outline.roadmap.title,
        topics=len(outline.path),
        topics_done=outline.closed_count,
        exercises_passed=len(outline.facts.first_passes),
        hours_left=outline.hours_left_text,
        week=days_of(learner, since=week_start(today) - timedelta(weeks=1)).week_sentence(today=today),
        topic=outline.here,
        exercise=outline.here.open_exercise if outline.here else None,
        submissions=list(latest.newest_first()[:LATEST]),
    )


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
    name = serializers.CharField(help_text="Yours.")
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


class StatusView(APIView):
    scopes: ClassVar = {"read": Scope.READ}

    @extend_schema(responses=LearnerStatusSerializer)
    def get(self, request: Request) -> Response:
        """How far you are, what is next, and your last five submissions."""
        learner = cast(User, request.user)
        try:
            learner_status = status_of(learner, today=learner.today)
        except Roadmap.DoesNotExist:
            raise NotFound(NO_ROADMAP) from None
        return Response(LearnerStatusSerializer(learner_status).data)
