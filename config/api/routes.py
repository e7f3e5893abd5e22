"""The REST interface under /api/v1/: the same actions and queries as the pages."""

from typing import Any, Never

from django.urls import path, re_path
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView
from rest_framework.viewsets import ViewSetMixin

from cohorts.cohort.api import CohortViewSet
from cohorts.grid.api import GridViewSet
from cohorts.joining.api import InvitationViewSet
from cohorts.joining.request_api import JoinRequestViewSet
from cohorts.members.api import MemberViewSet
from cohorts.plan.api import DueWeeksView
from cohorts.rosters.api import RosterStateView, RosterView
from cohorts.shared_replies.api import SharedReplyViewSet
from cohorts.sign_offs.api import SignOffViewSet
from cohorts.struggles.api import StrugglesViewSet
from cohorts.threads.api import ThreadViewSet
from exercises.catalogue.api import ExerciseViewSet
from exercises.submissions.api import SubmissionViewSet
from progress.home.api import StatusView
from progress.hours.api import StudyEntryViewSet
from progress.plan.api import PlanView
from progress.review.api import ReviewsView
from progress.timer.api import StopTimerView, TimerView

NO_SUCH_ADDRESS = "There’s nothing at this address. See /api/v1/docs/ for all addresses. Each ends with a slash."
IN_A_COHORT = "cohorts/(?P<cohort>[-a-zA-Z0-9_]+)"

UUID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


class Router(SimpleRouter):
    """Other texts in place of a row's uid lead nowhere, so that no view asks the database for them."""

    def get_lookup_regex(self, viewset: type[ViewSetMixin], lookup_prefix: str = "") -> str:
        is_by_uid = getattr(viewset, "lookup_field", "") == "uid"
        return f"(?P<uid>{UUID})" if is_by_uid else super().get_lookup_regex(viewset, lookup_prefix)


router = Router()
router.register("exercises", ExerciseViewSet, "exercise")
router.register("submissions", SubmissionViewSet, "submission")
router.register("study-entries", StudyEntryViewSet, "study-entry")
router.register("cohorts", CohortViewSet, "cohort")
router.register(f"{IN_A_COHORT}/members", MemberViewSet, "cohort-member")
router.register(f"{IN_A_COHORT}/invitations", InvitationViewSet, "cohort-invitation")
router.register(f"{IN_A_COHORT}/join-requests", JoinRequestViewSet, "cohort-join-request")
router.register(f"{IN_A_COHORT}/grid", GridViewSet, "cohort-grid")
router.register("threads", ThreadViewSet, "thread")
router.register("sign-offs", SignOffViewSet, "sign-off")
router.register(f"{IN_A_COHORT}/struggles", StrugglesViewSet, "cohort-struggles")
router.register(f"{IN_A_COHORT}/shared-replies", SharedReplyViewSet, "cohort-shared-reply")


@extend_schema(exclude=True)
class NoSuchAddressView(APIView):
    """Answer scripts with JSON, without redirecting to the URL with a slash, which would lose a POST's data."""

    permission_classes = (AllowAny,)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> Never:
        raise NotFound(NO_SUCH_ADDRESS)

    @property
    def default_response_headers(self) -> dict[str, str]:
        """No methods are allowed here."""
        return {}


urlpatterns = [
    *router.urls,
    path("cohorts/<slug:cohort>/due-weeks/", DueWeeksView.as_view(), name="cohort-due-weeks"),
    path("cohorts/<slug:cohort>/roster/", RosterView.as_view(), name="cohort-roster"),
    path("cohorts/<slug:cohort>/rosters/<uuid:uid>/", RosterStateView.as_view(), name="cohort-roster-detail"),
    path("plan/", PlanView.as_view(), name="learner-plan"),
    path("reviews/", ReviewsView.as_view(), name="learner-reviews"),
    path("status/", StatusView.as_view(), name="learner-status"),
    path("timer/", TimerView.as_view(), name="timer"),
    path("timer/stop/", StopTimerView.as_view(), name="timer-stop"),
    re_path("", NoSuchAddressView.as_view()),
]
