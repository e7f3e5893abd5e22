"""GPU-seconds: how long a learner's runs have leased a card today, and what is left."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db.models import QuerySet, Sum

from accounts.models import User
from exercises.models import Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class GpuSeconds:
    """A learner's GPU-seconds of today, by the learner's own calendar."""

    used_s: float
    limit_s: float
    renews_at: datetime

    @property
    def left_s(self) -> float:
        return max(0.0, self.limit_s - self.used_s)


def gpu_seconds(learner: User) -> GpuSeconds:
    """Return the GPU-seconds that the learner has used and has left today. One query."""
    used_s = runs_of_today(learner).aggregate(used_s=Sum("gpu_s"))["used_s"] or 0.0
    return GpuSeconds(used_s=used_s, limit_s=settings.GPU_SECONDS_PER_DAY, renews_at=_midnight(learner, days=1))


def runs_of_today(learner: User) -> QuerySet[Submission]:
    """The learner's runs that were sent in today. A regrade is not theirs, so it adds nothing."""
    return Submission.objects.filter(learner=learner, created_at__gte=_midnight(learner))


def _midnight(learner: User, *, days: int = 0) -> datetime:
    day = learner.today + timedelta(days=days)
    return datetime.combine(day, time.min, tzinfo=learner.zone)
