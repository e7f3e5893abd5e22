"""The guide to the roadmap: stars, paces, balance, tracks, resources, advice, what to leave out."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from curriculum.models import (
    Advice,
    AdviceKind,
    ItemKind,
    Resource,
    Roadmap,
    Section,
    SectionItem,
    StarLevel,
    Track,
    TrackItemKind,
)
from lib.durations import HoursRange
from progress.plan.rate import PaceLine


@dataclass(frozen=True)
class TrackLine:
    track: Track
    lists: tuple[tuple[str, tuple[str, ...]], ...]
    """Headings with their lines of HTML."""


@dataclass(frozen=True)
class LeftOutItems:
    section: Section
    lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class GuidePage:
    roadmap: Roadmap
    levels: Sequence[StarLevel]
    paces: Sequence[PaceLine]
    tracks: Sequence[TrackLine]
    resources: Sequence[tuple[str, tuple[Resource, ...]]]
    """By area."""
    advice: dict[str, list[Advice]]
    left_out: Sequence[LeftOutItems]

    @property
    def advice_lists(self) -> list[tuple[str, list[Advice]]]:
        titles = {AdviceKind.TIP: "Advice", AdviceKind.STRENGTH: "Your strengths", AdviceKind.GAP: "Your gaps"}
        return [(title, self.advice[kind]) for kind, title in titles.items() if kind in self.advice]


def guide(roadmap: Roadmap, hours_left: HoursRange) -> GuidePage:
    advice: dict[str, list[Advice]] = defaultdict(list)
    for piece in roadmap.advice.current():
        advice[piece.kind].append(piece)
    areas: dict[str, list[Resource]] = defaultdict(list)
    for resource in roadmap.resources.current():
        areas[resource.area].append(resource)
    return GuidePage(
        roadmap=roadmap,
        levels=list(roadmap.star_levels.current().order_by("-stars")),
        paces=[PaceLine(pace, hours_left) for pace in roadmap.pace_profiles.current()],
        tracks=[_track(track) for track in roadmap.tracks.current().prefetch_related("items")],
        resources=[(area, tuple(resources)) for area, resources in areas.items()],
        advice=dict(advice),
        left_out=_left_out(roadmap),
    )


def _track(track: Track) -> TrackLine:
    lines: dict[str, list[str]] = defaultdict(list)
    for item in track.items.all():
        lines[item.kind].append(item.text_html)
    kinds = TrackItemKind.choices
    return TrackLine(track, tuple((str(title), tuple(lines[kind])) for kind, title in kinds if kind in lines))


def _left_out(roadmap: Roadmap) -> list[LeftOutItems]:
    lines: dict[int, list[str]] = defaultdict(list)
    sections: dict[int, Section] = {}
    items = SectionItem.objects.filter(kind=ItemKind.SKIP, node__retired=False, node__roadmap=roadmap)
    for item in items.select_related("node").order_by("node__order", "order"):
        sections[item.node_id] = item.node
        lines[item.node_id].append(item.text_html)
    return [LeftOutItems(section, tuple(lines[pk])) for pk, section in sections.items()]
