"""Place a map's labels: beside their sign, not over other signs or the path, and inside the sheet."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from curriculum.contours import Point

Anchor = Literal["start", "middle", "end"]
LABEL_HEIGHT = 17.0  # pixels, of the stations' names
DETAIL_HEIGHT = 14.0  # of the line below a name, for which there is always room
SIDES = 8  # of a sign, where its label may be
GAPS = (4, 10, 16)  # pixels between a sign and its label: where signs stand close, more room parts the labels
OVERLAP_COST = 3.0  # of a square pixel
TOUCH_COST = 200.0  # of any overlap, however small: as hard to read as eight crossings of the path
MARGIN = 10.0  # of the sheet, in pixels, that stays free of labels
NAME_HEIGHT = 52.0  # of a phase's two lines
_ADVANCE = 8.4  # an average letter of the stations' labels, in bold as where the learner is
_NAME_ADVANCE = 10.0
_SEARCH = 144  # pixels to each side of a stretch's middle, where its name may go


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """An upright rectangle on the sheet."""

    x_min: float
    y_min: float
    x_max: float
    y_max: float

    def overlap(self, other: "Box") -> float:
        """The area of the overlap."""
        width = min(self.x_max, other.x_max) - max(self.x_min, other.x_min)
        height = min(self.y_max, other.y_max) - max(self.y_min, other.y_min)
        return width * height if width > 0 and height > 0 else 0.0

    def holds(self, point: Point, margin: float) -> bool:
        x, y = point
        return self.x_min - margin < x < self.x_max + margin and self.y_min - margin < y < self.y_max + margin

    def outside(self, width: float, height: float) -> float:
        """Count its pixels that are outside the sheet or on its margin."""
        beyond = (MARGIN - self.x_min, MARGIN - self.y_min, self.x_max - width + MARGIN, self.y_max - height + MARGIN)
        return sum(max(0.0, part) for part in beyond)


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Text that starts, is centred or ends at `x`, on the baseline `y`; without a line below it, on `y_alone`."""

    x: float
    y: float
    y_alone: float
    anchor: Anchor
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A circle that gets a label."""

    text: str
    x: float
    y: float
    r: float

    @property
    def box(self) -> Box:
        return Box(x_min=self.x - self.r, y_min=self.y - self.r, x_max=self.x + self.r, y_max=self.y + self.r)


def place_labels(spots: Sequence[Spot], path: Sequence[Point], obstacles: Iterable[Box], size: Point) -> list[Label]:
    """Choose a side and a gap for each spot, so that all labels together are the least crowded.

    Each in turn takes its best side, three times, beside the others as they are. Where that ends depends on where it
    began, so it begins with all labels on one side, once for each side, and the best of the eight results counts.
    """
    signs = [spot.box for spot in spots] + list(obstacles)
    choices = [[_label(spot, side, gap) for gap in GAPS for side in range(SIDES)] for spot in spots]
    costs = [[_crowding(label.box, signs, path, size) + _reluctance(label) for label in labels] for labels in choices]

    def cost(k: int, place: int, places: Sequence[int]) -> float:
        box = choices[k][place].box
        return costs[k][place] + _overlap_cost(box, (choices[n][places[n]].box for n in range(len(spots)) if n != k))

    def places_from(first: int) -> list[int]:
        places = [first] * len(spots)
        for _ in range(3):
            for k in range(len(spots)):
                places[k] = min(range(len(choices[k])), key=lambda place: cost(k, place, places))
        return places

    best = min(
        map(places_from, range(SIDES)), key=lambda places: sum(cost(k, place, places) for k, place in enumerate(places))
    )
    return [choices[k][place] for k, place in enumerate(best)]


def _label(spot: Spot, side: int, gap: float) -> Label:
    """Sides run clockwise from the top."""
    angle = math.tau * side / SIDES
    dx, dy = math.sin(angle), -math.cos(angle)
    width = len(spot.text) * _ADVANCE
    anchor: Anchor = "middle" if abs(dx) < 0.1 else "start" if dx > 0 else "end"
    x = spot.x + dx * (spot.r + gap + 3)
    height = LABEL_HEIGHT + DETAIL_HEIGHT
    middle = spot.y + dy * (spot.r + gap + height / 2)
    x_min = x - width / 2 if anchor == "middle" else x if anchor == "start" else x - width
    box = Box(x_min=x_min, y_min=middle - height / 2, x_max=x_min + width, y_max=middle + height / 2)
    y = box.y_min + LABEL_HEIGHT * 0.8
    y_alone = y + DETAIL_HEIGHT * (1 - dy) / 2  # as near to the sign as the two lines are
    return Label(x=round(x, 1), y=round(y, 1), y_alone=round(y_alone, 1), anchor=anchor, box=box)


def _reluctance(label: Label) -> float:
    """Prefer centred labels among equals."""
    return 0.0 if label.anchor == "middle" else 6.0


def _crowding(box: Box, others: Iterable[Box], path: Iterable[Point], size: Point) -> float:
    crossings = sum(box.holds(point, 5.0) for point in path)
    return _overlap_cost(box, others) + 25 * crossings + 400 * box.outside(*size)


def _overlap_cost(box: Box, others: Iterable[Box]) -> float:
    overlaps = (box.overlap(other) for other in others)
    return sum(TOUCH_COST + OVERLAP_COST * overlap for overlap in overlaps if overlap)


def place_name(
    text: str, stretch: Sequence[Point], path: Sequence[Point], obstacles: Iterable[Box], size: Point
) -> Label:
    """A phase's name, centred in the free space nearest to the middle of its part of the path."""
    boxes = list(obstacles)
    middle_x = sum(x for x, _ in stretch) / len(stretch)
    middle_y = sum(y for _, y in stretch) / len(stretch)
    width = len(text) * _NAME_ADVANCE + 24

    def cost(centre: Point) -> float:
        return _crowding(_around(centre, width), boxes, path, size) + math.dist(centre, (middle_x, middle_y))

    offsets = range(-_SEARCH, _SEARCH + 1, 12)
    x, y = min(((middle_x + dx, middle_y + dy) for dy in offsets for dx in offsets), key=cost)
    return Label(x=x, y=y, y_alone=y, anchor="middle", box=_around((x, y), width))


def _around(centre: Point, width: float) -> Box:
    x, y = centre
    return Box(x_min=x - width / 2, y_min=y - NAME_HEIGHT / 2, x_max=x + width / 2, y_max=y + NAME_HEIGHT / 2)
