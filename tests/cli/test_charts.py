"""A notebook's pictures have the numbers that the site's have, and nothing of the data is markup."""

import html
import re
from typing import Any

import pytest
from descent.charts import svg_picture
from descent.html_report import html_report
from descent.report import plain, text_report

from lib.charts.drawing import draw

HOSTILE = "<script>alert(1)</script>\"'&"
PICTURES: dict[str, dict[str, Any]] = {
    "heatmap": {
        "kind": "heatmap",
        "panels": [{"title": HOSTILE, "rows": [[0.125, -2], [3.14159, 4]], "marks": [[1, 0]]}],
    },
    "bars": {
        "kind": "bars",
        "labels": ["a", HOSTILE],
        "series": [{"title": "yours", "values": [1, -0.5]}, {"title": HOSTILE, "values": [0.25, 12345]}],
    },
    "curve": {
        "kind": "curve", "x": "step", "y": HOSTILE, "log": True, "every": 10,
        "series": [{"title": "yours", "values": [1, None, 0.01, 0.1]}, {"title": HOSTILE, "values": [2, 3]}],
    },
    "boundary": {
        "kind": "boundary", "extent": [-1, 1, -2, 2], "points": [[0.5, 1, 0], [-0.5, -1, 1]],
        "panels": [{"title": HOSTILE, "rows": [[0.25, 0.5], [0.75, 1]]}],
    },
    "graph": {
        "kind": "graph",
        "panels": [
            {
                "title": HOSTILE,
                "nodes": [{"label": "a", "yours": 1, "expected": 1}, {"label": "b", "yours": 0.3333, "marked": True}],
                "edges": [[0, 1, True]],
            }
        ],
    },
}  # fmt: skip


def cells(page: str) -> list[str]:
    return [html.unescape(cell) for cell in re.findall(r"<td>(.*?)</td>", page)]


@pytest.mark.parametrize("kind", PICTURES)
def test_it_draws_what_the_site_draws_and_escapes_it(kind: str) -> None:
    page = svg_picture(PICTURES[kind])
    assert page.count("<svg") == 1
    assert draw(PICTURES[kind]) is not None
    assert HOSTILE not in page
    assert html.escape(HOSTILE) in page
    assert set(re.findall(r"<(\w+)", page)) <= {
        *("figure", "figcaption", "svg", "rect", "text", "line", "polyline", "circle", "span"),
        *("details", "summary", "table", "caption", "tr", "th", "td"),
    }


@pytest.mark.parametrize("kind", ["heatmap", "bars", "curve"])
def test_the_numbers_are_the_site_s(kind: str) -> None:
    chart = draw(PICTURES[kind])
    assert chart
    (table,) = chart.tables
    assert [text[:60] for text in cells(svg_picture(PICTURES[kind]))] == [value for row in table.rows for value in row]


@pytest.mark.parametrize(
    "data",
    [
        None,
        "heatmap",
        {"kind": "unknown"},
        {"kind": "heatmap", "panels": [{"rows": [["x"]]}]},
        {"kind": "heatmap", "panels": [{"rows": []}]},
        {"kind": "bars", "labels": ["a"], "series": [{"values": [1, 2]}]},
        {"kind": "curve", "log": True, "every": 1, "series": [{"values": [0]}]},
        {"kind": "graph", "panels": [{"nodes": [{"label": "a"}], "edges": [[0, 7, False]]}]},
    ],
)
def test_data_of_another_form_give_no_picture(data: Any) -> None:
    assert svg_picture(data) == ""


def submission(**fields: Any) -> dict[str, Any]:
    check = {
        "title": HOSTILE, "verdict": "failed", "ms": 1.5, "message": HOSTILE, "detail": {"yours": HOSTILE},
        "output": HOSTILE, "picture": PICTURES["bars"],
    }  # fmt: skip
    return {
        "uid": "1", "exercise": "matmul", "state": "done", "verdict": "failed", "message": HOSTILE, "line": 3,
        "mistake_message": "", "mistake_fix": HOSTILE, "output": HOSTILE, "checks": [check],
    } | fields  # fmt: skip


def test_a_report_is_escaped_everywhere() -> None:
    page = html_report(submission(), site="https://descent.example.org")
    assert "<script" not in page
    assert page.count(html.escape(HOSTILE)) >= 7


def test_a_terminal_gets_no_control_characters() -> None:
    text = text_report(submission(output="a\x1b[2Jb\x07\r", message="\x1b]0;title\x07"))
    assert set(map(ord, text)) & {*range(9), *range(11, 32), 127} == set()
    assert plain("two\nlines\t") == "two\nlines\t"
