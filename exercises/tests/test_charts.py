import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from exercises.models import Submission
from exercises.tests.reports import check_of, record_report, report_on
from lib.charts.drawing import draw, draw_within_bounds
from lib.charts.grid import LEVELS, levels
from lib.charts.shapes import Chart
from lib.charts.svg import SvgElement
from tests.markup import squeeze
from tests.processor import processor_bound

WEIGHTS: dict[str, Any] = {
    "kind": "heatmap",
    "panels": [
        {"title": "your weights", "rows": [[0.67, 0.33], [0.5, 0.5]], "marks": [[0, 1]]},
        {"title": "reference", "rows": [[1.0, 0.0], [0.5, 0.5]]},
    ],
}
FREQUENCIES: dict[str, Any] = {
    "kind": "bars",
    "labels": ["0", "1", "2"],
    "series": [{"title": "yours", "values": [0.5, 0.25, 0.25]}, {"title": "expected", "values": [0.6, 0.4, 0]}],
}

LOSS: dict[str, Any] = {
    "kind": "curve",
    "x": "step",
    "y": "loss",
    "log": False,
    "every": 2,
    "series": [{"title": "yours", "values": [4.0, 2.0, None, 1.0]}, {"title": "expected", "values": [4.0, 0.0]}],
}
PLANE: dict[str, Any] = {
    "kind": "boundary",
    "extent": [0.0, 4.0, 0.0, 2.0],
    "panels": [{"title": "yours", "rows": [[0.0, 1.0], [0.25, 0.5]]}],
    "points": [[3.0, 0.5, 1], [1.0, 1.9, 0], [9.0, 9.0, 1]],
}
EXPRESSION: dict[str, Any] = {
    "kind": "graph",
    "panels": [
        {
            "title": "gradients",
            "nodes": [
                {"label": "a", "yours": 12.0, "expected": 16.0, "marked": True},
                {"label": "b", "yours": -16.0, "expected": -16.0, "marked": False},
                {"label": "a * b", "yours": "nan", "expected": 1.0, "marked": True},
                {"label": "a + 2", "yours": 1.0, "expected": 1.0, "marked": False},
            ],
            "edges": [[0, 2, False], [1, 2, True], [2, 3, False], [0, 3, False]],
        }
    ],
}


def render(chart: dict[str, Any]) -> str:
    return render_to_string("components/chart.html", {"chart": draw(chart)})


def drawn(data: dict[str, Any]) -> Chart:
    chart = draw(data)
    assert chart
    return chart


def marks_of(chart: Chart, tag: str, css_class: str = "") -> list[SvgElement]:
    """The elements of the first picture that have this tag and class."""
    marks = [mark for mark in chart.panels[0].marks if mark.tag == tag]
    return [mark for mark in marks if not css_class or css_class in str(mark.attributes["class"]).split()]


def lengths(mark: SvgElement, *names: str) -> list[float]:
    return [float(mark.attributes[name]) for name in names]


def texts_of(chart: Chart, **attributes: str) -> list[str]:
    return [mark.text for mark in marks_of(chart, "text") if attributes.items() <= mark.attributes.items()]


def points_of(mark: SvgElement) -> list[tuple[float, float]]:
    points = (point.split() for point in str(mark.attributes["d"]).removeprefix("M").split("L"))
    return [(float(x), float(y)) for x, y in points]


def test_the_highest_value_of_all_panels_is_the_darkest() -> None:
    chart = drawn(WEIGHTS)
    darkest = [[str(LEVELS) in str(mark.attributes["class"]) for mark in panel.marks] for panel in chart.panels]
    assert not any(darkest[0])
    assert any(darkest[1])
    assert levels([[1.0, 0.0], [0.5, None]], 0, 1) == [["8", "0"], ["4", "x"]]
    assert "from 0 (faint) to 1 (strong)" in chart.summary


