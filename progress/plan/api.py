"""A learner's plan in the REST API: the projected dates, and what falls into the weeks ahead."""

from typing import Any, ClassVar, cast

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from accounts.scopes import Scope
from curriculum.models import Roadmap
from progress.home.api import NO_ROADMAP
from progress.plan.page import plan_page


class WeekShareSerializer(serializers.Serializer[Any]):
    title = serializers.CharField(source="item.title")
    minutes = serializers.IntegerField(help_text="0: it belongs here, and has no estimated hours left.")


class WeekAheadSerializer(serializers.Serializer[Any]):
    monday = serializers.DateField()
    minutes = serializers.IntegerField(help_text="In all. 0: you pause.")
    shares = WeekShareSerializer(many=True)


class PhaseForecastSerializer(serializers.Serializer[Any]):
    title = serializers.CharField(source="label")
    hours_left = serializers.CharField(source="hours_left_text", help_text="In words.")
    finish = serializers.CharField(source="finish_text", help_text="When you would finish it, in words.")


class LearnerPlanSerializer(serializers.Serializer[Any]):
    headline = serializers.CharField(help_text="When you would finish, or what to decide first.")
    catch_up = serializers.CharField(source="catch_up_sentence", help_text="Empty unless you are behind.")
    explanation = serializers.ListField(child=serializers.CharField(), help_text="Why these dates.")
    phases = PhaseForecastSerializer(many=True)
    weeks = WeekAheadSerializer(source="listed_weeks", many=True, help_text="The next ones; none without a plan.")


class PlanView(APIView):
    scopes: ClassVar = {"read": Scope.READ}

    @extend_schema(responses=LearnerPlanSerializer)
    def get(self, request: Request) -> Response:
        """When you would finish at your pace, and what to do in the weeks ahead."""
        learner = cast(User, request.user)
        try:
            page = plan_page(learner, today=learner.today)
        except Roadmap.DoesNotExist:
            raise NotFound(NO_ROADMAP) from None
        return Response(LearnerPlanSerializer(page).data)
