"""The addresses of a roadmap's own pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from curriculum.models import Roadmap


@dataclass(frozen=True, kw_only=True)
class RoadmapAddresses:
    """``/roadmap/`` shows everybody their own roadmap. Among several, each also has addresses that name it.

    Phases keep the short address in the site's first roadmap, whatever else is there.
    """

    uid: str
    is_first: bool
    is_only: bool

    @classmethod
    def among(cls, site_roadmaps: Sequence[Roadmap], roadmap: Roadmap) -> "RoadmapAddresses":
        """The addresses of ``roadmap`` on a site that has these, in this order."""
        return cls(uid=roadmap.uid, is_first=site_roadmaps[:1] == (roadmap,), is_only=len(site_roadmaps) == 1)

    @property
    def roadmap(self) -> str:
        return reverse("progress:roadmap") if self.is_only else reverse("progress:roadmap_detail", args=[self.uid])

    @property
    def guide(self) -> str:
        return reverse("progress:guide") if self.is_only else reverse("progress:roadmap_guide", args=[self.uid])

    def phase(self, number: int) -> str:
        if self.is_first:
            return reverse("progress:phase_detail", args=[number])
        return reverse("progress:roadmap_phase", args=[self.uid, number])
