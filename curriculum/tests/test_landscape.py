import dataclasses
import itertools
import math
import re
import time
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string

from curriculum import contours, landscape, survey
from curriculum.label_placement import LABEL_HEIGHT
from curriculum.landscape import Landscape, MapPhase, Sheet, State, TopicMarker
from tests.markup import squeeze

PHASES: list[tuple[str, list[tuple[str, float]]]] = [
    ("Mathematics & programming", [("Linear algebra", 10), ("Calculus", 8), ("Probability", 8), ("Optimization", 5),
                                   ("Python & NumPy", 10), ("Software craft", 4)]),
    ("Classical ML", [("Core ML", 9), ("Algorithms", 3)]),
    ("Deep learning", [("Networks & backprop", 13), ("Loss functions", 2), ("Optimizers", 7), ("Regularization", 5),
                       ("Training craft", 5)]),
    ("Transformers", [("Transformers", 40), ("Transfer learning", 5), ("Tokenization", 5), ("Vision", 6)]),
    ("LLMs & GenAI", [("Generative AI", 30), ("Evaluation", 4), ("Hardware", 6), ("Distributed training", 3)]),
]  # fmt: skip


def roadmap(here: int | None = 10, **states: State) -> tuple[MapPhase, ...]:
    """The 21 topics: done before `here`, to do after it, or as given by a keyword like `Vision="skipped"`."""
    numbers = itertools.count()
    stages: list[MapPhase] = []
    for phase, topics in PHASES:
        stops = []
        for label, hours in topics:
            n = next(numbers)
            usual: State = "todo" if here is None or n > here else "here" if n == here else "done"
            state = states.get(label.replace(" ", "_"), usual)
            stops.append(
                TopicMarker(
                    uid=f"topic-{n}",
                    title=label,
                    label=label,
                    hours=hours,
                    hours_text=f"{hours:g} h",
                    state=state,
                    url=f"/topics/{n}/",
                )
            )
        stages.append(MapPhase(title=phase, label=phase, url="/phases/", is_held=len(stages) < 2, stops=tuple(stops)))
    return tuple(stages)


@pytest.fixture(scope="module", params=["wide", "upright"])
def sheet(request: pytest.FixtureRequest) -> Sheet:
    return next(sheet for sheet in landscape.draw(roadmap()).sheets if sheet.name == request.param)


def end_of(path: str) -> tuple[float, float]:
    """The end point of a path of one move and relative quadratic curves."""
    x, y, *steps = (float(number) for number in re.findall(r"-?\d+\.?\d*", path))
    return x + sum(steps[2::4]), y + sum(steps[3::4])


def test_every_topic_is_on_both_sheets_in_the_order_of_the_roadmap() -> None:
    drawn = landscape.draw(roadmap())
    expected = [label for _, topics in PHASES for label, _ in topics]
    assert [sheet.name for sheet in drawn.sheets] == ["wide", "upright"]
    for map_sheet in drawn.sheets:
        assert [station.stop.label for station in map_sheet.stations] == expected
        assert [name.stage.label for name in map_sheet.names] == [label for label, _ in PHASES]
        assert len(map_sheet.passes) == len(PHASES)


def test_stations_are_sized_by_hours(sheet: Sheet) -> None:
    stations = sorted(sheet.stations, key=lambda station: station.stop.hours)
    assert [s.r for s in stations] == sorted(s.r for s in stations)
    assert stations[-1].r > 2 * stations[0].r


def test_no_two_stations_touch_and_all_lie_on_the_sheet(sheet: Sheet) -> None:
    for first_map, other in itertools.combinations(sheet.stations, 2):
        assert math.dist((first_map.x, first_map.y), (other.x, other.y)) > first_map.r + other.r + 4
    for station in sheet.stations:
        assert station.r < station.x < sheet.width - station.r
        assert station.r < station.y < sheet.height - station.r


