"""What is due for review, in the REST API."""

from typing import Any, ClassVar, cast

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from accounts.scopes import Scope
from exercises.models import Exercise
from progress.review.queries import DueReview, due_for


class DueReviewSerializer(serializers.Serializer[Any]):
    exercise = serializers.SerializerMethodField(help_text="Its slug; null for a checkpoint’s question.")
    title = serializers.SerializerMethodField(help_text="The exercise’s title, or the question.")
    since = serializers.DateTimeField(help_text="When it was due.")

    def get_exercise(self, review: DueReview) -> str | None:
        return review.of.slug if isinstance(review.of, Exercise) else None

    def get_title(self, review: DueReview) -> str:
        return review.of.title if isinstance(review.of, Exercise) else review.of.text


class ReviewsView(APIView):
    scopes: ClassVar = {"read": Scope.READ}

    @extend_schema(operation_id="reviews_list", responses=DueReviewSerializer(many=True))
    def get(self, request: Request) -> Response:
        """All that is due for review, the longest first."""
        return Response(DueReviewSerializer(due_for(cast(User, request.user), now=timezone.now()), many=True).data)
