"""Who changed what in a roadmap, when and why: published versions, and the edits of its drafts."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch

from authoring.drafts.models import NodeEdit, RoadmapDraft
from authoring.reviews.models import DraftReview
from authoring.versions.models import RoadmapVersion
from curriculum.models import Roadmap

EDITS_PER_PAGE = 40


@dataclass(frozen=True, kw_only=True)
class History:
    versions: Sequence[RoadmapVersion]
    """The newest first, without their content."""
    edits: Page[NodeEdit]
    discarded_draft: RoadmapDraft | None
    """The one closed last, if it can be opened again."""


def history_of(roadmap: Roadmap, *, number: str) -> History:
    """A constant number of queries."""
    edits = NodeEdit.objects.filter(draft__roadmap=roadmap).select_related("author", "draft__version")
    closed_drafts = RoadmapDraft.objects.filter(roadmap=roadmap, version=None).exclude(closed_at=None)
    has_draft = RoadmapDraft.objects.open().filter(roadmap=roadmap).exists()
    versions = RoadmapVersion.objects.filter(roadmap=roadmap)
    reviews = Prefetch("reviews", DraftReview.objects.select_related("answered_by"))
    return History(
        versions=list(versions.defer("content").select_related("published_by").prefetch_related(reviews)),
        edits=Paginator(edits.defer("state"), EDITS_PER_PAGE).get_page(number),
        discarded_draft=None if has_draft else closed_drafts.order_by("-closed_at").first(),
    )