def test_marks_frame_the_cell_at_their_row_and_column() -> None:
    (frame,) = marks_of(drawn(WEIGHTS), "path", "marked")
    width = drawn(WEIGHTS).panels[0].width / 2
    assert str(frame.attributes["d"]).startswith(f"M{width + 1:g} 1h")


def test_negative_bars_are_below_the_axis() -> None:
    chart = drawn({"kind": "bars", "labels": ["a", "b"], "series": [{"title": "gradient", "values": [3, -1]}]})
    (up, up_height), (down, down_height) = (lengths(bar, "y", "height") for bar in marks_of(chart, "rect"))
    assert up + up_height == pytest.approx(down)
    assert up_height == pytest.approx(3 * down_height, abs=0.2)


def test_a_curve_is_broken_where_there_is_no_number() -> None:
    chart = drawn(LOSS)
    first, third = (points_of(line) for line in marks_of(chart, "path", "line"))
    (alone,) = marks_of(chart, "circle", "s0")
    assert first[0] == third[0]
    assert third[1][1] > first[1][1]
    assert float(alone.attributes["cx"]) > first[1][0]


def test_equal_factors_are_equal_heights_on_a_logarithmic_scale() -> None:
    chart = drawn(LOSS | {"log": True, "series": [{"title": "yours", "values": [100, 10, 1]}]})
    (line,) = marks_of(chart, "path", "line")
    (_, high), (_, middle), (_, low) = points_of(line)
    assert middle - high == pytest.approx(low - middle)
    assert texts_of(chart, **{"text-anchor": "end"})[:3] == ["1", "10", "100"]


def test_a_curve_is_labelled_at_whole_steps_and_round_heights() -> None:
    data = LOSS | {"every": 4, "series": [{"title": "yours", "values": [2.31, 0.9, 0.5, 0.28]}]}
    chart = drawn(data)
    assert texts_of(chart, **{"text-anchor": "middle"}) == ["0", "4", "8", "12"]
    assert texts_of(chart, **{"text-anchor": "end", "class": ""}) == ["0", "0.5", "1", "1.5", "2", "2.5"]
    many = drawn(LOSS | {"every": 1, "log": True, "series": [{"title": "yours", "values": [1e3, 7.0] * 66}]})
    assert texts_of(many, **{"text-anchor": "middle"}) == ["0", "50", "100"]
    assert texts_of(many, **{"text-anchor": "end", "class": ""}) == ["1", "10", "100", "1000"]


@given(st.lists(st.floats(min_value=-1e15, max_value=1e15), min_size=1, max_size=5), st.integers(1, 10**15))
def test_any_numbers_make_a_curve_and_bars_with_few_labels(values: list[float], every: int) -> None:
    series = [{"title": "yours", "values": values}]
    curve = drawn(LOSS | {"every": every, "series": series})
    bars = drawn({"kind": "bars", "labels": [str(value) for value in values], "series": series})
    assert all(2 <= len(texts_of(chart)) <= 40 for chart in (curve, bars))


def test_the_number_of_a_cell_is_in_it_where_it_fits() -> None:
    small = drawn({"kind": "heatmap", "panels": [{"title": "t", "rows": [[0.6652, -0.25, 0]]}]})
    large = drawn({"kind": "heatmap", "panels": [{"title": "t", "rows": [[0.6652] * 32]}]})
    assert texts_of(small) == ["0.67", "−0.25", "0"]
    assert small.panels[0].width / 3 >= 24
    assert not texts_of(large)


def test_a_curves_numbers_have_the_digits_that_tell_its_steps_apart() -> None:
    chart = drawn(LOSS | {"series": [{"title": "weight", "values": [1.578, 1.5779, 1.5776]}]})
    assert [text for _, text in chart.tables[0].rows] == ["1.578", "1.5779", "1.5776"]


def test_a_boundarys_first_row_is_at_the_bottom() -> None:
    chart = drawn(PLANE)
    (darkest,) = marks_of(chart, "path", f"h{LEVELS}")
    assert str(darkest.attributes["d"]).startswith("M120 120h")
    right, top = (lengths(point, "cx", "cy") for point in marks_of(chart, "circle"))
    assert right[0] > chart.panels[0].width / 2 < right[1]
    assert top[1] < chart.panels[0].height / 10


