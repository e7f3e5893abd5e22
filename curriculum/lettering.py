"""Where a map's lettering goes: beside its sign, on no other sign, off the way, inside the sheet."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from curriculum.contours import Point

Anchor = Literal["start", "middle", "end"]
LABEL_HEIGHT = 17.0  # pixels, of the stations' names
MARGIN = 10.0  # of the sheet, in pixels, that stays free of lettering
NAME_HEIGHT = 52.0  # of a phase's two lines
_ADVANCE = 7.5  # an average letter of the stations' lettering, on the safe side
_NAME_ADVANCE = 10.0
_SEARCH = 144  # pixels to each side of a stretch's middle, where its name may go


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle on the sheet."""

    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other: "Box") -> float:
        """The area that both cover."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return width * height if width > 0 and height > 0 else 0.0

    def holds(self, point: Point, margin: float) -> bool:
        x, y = point
        return self.left - margin < x < self.right + margin and self.top - margin < y < self.bottom + margin

    def outside(self, width: float, height: float) -> float:
        """How many pixels of it lie beyond the sheet, or on its margin."""
        beyond = (MARGIN - self.left, MARGIN - self.top, self.right - width + MARGIN, self.bottom - height + MARGIN)
        return sum(max(0.0, part) for part in beyond)


@dataclass(frozen=True, slots=True)
class Label:
    """Text that starts, is centred or ends at `x`, on the baseline `y`."""

    x: float
    y: float
    anchor: Anchor
    box: Box


@dataclass(frozen=True, slots=True)
class Spot:
    """A sign that wants a label: a circle."""

    text: str
    x: float
    y: float
    r: float

    @property
    def box(self) -> Box:
        return Box(self.x - self.r, self.y - self.r, self.x + self.r, self.y + self.r)


def place_labels(spots: Sequence[Spot], way: Sequence[Point], taken: Iterable[Box], size: Point) -> list[Label]:
    """The least crowded of eight sides for each spot, reconsidered twice when all the others are known."""
    signs = [spot.box for spot in spots] + list(taken)
    choices = [[_label(spot, side) for side in range(8)] for spot in spots]
    chosen = [labels[0] for labels in choices]
    for _ in range(3):
        for k, labels in enumerate(choices):
            others = signs + [label.box for n, label in enumerate(chosen) if n != k]
            chosen[k] = min(labels, key=lambda label: _crowding(label.box, others, way, size) + _reluctance(label))
    return chosen


def _label(spot: Spot, side: int) -> Label:
    """Sides run clockwise from the top."""
    angle = math.tau * side / 8
    dx, dy = math.sin(angle), -math.cos(angle)
    width = len(spot.text) * _ADVANCE
    anchor: Anchor = "middle" if abs(dx) < 0.1 else "start" if dx > 0 else "end"
    x = spot.x + dx * (spot.r + 7)
    middle = spot.y + dy * (spot.r + 4 + LABEL_HEIGHT / 2)
    left = x - width / 2 if anchor == "middle" else x if anchor == "start" else x - width
    box = Box(left, middle - LABEL_HEIGHT / 2, left + width, middle + LABEL_HEIGHT / 2)
    return Label(round(x, 1), round(middle + LABEL_HEIGHT * 0.3, 1), anchor, box)


def _reluctance(label: Label) -> float:
    """All else equal a centred label reads best."""
    return 0.0 if label.anchor == "middle" else 6.0


def _crowding(box: Box, others: Iterable[Box], way: Iterable[Point], size: Point) -> float:
    covered = sum(box.overlap(other) for other in others)
    crossed = sum(box.holds(point, 5.0) for point in way)
    return 3 * covered + 25 * crossed + 400 * box.outside(*size)


def place_name(text: str, stretch: Sequence[Point], way: Sequence[Point], taken: Iterable[Box], size: Point) -> Label:
    """A phase's name, centred on the free ground nearest to the middle of its stretch."""
    boxes = list(taken)
    middle_x = sum(x for x, _ in stretch) / len(stretch)
    middle_y = sum(y for _, y in stretch) / len(stretch)
    width = len(text) * _NAME_ADVANCE + 24

    def cost(centre: Point) -> float:
        return _crowding(_around(centre, width), boxes, way, size) + math.dist(centre, (middle_x, middle_y))

    offsets = range(-_SEARCH, _SEARCH + 1, 12)
    x, y = min(((middle_x + dx, middle_y + dy) for dy in offsets for dx in offsets), key=cost)
    return Label(x, y, "middle", _around((x, y), width))


def _around(centre: Point, width: float) -> Box:
    x, y = centre
    return Box(x - width / 2, y - NAME_HEIGHT / 2, x + width / 2, y + NAME_HEIGHT / 2)
