"""A learner's status in the REST API."""

from typing import ClassVar, cast

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from accounts.scopes import Scope
from curriculum.models import Roadmap
from progress.home.serializers import LearnerStatusSerializer
from progress.home.status import status_of

NO_ROADMAP = "This site has no roadmap yet. Ask the person who runs it to load one."


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