def test_no_label_covers_another_or_a_station(sheet: Sheet) -> None:
    boxes = []
    for station in sheet.stations:
        width = 7.0 * len(station.stop.label)
        left = {"start": station.label_x, "middle": station.label_x - width / 2, "end": station.label_x - width}
        top = station.label_y - LABEL_HEIGHT * 0.8
        boxes.append((left[station.anchor], top, left[station.anchor] + width, top + LABEL_HEIGHT))
    for (l1, t1, r1, b1), (l2, t2, r2, b2) in itertools.combinations(boxes, 2):
        assert r1 <= l2 or r2 <= l1 or b1 <= t2 or b2 <= t1
    for (start, top, end, bottom), station in itertools.product(boxes, sheet.stations):
        nearest = (min(max(station.x, start), end), min(max(station.y, top), bottom))
        assert math.dist(nearest, (station.x, station.y)) > station.r - 1
    assert all(left > -2 and right < sheet.width + 2 for left, _, right, _ in boxes)


def test_the_completed_path_ends_where_the_learner_is(sheet: Sheet) -> None:
    here = next(station for station in sheet.stations if station.stop.state == "here")
    assert math.dist(end_of(sheet.completed_path), (here.x, here.y)) < 2


def test_no_path_is_completed_at_the_start_and_all_of_it_at_the_end() -> None:
    beginner = landscape.draw(roadmap(here=0)).sheets[0]
    finished = landscape.draw(roadmap(here=21)).sheets[0]
    assert len(beginner.completed_path) < len(beginner.path) / 10
    assert finished.completed_path == finished.path
    assert landscape.draw(roadmap(here=None)).sheets[0].completed_path == ""


def test_each_state_has_its_own_class_and_label() -> None:
    drawing = landscape.draw(roadmap(Vision="skipped", Tokenization="doing"))
    page = squeeze(render_to_string("components/map.html", {"map": drawing}))
    for state, words in (("here", "you are here"), ("skipped", "skipped"), ("doing", "in progress"), ("todo", "to do")):
        assert re.search(f'<a class="station {state}"[^>]*, {words}">', page)


@pytest.mark.parametrize(
    ("proven", "total", "is_claimed", "name", "classes"),
    [
        (0, 0, True, "claimed", {"claim"}),
        (0, 3, True, "0 of 3 proven, claimed", {"claim"}),
        (4, 9, True, "4 of 9 proven, claimed", {"claim", "share"}),
        (4, 9, False, "4 of 9 proven", {"open", "share"}),
        (3, 3, False, "3 of 3 proven", {"full"}),
    ],
)
def test_only_passes_fill_a_ring(proven: int, total: int, is_claimed: bool, name: str, classes: set[str]) -> None:
    first, *others = roadmap(here=None)
    changes = {"proven": proven, "total": total, "is_claimed": is_claimed, "state": "done"}
    stop = dataclasses.replace(first.stops[0], **changes)  # type: ignore[arg-type]  # of several fields
    drawing = landscape.draw((dataclasses.replace(first, stops=(stop, *first.stops[1:])), *others))
    page = squeeze(render_to_string("components/map.html", {"map": drawing}))
    station = page.split('<a class="station done"')[1].split("</a>")[0]
    assert f'10 h, {name}"' in station
    assert set(re.findall(r'class="(full|claim|open|share)"', station)) == classes


def test_the_list_comes_first_and_matches_the_picture() -> None:
    page = squeeze(render_to_string("components/map.html", {"map": landscape.draw(roadmap())}))
    listed, drawn = page.split('<svg class="wide"')
    for _, topics in PHASES:
        for label, hours in topics:
            escaped = label.replace("&", "&amp;")
            assert f">{escaped}</a>" in listed
            assert f"{escaped}, {hours:g} h" in drawn


def test_beside_a_list_of_its_own_the_map_has_none_and_opens_cards() -> None:
    values = {"map": landscape.draw(roadmap()), "cards": True, "chosen": "topic-4"}
    page = squeeze(render_to_string("components/map.html", values))
    assert "<details" not in page
    assert page.count('data-topic="topic-4" aria-current="true"') == 2
    assert page.count('href="?topic=topic-4#card"') == 2


def test_the_map_needs_no_style_attribute_and_no_script() -> None:
    page = render_to_string("components/map.html", {"map": landscape.draw(roadmap())})
    assert "style=" not in page
    assert "<script" not in page


def test_the_ground_can_live_at_an_address_of_its_own() -> None:
    stages = roadmap()
    inline = render_to_string("components/map.html", {"map": landscape.draw(stages)})
    referred = render_to_string("components/map.html", {"map": landscape.draw(stages, ground_url="/ground.svg")})
    document = ElementTree.fromstring(survey.ground_svg(landscape.plan_of(stages)))  # noqa: S314  # ours
    ids = {path.get("id") for path in document.iter() if path.get("id")}
    for reference in re.findall(r'href="/ground\.svg#([\w-]+)"', referred):
        assert reference in ids
    assert len(inline) - len(referred) > 40_000