def test_a_boundarys_predictions_are_also_text() -> None:
    assert drawn(PLANE).tables[0].rows == [["3", "0.5", "1", "1"], ["1", "1.9", "0", "0.25"]]
    assert "<td>0.25</td>" in render(PLANE)
    assert [meaning for _, meaning in drawn(PLANE).key] == ["class 0", "class 1"]


def test_a_node_is_below_every_node_that_leads_to_it() -> None:
    (a,), (b,), (product,), (total,) = (lengths(box, "y") for box in marks_of(drawn(EXPRESSION), "rect"))
    assert a == b < product < total


def test_a_line_does_not_run_through_the_boxes_between_its_ends() -> None:
    chart = drawn(EXPRESSION)
    left, width = lengths(marks_of(chart, "rect")[2], "x", "width")
    (bent,) = (
        str(arrow.attributes["d"]) for arrow in marks_of(chart, "path", "arrow") if "L" in str(arrow.attributes["d"])
    )
    bend = float(bent.split("L")[1].split()[0])  # where the line from a to a + 2 passes a * b
    assert not left <= bend <= left + width


def test_boxes_in_a_layer_do_not_overlap_and_are_inside_the_drawing() -> None:
    nodes = [{"label": str(n)} for n in range(32)]
    fan = [[n, 31, False] for n in range(16)] + [[n, n + 8, False] for n in range(8, 16)]
    chart = drawn({"kind": "graph", "panels": [{"title": "fan", "nodes": nodes, "edges": fan}]})
    panel, boxes = chart.panels[0], [lengths(box, "x", "y", "width", "height") for box in marks_of(chart, "rect")]
    assert all(
        abs(x - u) >= width or abs(y - v) >= height
        for n, (x, y, width, height) in enumerate(boxes)
        for u, v, _, _ in boxes[:n]
    )
    assert all(0 <= x <= panel.width - width and 0 <= y <= panel.height - height for x, y, width, height in boxes)


def test_a_broad_graph_runs_sideways_so_that_a_phone_shows_its_width() -> None:
    leaves = [{"label": letter} for letter in "abcdefgh"]
    edges = [[n, 8, False] for n in range(8)]
    chart = drawn({"kind": "graph", "panels": [{"title": "t", "nodes": [*leaves, {"label": "all"}], "edges": edges}]})
    assert chart.panels[0].width < 200 < chart.panels[0].height


def test_a_graphs_values_and_differences_are_also_text() -> None:
    page = squeeze(render(EXPRESSION))
    assert '<th scope="row">1: a</th><td>–</td><td>12</td><td>16</td><td><span class="no">differs</span></td>' in page
    assert '<th scope="row">3: a * b</th><td>1, 2</td><td>nan</td><td>1</td>' in page
    assert ">both −16</text>" in page
    assert page.count('class="node is-marked"') == 2
    assert page.count('class="arrow is-marked"') == 1


def test_a_graph_without_values_has_no_columns_for_them() -> None:
    page = render({"kind": "graph", "panels": [{"title": "t", "nodes": [{"label": "<b>"}], "edges": []}]})
    assert "expected" not in page
    assert "&lt;b&gt;" in page
    assert "<b>" not in page


def test_the_numbers_are_in_a_table_too() -> None:
    assert "<td>not drawable</td>" in render(LOSS)
    assert "<td>0.67</td>" in render(WEIGHTS)
    page = render(FREQUENCIES)
    assert '<th scope="row">2</th>' in page
    assert "<td>0.4</td>" in page


def test_titles_are_escaped_and_nothing_needs_a_style_attribute() -> None:
    attack = copy.deepcopy(WEIGHTS)
    attack["panels"][0]["title"] = "<script>alert(1)</script>"
    page = render(attack)
    assert "<script" not in page
    assert "&lt;script" in page
    assert "style=" not in page


