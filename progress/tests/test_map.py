"""No lettering on the maps of our roadmaps touches other lettering or the arcs of a checkpoint."""

import itertools
import math
from dataclasses import replace

import pytest

from curriculum.label_placement import DETAIL_HEIGHT, LABEL_HEIGHT, Box
from curriculum.landscape import CheckpointMarker, Sheet, Station, draw
from curriculum.models import Roadmap
from progress.outline.outline import outline_for
from progress.roadmap.map import landscape_of
from progress.roadmap.roadmaps import curriculum
from tests.roadmap_rows import FIRST, NEXT

LETTER = 8.4  # pixels, of the widest lettering: the station where a learner is has bold letters
FREE = 8.0  # pixels between two things that do not touch


@pytest.fixture(params=itertools.product([FIRST, NEXT], ["wide", "upright"]), ids="-".join)
def sheet(request: pytest.FixtureRequest, both_roadmaps: None) -> Sheet:
    uid, name = request.param
    outline = outline_for(None, curriculum(Roadmap.objects.get(uid=uid).pk))
    stages = landscape_of(outline).stages
    stages = tuple(
        replace(stage, stops=tuple(replace(stop, proven=1, total=12) for stop in stage.stops)) for stage in stages
    )
    drawn = draw(stages, seed=uid)
    return next(sheet for sheet in drawn.sheets if sheet.name == name)


def arcs(gate: CheckpointMarker) -> list[tuple[float, float]]:
    """Points of both, as the template draws them: M-11-21 Q0-5 11-21, and the same below."""
    cos, sin = math.cos(math.radians(gate.angle)), math.sin(math.radians(gate.angle))
    parts = [part / 8 for part in range(9)]
    curve = [(-11 * (1 - t) ** 2 + 11 * t**2, 21 * (1 - t) ** 2 + 10 * t * (1 - t) + 21 * t**2) for t in parts]
    turned = ((x, side * y) for x, y in curve for side in (-1, 1))
    return [(gate.x + cos * x - sin * y, gate.y + sin * x + cos * y) for x, y in turned]


def lettering(station: Station) -> Box:
    """The room of the station's label, with the share below it."""
    width, height = LETTER * len(station.stop.label), LABEL_HEIGHT + DETAIL_HEIGHT
    left = station.label_x - {"start": 0, "middle": width / 2, "end": width}[station.anchor]
    top = station.label_y - LABEL_HEIGHT * 0.8
    return Box(x_min=left, y_min=top, x_max=left + width, y_max=top + height)


def distance(station: Station, point: tuple[float, float]) -> float:
    """Return the box of the station's label."""
    box, (x, y) = lettering(station), point
    return math.hypot(max(box.x_min - x, 0, x - box.x_max), max(box.y_min - y, 0, y - box.y_max))


def test_no_two_labels_touch(sheet: Sheet) -> None:
    for label_box, other in itertools.combinations(sheet.stations, 2):
        assert not lettering(label_box).overlap(lettering(other)), (label_box.stop.label, other.stop.label)


def test_no_label_touches_another_sign(sheet: Sheet) -> None:
    for label_box, other in itertools.permutations(sheet.stations, 2):
        assert distance(label_box, (other.x, other.y)) > other.r, (label_box.stop.label, other.stop.label)


def test_no_label_touches_a_checkpoint(sheet: Sheet) -> None:
    for station, gate in itertools.product(sheet.stations, sheet.passes):
        assert min(distance(station, point) for point in arcs(gate)) > FREE, (station.stop.label, gate.number)


def test_no_checkpoint_touches_a_sign(sheet: Sheet) -> None:
    for station, gate in itertools.product(sheet.stations, sheet.passes):
        nearest = min(math.dist(point, (station.x, station.y)) for point in arcs(gate))
        assert nearest - station.r > FREE, (station.stop.label, gate.number)
