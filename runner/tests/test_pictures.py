"""Charts from the judge are bounded and finite, so the web can draw them whatever a learner returned."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from runner.judge.charts import MAX_POINTS, MAX_STEPS, boundary, curve, lattice

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
