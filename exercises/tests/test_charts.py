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
from exercises.charts.drawing import draw, draw_within_bounds
from exercises.charts.shapes import Bars, Boundary, Curve, Graph, Heatmap
from exercises.models import Submission
from exercises.tests.reports import check_of, record_report, report_on
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


def test_the_highest_value_of_all_panels_is_the_darkest() -> None:
    chart = draw(WEIGHTS)
    assert isinstance(chart, Heatmap)
    assert [cell.level for cell in chart.panels[1].cells] == [10, 0, 5, 5]
    assert max(cell.level for cell in chart.panels[0].cells) == 7
    assert (chart.low, chart.high) == ("0", "1")


def test_marks_frame_the_cell_at_their_row_and_column() -> None:
    chart = draw(WEIGHTS)
    assert isinstance(chart, Heatmap)
    (mark,) = chart.panels[0].marks
    assert (mark.x, mark.y) == (chart.panels[0].side, 0)


def test_negative_bars_are_below_the_axis() -> None:
    data = {"kind": "bars", "labels": ["a", "b"], "series": [{"title": "gradient", "values": [3, -1]}]}
    chart = draw(data)
    assert isinstance(chart, Bars)
    up, down = chart.bars
    assert up.y + up.height == pytest.approx(chart.axis)
    assert down.y == pytest.approx(chart.axis)
    assert up.height == pytest.approx(3 * down.height)


def test_a_curve_is_broken_where_there_is_no_number() -> None:
    chart = draw(LOSS)
    assert isinstance(chart, Curve)
    assert [line.series for line in chart.lines] == [0, 0, 1]
    first, _, third = (line.points.split() for line in chart.lines)
    assert first[0] == third[0] == f"{chart.margin:.1f},0.0"
    assert third[1].endswith(f",{chart.floor:.1f}")
    assert (chart.low, chart.high, chart.last) == ("0", "4", 6)


def test_equal_factors_are_equal_heights_on_a_logarithmic_scale() -> None:
    chart = draw(LOSS | {"log": True, "series": [{"title": "yours", "values": [100, 10, 1]}]})
    assert isinstance(chart, Curve)
    heights = [float(point.split(",")[1]) for point in chart.lines[0].points.split()]
    assert heights[1] - heights[0] == pytest.approx(heights[2] - heights[1])
    assert (chart.low, chart.high) == ("1", "100")


def test_a_curves_numbers_have_the_digits_that_tell_its_steps_apart() -> None:
    chart = draw(LOSS | {"series": [{"title": "weight", "values": [1.578, 1.5779, 1.5776]}]})
    assert isinstance(chart, Curve)
    assert [text for _, text in chart.rows] == ["1.578", "1.5779", "1.5776"]
    assert (chart.low, chart.high) == ("1.5776", "1.578")


def test_a_boundarys_first_row_is_at_the_bottom() -> None:
    chart = draw(PLANE)
    assert isinstance(chart, Boundary)
    bottom_right = max(chart.panels[0].cells, key=lambda cell: (cell.y, cell.x))
    assert bottom_right.level == 10
    right, top = chart.points
    assert right.x > chart.panels[0].width / 2 < right.y
    assert top.y < chart.panels[0].height / 10


def test_a_boundarys_predictions_are_also_text() -> None:
    chart = draw(PLANE)
    assert isinstance(chart, Boundary)
    assert chart.rows == (("3", "0.5", "1", "1"), ("1", "1.9", "0", "0.25"))
    assert "<td>0.25</td>" in render(PLANE)
    assert squeeze(render(PLANE)).count("</svg>class ") == 2


def test_a_node_is_below_every_node_that_leads_to_it() -> None:
    chart = draw(EXPRESSION)
    assert isinstance(chart, Graph)
    heights = [box.y for box in chart.panels[0].boxes]
    assert heights[0] == heights[1] < heights[2] < heights[3]


def test_a_line_does_not_run_through_the_boxes_between_its_ends() -> None:
    chart = draw(EXPRESSION)
    assert isinstance(chart, Graph)
    panel = chart.panels[0]
    between = panel.boxes[2]
    bend = float(panel.arrows[3].path.split("L")[1].split(",")[0])  # where the line from a to a + 2 passes a * b
    assert not between.x <= bend <= between.x + panel.box_width


def test_boxes_in_a_layer_do_not_overlap_and_are_inside_the_drawing() -> None:
    nodes = [{"label": str(n)} for n in range(32)]
    fan = [[n, 31, False] for n in range(16)] + [[n, n + 8, False] for n in range(8, 16)]
    chart = draw({"kind": "graph", "panels": [{"title": "fan", "nodes": nodes, "edges": fan}]})
    assert isinstance(chart, Graph)
    panel = chart.panels[0]
    corners = [(box.x, box.y) for box in panel.boxes]
    assert all(
        abs(x - u) >= panel.box_width or abs(y - v) >= panel.box_height
        for n, (x, y) in enumerate(corners)
        for u, v in corners[:n]
    )
    assert all(
        0 <= x <= panel.width - panel.box_width and 0 <= y <= panel.height - panel.box_height for x, y in corners
    )


def test_a_broad_graph_runs_sideways_so_that_a_phone_shows_its_width() -> None:
    leaves = [{"label": letter} for letter in "abcdefgh"]
    edges = [[n, 8, False] for n in range(8)]
    chart = draw({"kind": "graph", "panels": [{"title": "t", "nodes": [*leaves, {"label": "all"}], "edges": edges}]})
    assert isinstance(chart, Graph)
    assert chart.panels[0].width < 200 < chart.panels[0].height


def test_a_graphs_values_and_differences_are_also_text() -> None:
    page = squeeze(render(EXPRESSION))
    assert '<th scope="row">a</th><td>–</td><td>12</td><td>16</td><td><span class="no">differs</span></td>' in page
    assert '<th scope="row">a * b</th><td>1, 2</td><td>nan</td><td>1</td>' in page
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
        {"kind": "heatmap", "panels": [{"rows": [[1] * 33]}]},
        {"kind": "heatmap", "panels": [{"rows": [[1]] * 33}]},
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
def test_no_data_makes_it_raise_or_exceed_ten_shades(junk: Any, rows: list[list[float]]) -> None:
    draw(junk)
    chart = draw({"kind": "heatmap", "panels": [{"title": junk, "rows": rows, "marks": []}]})
    if isinstance(chart, Heatmap):
        assert all(0 <= cell.level <= 10 for panel in chart.panels for cell in panel.cells)


# ---------------------------------------------------------------- all of a report together

LARGEST_PICTURE: dict[str, Any] = {
    "kind": "heatmap",
    "panels": [
        {
            "title": "t" * 60,
            "rows": [[(31 * y + x) % 9 for x in range(32)] for y in range(32)],
            "marks": [[y, x] for y in range(32) for x in range(32)],
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
    first, second = draw_within_bounds([LARGEST_PICTURE, WEIGHTS])
    assert isinstance(first, Heatmap)
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
