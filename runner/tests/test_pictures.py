"""Charts from the judge are bounded and finite, so the web can draw them whatever a learner returned."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from runner.judge.charts import MAX_NODES, MAX_POINTS, MAX_STEPS, GraphNode, boundary, curve, graph, lattice

EXTENT = (-1.0, 3.0, 0.0, 2.0)


def test_a_long_curve_is_thinned_and_states_the_step() -> None:
    picture = curve({"yours": np.arange(1001.0), "expected": np.arange(10.0)})
    assert picture["every"] == 6
    assert picture["series"][0]["values"][:3] == [0.0, 6.0, 12.0]
    assert picture["series"][1]["values"] == [0.0, 6.0]
    assert len(picture["series"][0]["values"]) <= MAX_STEPS


def test_a_loss_that_diverges_is_a_gap_and_not_a_zero() -> None:
    picture = curve({"yours": [1.0, 0.0, -1.0, np.nan, np.inf, 1e300]}, log=True)
    assert picture["series"][0]["values"] == [1.0, None, None, None, None, None]


def test_a_small_loss_keeps_its_digits() -> None:
    assert curve({"yours": [1.23456789e-9]})["series"][0]["values"] == [1.23457e-9]


@pytest.mark.parametrize("odd", [None, "loss", [[1.0], [2.0, 3.0]], {"a": 1}, [1j], [None, 1.0], []])
def test_a_value_that_cannot_be_plotted_is_left_out(odd: Any) -> None:
    assert curve({"yours": odd, "expected": [1.0]})["series"] == [{"title": "expected", "values": [1.0]}]
    assert boundary({"yours": odd}, EXTENT)["panels"] == []


def test_a_lattice_goes_row_by_row_from_the_bottom_left() -> None:
    points = lattice(EXTENT, side=2)
    assert points.tolist() == [[0.0, 0.5], [2.0, 0.5], [0.0, 1.5], [2.0, 1.5]]
    picture = boundary({"yours": points[:, 0] > 1}, EXTENT, points, [0, 1, 2, 0])
    assert picture["panels"] == [{"title": "yours", "rows": [[0.0, 1.0], [0.0, 1.0]]}]
    assert picture["points"][1] == [2.0, 0.5, 1]


def test_charts_are_plain_json_of_bounded_size() -> None:
    many = np.zeros((500, 2))
    picture = boundary({"yours": np.full(24 * 24, np.inf)}, EXTENT, many, np.zeros(500, int))
    assert len(picture["points"]) == MAX_POINTS
    json.dumps(picture, allow_nan=False)


def test_a_graph_has_numbers_and_short_texts_only() -> None:
    nodes = [
        GraphNode(label="a" * 99, yours=np.float64(1 / 3), expected=10**400, is_wrong=True),
        GraphNode(label="b", yours=np.nan, expected=[1, 2]),
        GraphNode(label="c"),
    ]
    (panel,) = graph({"yours": (nodes, [(0, 1), (0, 2, True), (2, 1), (1, 3)]), "expected": ([], [])})["panels"]
    first, second, third = panel["nodes"]
    assert first["label"] == "a" * 16
    assert first["yours"] == 0.333333
    assert len(first["expected"]) == 16
    assert (first["marked"], second["yours"].lower(), second["expected"]) == (True, "nan", "[1, 2]")
    assert third == {"label": "c", "marked": False}
    assert panel["edges"] == [[0, 1, False], [0, 2, True]]


def test_the_nodes_of_a_large_graph_are_left_out_with_their_edges() -> None:
    picture = graph({"chain": ([GraphNode(label="n")] * 50, [(n, n + 1) for n in range(49)])})
    assert len(picture["panels"][0]["nodes"]) == MAX_NODES
    assert len(picture["panels"][0]["edges"]) == MAX_NODES - 1
    json.dumps(picture, allow_nan=False)
