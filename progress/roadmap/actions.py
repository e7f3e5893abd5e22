"""Choose a roadmap. Hours, marks, answers and the plan belong to the learner and stay as they are."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from curriculum.models import Roadmap
from lib.errors import RefusedError
from progress.forecast.models import ForecastSnapshot
from progress.roadmap.models import RoadmapChoice


@transaction.atomic
def choose_roadmap(*, learner: User, roadmap: Roadmap) -> None:
    """Make the learner's pages about this roadmap. Raises RefusedError if it was retired."""
    if roadmap.retired:
        raise RefusedError("This roadmap was retired. Choose another one.")
    values = {"roadmap": roadmap, "by_cohort": False, "chosen_at": timezone.now()}
    RoadmapChoice.objects.update_or_create(learner=learner, defaults=values)
    delete_forecasts([learner.pk])


@transaction.atomic
def follow_roadmap(learners: Sequence[int], roadmap: Roadmap) -> None:
    """Let them follow the roadmap of their cohort, unless they have chosen one themselves. By primary key."""
    choices = RoadmapChoice.objects.filter(learner__in=learners)
    choosers = set(choices.filter(by_cohort=False).values_list("learner", flat=True))
    followers = [learner for learner in learners if learner not in choosers]
    choices.filter(by_cohort=True).exclude(roadmap=roadmap).update(roadmap=roadmap, chosen_at=timezone.now())
    RoadmapChoice.objects.bulk_create(
        [RoadmapChoice(learner_id=learner, roadmap=roadmap, by_cohort=True) for learner in followers],
        batch_size=500,
        ignore_conflicts=True,
    )
    delete_forecasts(followers)


def delete_forecasts(learners: Sequence[int]) -> None:
    """Delete the snapshots: the hours left of another roadmap are no change of the hours left."""
    ForecastSnapshot.objects.filter(learner__in=learners).delete()
