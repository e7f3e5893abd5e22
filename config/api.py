"""The REST interface under /api/v1/: the same actions and queries as the pages."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from exercises.api import ExerciseViewSet, SubmissionViewSet
from progress.api import StopTimerView, StudyEntryViewSet, TimerView

router = SimpleRouter()
router.register("exercises", ExerciseViewSet, "exercise")
router.register("submissions", SubmissionViewSet, "submission")
router.register("study-entries", StudyEntryViewSet, "study-entry")

urlpatterns = [
    *router.urls,
    path("timer/", TimerView.as_view(), name="timer"),
    path("timer/stop/", StopTimerView.as_view(), name="timer-stop"),
]