def test_the_ground_depends_on_the_roadmap_and_not_on_the_learner() -> None:
    first_map, other = landscape.draw(roadmap(here=2)), landscape.draw(roadmap(here=15, Vision="skipped"))
    assert [sheet.ground for sheet in first_map.sheets] == [sheet.ground for sheet in other.sheets]
    assert first_map.ground_key == other.ground_key
    longer = dataclasses.replace(roadmap()[0].stops[0], hours=90)
    changed = (dataclasses.replace(roadmap()[0], stops=(longer, *roadmap()[0].stops[1:])), *roadmap()[1:])
    assert landscape.draw(changed).ground_key != first_map.ground_key


def test_each_roadmap_has_its_own_landscape() -> None:
    first_map, other = landscape.draw(roadmap(), seed="linear-algebra"), landscape.draw(roadmap(), seed="transformers")
    assert first_map.ground_key != other.ground_key
    for sheet, other_sheet in zip(first_map.sheets, other.sheets, strict=True):
        assert sheet.path != other_sheet.path
        assert sheet.ground != other_sheet.ground


def test_the_ground_falls_along_the_path_and_rises_on_both_sides() -> None:
    form = survey.WIDE
    way = contours.spline(form.windings[0], survey.STEP)
    hills = survey._hills(landscape.plan_of(roadmap()), form)
    relief = survey._relief(form, way, [len(way) - 1], hills)
    along = [relief(*way[k]) for k in range(0, len(way) - 20, 20)]
    assert along == sorted(along, reverse=True)
    for k in range(20, len(way) - 20, 10):
        (ax, ay), (bx, by) = way[k - 1], way[k + 1]
        length = math.dist((ax, ay), (bx, by))
        for side in (-55, 55):
            beside = (way[k][0] - (by - ay) / length * side, way[k][1] + (bx - ax) / length * side)
            assert relief(*beside) > relief(*way[k])


def test_any_roadmap_can_be_drawn() -> None:
    first_map = (
        MapPhase(
            title="Only",
            label="Only",
            url="/",
            is_held=False,
            stops=(
                TopicMarker(uid="a", title="Alone", label="Alone", hours=3, hours_text="3 h", state="here", url="/"),
            ),
        ),
    )
    empty_phase = (*first_map, MapPhase(title="Empty", label="Empty", url="/", is_held=False, stops=()))
    many = tuple(
        MapPhase(
            title=f"P{p}",
            label=f"P{p}",
            url="/",
            is_held=False,
            stops=tuple(
                TopicMarker(uid=f"{n}", title=f"T{n}", label=f"T{n}", hours=4, hours_text="4 h", state="todo", url="/")
                for n in range(8)
            ),
        )
        for p in range(7)
    )
    for stages in (first_map, empty_phase, many):
        assert isinstance(landscape.draw(stages), Landscape)
    with pytest.raises(ValueError, match="phase"):
        landscape.draw([])


def test_placing_a_learner_on_a_known_ground_takes_milliseconds() -> None:
    landscape.draw(roadmap())
    started = time.thread_time()
    landscape.draw(roadmap(here=15))
    assert time.thread_time() - started < 0.05


def test_a_contour_closes_around_a_hill_with_the_high_ground_on_its_right() -> None:
    heights = contours.grid(lambda x, y: -math.dist((x, y), (50, 50)), 100, 100, 10)
    (ring,) = contours.contours(heights, 10, -30)
    assert ring[0] == ring[-1]
    assert all(abs(math.dist(point, (50, 50)) - 30) < 1 for point in ring)
    turned = sum(ax * by - bx * ay for (ax, ay), (bx, by) in itertools.pairwise(ring))
    assert turned > 0  # clockwise on a screen, whose y runs down


def test_a_simplified_line_stays_near_the_line() -> None:
    circle = [(100 * math.cos(t / 50), 100 * math.sin(t / 50)) for t in range(300)]
    fewer = contours.simplify(circle, 0.5)
    assert len(fewer) < 60
    assert fewer[0] == circle[0]
    assert fewer[-1] == circle[-1]
