"""The links to other sites, with what the newest check found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, IntegerField, Max, Q, Value, When

from authoring.links.models import ExternalLink, LinkState

LINKS_PER_PAGE = 100
WORST_FIRST = (LinkState.BROKEN, LinkState.UNCLEAR, LinkState.MOVED, LinkState.PRIVATE, LinkState.UNCHECKED)


@dataclass(frozen=True, kw_only=True)
class LinkPage:
    page: Page[ExternalLink]
    """The broken ones first."""
    broken_count: int
    unchecked_count: int
    checked_at: datetime | None
    """When one of them was checked last."""

    @property
    def links(self) -> Sequence[ExternalLink]:
        return list(self.page)


def link_page(*, number: str) -> LinkPage:
    """Three queries."""
    ranks = [When(state=state, then=Value(rank)) for rank, state in enumerate(WORST_FIRST)]
    rank = Case(*ranks, default=Value(len(ranks)), output_field=IntegerField())
    figures = ExternalLink.objects.aggregate(
        broken=Count("pk", filter=Q(state=LinkState.BROKEN)),
        unchecked=Count("pk", filter=Q(checked_at=None)),
        newest=Max("checked_at"),
    )
    return LinkPage(
        page=Paginator(ExternalLink.objects.order_by(rank, "url"), LINKS_PER_PAGE).get_page(number),
        broken_count=figures["broken"], unchecked_count=figures["unchecked"], checked_at=figures["newest"],
    )  # fmt: skip
