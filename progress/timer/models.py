"""The running timer."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import User
from curriculum.models import Topic
from lib.compiled_queries import CompiledObjects, Param
from progress.hours.models import StudyKind


class Timer(models.Model):
    """A running timer; at most one for each learner. It lives here, so it survives reloads and other devices."""

    learner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="timer")
    topic = models.ForeignKey(Topic, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=8, choices=StudyKind, default=StudyKind.UNSTATED)
    started_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.learner} since {self.started_at:%H:%M}"

    @property
    def minutes(self) -> int:
        """Whole minutes so far."""
        return max(0, int((timezone.now() - self.started_at).total_seconds() // 60))

    @property
    def clock(self) -> str:
        hours, minutes = divmod(self.minutes, 60)
        return f"{hours}:{minutes:02}"

    @property
    def is_over_limit(self) -> bool:
        """Whether it was perhaps forgotten, so that stopping it asks how much was study."""
        return self.minutes > settings.TIMER_ASK_AFTER_HOURS * 60


def timer_of(learner: User) -> Timer | None:
    """The learner's running timer with its topic. One query."""
    return _TIMER.first(learner=learner.pk)


_TIMER = CompiledObjects(lambda: Timer.objects.filter(learner=Param("learner")).select_related("topic"))
