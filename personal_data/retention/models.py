"""What the site must remember in order to delete data on time."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class IdleWarning(models.Model):
    """Somebody was told by email that their account will be deleted unless they use it."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="idle_warning")
    sent_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.person_id} {self.sent_at:%Y-%m-%d}"
