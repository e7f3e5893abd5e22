"""On the map of the roadmap that we ship no lettering touches a sign or the arcs of a checkpoint."""

import itertools
import math

import pytest

from curriculum.label_placement import LABEL_HEIGHT
from curriculum.landscape import CheckpointMarker, Sheet, Station
from progress.queries.landscape import landscape_of
from progress.queries.outline import outline_for

LETTER = 7.5  # pixels, of the widest lettering
FREE = 8.0  # pixels between two things that do not touch


@pytest.fixture(params=["wide", "upright"])
def sheet(request: pytest.FixtureRequest, roadmap: None) -> Sheet:
    drawn = landscape_of(outline_for(None))
    assert drawn
    return next(sheet for sheet in drawn.sheets if sheet.name == request.param)


def arcs(gate: CheckpointMarker) -> list[tuple[float, float]]:
    """Points of both, as the template draws them: M-11-21 Q0-5 11-21, and the same below."""
    cos, sin = math.cos(math.radians(gate.angle)), math.sin(math.radians(gate.angle))
    parts = [part / 8 for part in range(9)]
    curve = [(-11 * (1 - t) ** 2 + 11 * t**2, 21 * (1 - t) ** 2 + 10 * t * (1 - t) + 21 * t**2) for t in parts]
    turned = ((x, side * y) for x, y in curve for side in (-1, 1))
    return [(gate.x + cos * x - sin * y, gate.y + sin * x + cos * y) for x, y in turned]


def distance(station: Station, point: tuple[float, float]) -> float:
    """From the station's label."""
    width = LETTER * len(station.stop.label)
    left = station.label_x - {"start": 0, "middle": width / 2, "end": width}[station.anchor]
    top = station.label_y - LABEL_HEIGHT * 0.8
    x, y = point
    return math.hypot(max(left - x, 0, x - left - width), max(top - y, 0, y - top - LABEL_HEIGHT))


def test_no_label_touches_a_checkpoint(sheet: Sheet) -> None:
    for station, gate in itertools.product(sheet.stations, sheet.passes):
        assert min(distance(station, point) for point in arcs(gate)) > FREE, (station.stop.label, gate.number)


def test_no_checkpoint_touches_a_sign(sheet: Sheet) -> None:
    for station, gate in itertools.product(sheet.stations, sheet.passes):
        nearest = min(math.dist(point, (station.x, station.y)) for point in arcs(gate))
        assert nearest - station.r > FREE, (station.stop.label, gate.number)
