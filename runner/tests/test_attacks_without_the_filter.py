"""The suite's own attacks on the kernel's surface get through once the filter is out: it is what stops them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from runner.attack.stage import Stage
from runner.attack.threat import Threat, all_threats
from runner.tests.sabotage.play import gets_through, theatre_without

# Asked with arguments at which the kernel itself would stop, so they do no harm when the filter does not.
_AT_THE_KERNEL = [threat for threat in all_threats() if threat.group == "E"]


@pytest.fixture(scope="module")
def theatre() -> Iterator[Stage]:
    with theatre_without("seccomp") as theatre:
        yield theatre


@pytest.mark.parametrize("threat", _AT_THE_KERNEL, ids=lambda threat: threat.id)
def test_without_the_filter_it_gets_through(theatre: Stage, threat: Threat) -> None:
    assert "seccomp" in threat.layers
    assert gets_through(threat, theatre)
