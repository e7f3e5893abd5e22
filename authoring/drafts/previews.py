"""Compute what publishing a draft would mean for learners, on a worker."""

from django.utils import timezone

from authoring.drafts.models import RoadmapDraft
from authoring.drafts.queries import draft_content
from authoring.impact.actions import impact_of


def preview_impact(*, draft: RoadmapDraft) -> None:
    """Store the impact with the revision that it is about, once. A draft that can't be published has none."""
    revision = draft.revision
    content = draft_content(draft.roadmap, draft)
    if content.blocking_problems or draft.closed_at or draft.impact_revision == revision:
        return
    impact = impact_of(draft.roadmap, after=content.table, now=timezone.now())
    RoadmapDraft.objects.filter(pk=draft.pk).update(impact=impact.as_json(), impact_revision=revision)
