"""The roadmaps that a learner can choose from."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from progress.roadmap.addresses import RoadmapAddresses
from progress.roadmap.curriculum import Curriculum
from progress.roadmap.roadmaps import roadmap_key_of


@dataclass(frozen=True, kw_only=True)
class RoadmapOption:
    uid: str
    title: str
    summary: str
    url: str
    is_open: bool
    """It is the one on this page."""
    is_chosen: bool
    """It is the learner's own."""


def roadmap_options(learner: User | None, course: Curriculum) -> Sequence[RoadmapOption]:
    """In their order, on the page of one of them. Empty if the site has only one."""
    rows = course.site_roadmaps
    if len(rows) == 1:
        return ()
    own = roadmap_key_of(learner, rows) if learner else None
    return [
        RoadmapOption(
            uid=row.uid,
            title=row.title,
            summary=row.summary,
            url=RoadmapAddresses.among(rows, row).roadmap,
            is_open=row.pk == course.roadmap.pk,
            is_chosen=row.pk == own,
        )
        for row in rows
    ]
