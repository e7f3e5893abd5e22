"""Choose a roadmap. Hours, marks, answers and the plan belong to the learner and stay as they are."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from curriculum.models import Roadmap
from lib.errors import RefusedError
from progress.models import ForecastSnapshot, RoadmapChoice


@transaction.atomic
def choose_roadmap(*, learner: User, roadmap: Roadmap) -> None:
    """From now on the learner's pages are about this roadmap. Raises RefusedError if it was retired."""
    if roadmap.retired:
        raise RefusedError("This roadmap was retired. Choose another one.")
    values = {"roadmap": roadmap, "by_cohort": False, "chosen_at": timezone.now()}
    RoadmapChoice.objects.update_or_create(learner=learner, defaults=values)
    forget_forecasts([learner.pk])


def forget_forecasts(learners: list[int]) -> None:
    """The hours left of another roadmap are no change of the hours left, so they aren't compared."""
    ForecastSnapshot.objects.filter(learner__in=learners).delete()
