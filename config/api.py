"""The REST interface under /api/v1/: the same actions and queries as the pages."""

from rest_framework.routers import SimpleRouter

router = SimpleRouter()

urlpatterns = router.urls