def test_no_chart_draws_nothing() -> None:
    assert render_to_string("components/chart.html", {"chart": None}).strip() == ""


@pytest.mark.parametrize(
    "broken",
    [
        None,
        [],
        {},
        {"kind": "svg", "markup": "<svg/>"},
        {"kind": "heatmap", "panels": []},
        {"kind": "heatmap", "panels": ["<b>"]},
        {"kind": "heatmap", "panels": [{"title": "x"}]},
        {"kind": "heatmap", "panels": [{"rows": [[1, 2], [3]]}]},
        {"kind": "heatmap", "panels": [{"rows": [[1, "2"]]}]},
        {"kind": "heatmap", "panels": [{"rows": [[1, True]]}]},
        {"kind": "heatmap", "panels": [{"rows": [[float("nan")]]}]},
        {"kind": "heatmap", "panels": [{"rows": [[float("inf")]]}]},
        {"kind": "heatmap", "panels": [{"rows": [[1e300, -1e300]]}]},
        {"kind": "heatmap", "panels": [{"rows": [[1] * 65]}]},
        {"kind": "heatmap", "panels": [{"rows": [[1]] * 65}]},
        {"kind": "heatmap", "panels": [{"rows": [[1]]}] * 5},
        {"kind": "heatmap", "panels": [{"rows": [[1]], "marks": [[0, 1]]}]},
        {"kind": "heatmap", "panels": [{"rows": [[1]], "marks": "all"}]},
        {"kind": "bars", "labels": [], "series": [{"values": []}]},
        {"kind": "bars", "labels": ["a"], "series": []},
        {"kind": "bars", "labels": ["a"], "series": [{"values": [1, 2]}]},
        {"kind": "bars", "labels": ["a"] * 65, "series": [{"values": [1] * 65}]},
        {"kind": "bars", "labels": ["a"], "series": [{"values": [1]}] * 4},
        LOSS | {"series": []},
        LOSS | {"series": [{"values": []}]},
        LOSS | {"series": [{"values": [None]}]},
        LOSS | {"series": [{"values": [1.0] * 201}]},
        LOSS | {"series": [{"values": [1.0, float("nan")]}]},
        LOSS | {"log": True},
        LOSS | {"every": 0},
        LOSS | {"every": "2"},
        {key: value for key, value in LOSS.items() if key != "log"},
        PLANE | {"panels": []},
        PLANE | {"extent": [0, 0, 0, 1]},
        PLANE | {"extent": [0, 1, 0]},
        PLANE | {"extent": "0101"},
        PLANE | {"panels": [{"rows": [[1, 2]]}]},
        PLANE | {"points": [[1, 1, 3]]},
        PLANE | {"points": [[1, 1, True]]},
        PLANE | {"points": [["x", 1, 0]]},
        PLANE | {"points": [[1, 1, 0]] * 201},
        {"kind": "graph", "panels": []},
        {"kind": "graph", "panels": [{"nodes": [], "edges": []}]},
        {"kind": "graph", "panels": [{"nodes": ["a"], "edges": []}]},
        {"kind": "graph", "panels": [{"nodes": [{"yours": 1}], "edges": []}]},
        {"kind": "graph", "panels": [{"nodes": [{"label": ["a"]}], "edges": []}]},
        {"kind": "graph", "panels": [{"nodes": [{"label": "a", "yours": float("nan")}], "edges": []}]},
        {"kind": "graph", "panels": [{"nodes": [{"label": "a"}] * 33, "edges": []}]},
        {"kind": "graph", "panels": [{"nodes": [{"label": "a"}] * 2, "edges": [[0, 1, False]] * 65}]},
        {"kind": "graph", "panels": [{"nodes": [{"label": "a"}] * 2, "edges": [[1, 0, False]]}]},
        {"kind": "graph", "panels": [{"nodes": [{"label": "a"}] * 2, "edges": [[0, 0, False]]}]},
        {"kind": "graph", "panels": [{"nodes": [{"label": "a"}] * 2, "edges": [[0, 2, False]]}]},
        {"kind": "graph", "panels": [{"nodes": [{"label": "a"}] * 2, "edges": [[0, 1]]}]},
        {"kind": "graph", "panels": [{"nodes": [{"label": "a"}], "edges": []}] * 5},
    ],
)
def test_invalid_data_gives_no_chart(broken: Any) -> None:
    assert draw(broken) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.sampled_from(["kind", "panels", "rows", "marks", "title", "nodes", "edges"]), inner)
    ),
)


