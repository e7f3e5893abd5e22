"""The REST interface under /api/v1/: the same actions and queries as the pages."""

from rest_framework.routers import SimpleRouter

from exercises.api import ExerciseViewSet, SubmissionViewSet
from progress.api import StudyEntryViewSet

router = SimpleRouter()
router.register("exercises", ExerciseViewSet, "exercise")
router.register("submissions", SubmissionViewSet, "submission")
router.register("study-entries", StudyEntryViewSet, "study-entry")

urlpatterns = router.urls
