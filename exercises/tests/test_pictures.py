import copy
from typing import Any

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from exercises.pictures import Bars, Boundary, Curve, Heatmap, draw

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


def render(picture: dict[str, Any]) -> str:
    return render_to_string("components/picture.html", {"picture": draw(picture)})


def test_the_highest_value_of_all_panels_is_the_darkest() -> None:
    picture = draw(WEIGHTS)
    assert isinstance(picture, Heatmap)
    assert [cell.level for cell in picture.panels[1].cells] == [10, 0, 5, 5]
    assert max(cell.level for cell in picture.panels[0].cells) == 7
    assert (picture.low, picture.high) == ("0", "1")


def test_marks_frame_the_cell_at_their_row_and_column() -> None:
    picture = draw(WEIGHTS)
    assert isinstance(picture, Heatmap)
    (mark,) = picture.panels[0].marks
    assert (mark.x, mark.y) == (picture.panels[0].side, 0)


def test_bars_stand_on_the_axis_and_negative_ones_hang_from_it() -> None:
    data = {"kind": "bars", "labels": ["a", "b"], "series": [{"title": "gradient", "values": [3, -1]}]}
    picture = draw(data)
    assert isinstance(picture, Bars)
    up, down = picture.bars
    assert up.y + up.height == pytest.approx(picture.axis)
    assert down.y == pytest.approx(picture.axis)
    assert up.height == pytest.approx(3 * down.height)


def test_a_curve_is_broken_where_there_is_no_number() -> None:
    picture = draw(LOSS)
    assert isinstance(picture, Curve)
    assert [line.series for line in picture.lines] == [0, 0, 1]
    first, _, other = (line.points.split() for line in picture.lines)
    assert first[0] == other[0] == f"{picture.left:.1f},0.0"
    assert other[1].endswith(f",{picture.floor:.1f}")
    assert (picture.low, picture.high, picture.last) == ("0", "4", 6)


def test_equal_factors_are_equal_heights_on_a_logarithmic_scale() -> None:
    picture = draw(LOSS | {"log": True, "series": [{"title": "yours", "values": [100, 10, 1]}]})
    assert isinstance(picture, Curve)
    heights = [float(point.split(",")[1]) for point in picture.lines[0].points.split()]
    assert heights[1] - heights[0] == pytest.approx(heights[2] - heights[1])
    assert (picture.low, picture.high) == ("1", "100")


def test_the_first_row_of_a_boundary_lies_at_the_bottom_and_points_on_top() -> None:
    picture = draw(PLANE)
    assert isinstance(picture, Boundary)
    bottom_right = max(picture.panels[0].cells, key=lambda cell: (cell.y, cell.x))
    assert bottom_right.level == 10
    right, top = picture.points
    assert right.x > picture.panels[0].width / 2 < right.y
    assert top.y < picture.panels[0].height / 10


def test_what_a_boundary_says_at_each_point_is_text_too() -> None:
    picture = draw(PLANE)
    assert isinstance(picture, Boundary)
    assert picture.rows == (("3", "0.5", "1", "1"), ("1", "1.9", "0", "0.25"))
    assert "<td>0.25</td>" in render(PLANE)
    assert render(PLANE).count("</svg> class ") == 2


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


def test_no_picture_draws_nothing() -> None:
    assert render_to_string("components/picture.html", {"picture": None}).strip() == ""


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
    ],
)
def test_data_that_are_not_a_picture_give_none(broken: Any) -> None:
    assert draw(broken) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["kind", "panels", "rows", "marks", "title"]), inner)
    ),
)


@given(JSON, st.lists(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=4), max_size=4))
def test_no_data_make_it_raise_or_leave_the_ten_shades(junk: Any, rows: list[list[float]]) -> None:
    draw(junk)
    picture = draw({"kind": "heatmap", "panels": [{"title": junk, "rows": rows, "marks": []}]})
    if isinstance(picture, Heatmap):
        assert all(0 <= cell.level <= 10 for panel in picture.panels for cell in panel.cells)