@given(JSON, st.lists(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=4), max_size=4))
def test_no_data_makes_it_raise_or_exceed_eight_shades(junk: Any, rows: list[list[float]]) -> None:
    draw(junk)
    shades = {f"h{shade}" for shade in range(LEVELS + 1)}
    if chart := draw({"kind": "heatmap", "panels": [{"title": junk, "rows": rows, "marks": []}]}):
        assert {mark.attributes["class"] for mark in marks_of(chart, "path")} <= shades


# ---------------------------------------------------------------- all of a report together

LARGEST_PICTURE: dict[str, Any] = {
    "kind": "heatmap",
    "panels": [
        {
            "title": "t" * 60,
            "rows": [[(31 * y + x) % 9 for x in range(54)] for y in range(54)],
            "marks": [[y, x] for y in range(10) for x in range(54)],
        }
    ]
    * 4,
}

LARGEST_GRAPH: dict[str, Any] = {
    "kind": "graph",
    "panels": [
        {
            "title": "t" * 60,
            "nodes": [{"label": "<" * 99, "yours": "<" * 99, "expected": 1e14, "marked": True}] * 32,
            "edges": [[n, n + 1, True] for n in range(31)] + [[n, 31, True] for n in range(31)] + [[0, 31, True]] * 2,
        }
    ]
    * 4,
}


def test_the_largest_picture_fits_and_a_second_one_is_left_out() -> None:
    first, second = draw_within_bounds([LARGEST_PICTURE, LARGEST_PICTURE])
    assert first
    assert second is None
    assert all(draw_within_bounds([WEIGHTS, FREQUENCIES, LOSS, PLANE, EXPRESSION] * 16))


def largest_report(submission: Submission, chart: dict[str, Any]) -> dict[str, Any]:
    detail = dict.fromkeys(("input", "yours", "expected", "difference"), "<" * 2_000)
    check = {"name": "n", "title": "<" * 240, "verdict": "failed", "message": "<" * 2_000, "detail": detail, "ms": 1.0}
    checks = [check | {"output": "<" * 4_000} for _ in range(64)]
    for number in range(16):  # with more, the signed message would be larger than a host may send
        checks[number] |= {"picture": chart}
    return report_on(submission, "failed", checks=checks)


@pytest.mark.parametrize("chart", [LARGEST_PICTURE, WEIGHTS | {"beside": "x" * 60_000}, PLANE, LARGEST_GRAPH])
def test_the_largest_report_is_recorded_and_shown_soon(
    submitted: Submission, ada: User, client_of: Callable[[User], Client], chart: dict[str, Any]
) -> None:
    client = client_of(ada)
    client.get("/exercises/")
    with processor_bound(1):
        assert record_report(data=largest_report(submitted, chart))
    with processor_bound(1):
        assert client.get(submitted.get_absolute_url()).status_code == 200
    sizes = [len(json.dumps(check.picture)) for check in submitted.checks.all() if check.picture]
    assert sizes
    assert sum(sizes) <= 256 * 1024


def test_pictures_of_failed_checks_are_kept_first(submitted: Submission) -> None:
    chart = LARGEST_PICTURE
    checks = [
        check_of("a", "passed", picture=chart),
        check_of("b", "failed", picture=chart),
    ]
    assert record_report(data=report_on(submitted, "failed", checks=checks))
    assert [bool(check.picture) for check in submitted.checks.all()] == [False, True]
