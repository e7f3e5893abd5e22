"""The picture of what a kernel read and stored is drawn from untrusted data, with a table of the same."""

from typing import Any

import pytest
from django.template.loader import render_to_string

from lib.charts.drawing import draw
from tests.markup import squeeze

ACCESSES: dict[str, Any] = {
    "kind": "accesses",
    "caption": "Your kernel read each entry of x <once>.",
    "panels": [{"title": "x: which program loaded it", "rows": [[0, 0, 3], [1, None, -1]], "outside": [[0, 2]]}],
}


def rendered(data: Any) -> str:
    return squeeze(render_to_string("components/chart.html", {"chart": draw(data)}))


def test_each_program_has_its_number_in_the_picture_and_in_the_table() -> None:
    page = rendered(ACCESSES)
    assert ">3</text>" in page
    assert "<tr><td>0</td><td>0</td><td>3</td></tr><tr><td>1</td><td>–</td><td>–</td></tr>" in page
    assert "Your kernel read each entry of x &lt;once&gt;." in page


def test_an_access_outside_the_tensor_is_framed_and_named() -> None:
    assert 'class="marked"' in rendered(ACCESSES)
    panel = ACCESSES["panels"][0] | {"outside": []}
    assert 'class="marked"' not in rendered(ACCESSES | {"panels": [panel]})


def test_a_wide_row_fits_a_phone_without_its_numbers() -> None:
    chart = draw(ACCESSES | {"panels": [{"title": "x", "rows": [[100] * 32] * 8}]})
    assert chart is not None
    assert not chart.panels[0].is_wide


@pytest.mark.parametrize("panel", [
    {}, {"rows": []}, {"rows": [[]]}, {"rows": [[0], [0, 1]]}, {"rows": [["0"]]}, {"rows": [[True]]}, {"rows": [[0.5]]},
    {"rows": [[-2]]}, {"rows": [[10**10]]}, {"rows": [[0] * 65]}, {"rows": [[0]] * 65}, {"rows": 5},
    {"rows": [[0]], "outside": [[1, 0]]}, {"rows": [[0]], "outside": 5},
])  # fmt: skip
def test_data_of_another_form_give_no_picture(panel: Any) -> None:
    assert draw({"kind": "accesses", "panels": [panel]}) is None
