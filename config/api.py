"""The REST interface under /api/v1/: the same actions and queries as the pages."""

from rest_framework.routers import SimpleRouter

from exercises.api import ExerciseViewSet, SubmissionViewSet

router = SimpleRouter()
router.register("exercises", ExerciseViewSet, "exercise")
router.register("submissions", SubmissionViewSet, "submission")

urlpatterns = router.urls
