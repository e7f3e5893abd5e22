"""The document at /api/v1/, from which a program finds everything else."""

from django.conf import settings
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.sign_in.adapter import site_url

COLLECTIONS = {
    "exercises": "exercise-list",
    "submissions": "submission-list",
    "study_entries": "study-entry-list",
    "reviews": "learner-reviews",
    "cohorts": "cohort-list",
    "threads": "thread-list",
    "sign_offs": "sign-off-list",
}


@extend_schema(exclude=True)  # which needs no account, unlike all that the schema describes
class RootView(APIView):
    authentication_classes = ()
    permission_classes = (AllowAny,)

    def get(self, request: Request) -> Response:
        return Response(
            {
                "version": settings.SPECTACULAR_SETTINGS["VERSION"],
                "site_version": settings.VERSION,
                "schema": site_url(reverse("schema")),
                "docs": site_url(reverse("docs")),
                "oauth": site_url("/.well-known/oauth-authorization-server"),
                "status": site_url(reverse("learner-status")),
                "plan": site_url(reverse("learner-plan")),
                "collections": {name: site_url(reverse(route)) for name, route in COLLECTIONS.items()},
            }
        )
