"""The history of a fleet: which host or worker left service or came back, by whom and why."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from exercises.models.choices import ServiceState
from exercises.models.runner_host import RunnerHost


class ServiceChange(models.Model):
    """A host or one of its workers changed its state. Only ever added, so each can be undone."""

    MAX_REASON_CHARS = 240

    host = models.ForeignKey(RunnerHost, on_delete=models.CASCADE, related_name="service_changes")
    worker = models.CharField(max_length=80, blank=True, help_text="Empty: the whole host.")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        help_text="Empty: the site did it, as after a flood of messages.",
    )  # fmt: skip
    before = models.CharField(max_length=7, choices=ServiceState)
    after = models.CharField(max_length=7, choices=ServiceState)
    reason = models.CharField(max_length=MAX_REASON_CHARS, blank=True)

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.subject}: {self.before} → {self.after}"

    @property
    def subject(self) -> str:
        return f"{self.worker} on {self.host}" if self.worker else str(self.host)
