"""The roadmap that a learner follows."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from curriculum.models import Roadmap


class RoadmapChoice(models.Model):
    """The roadmap that a learner follows. Without a choice it is the site's first."""

    learner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="roadmap_choice")
    roadmap = models.ForeignKey(Roadmap, on_delete=models.CASCADE, related_name="+")
    by_cohort = models.BooleanField(default=False, help_text="Their cohort’s roadmap. They haven’t chosen one.")
    chosen_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.learner}: {self.roadmap}"
