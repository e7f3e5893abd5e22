"""Without the filter, the attacks on the kernel succeed. This shows that the filter stops them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from runner.attack.harness import AttackHarness
from runner.attack.threat import Threat, all_threats
from runner.tests.sabotage.play import gets_through, harness_without

pytestmark = pytest.mark.sandbox

# Asked with arguments at which the kernel itself would stop, so they do no harm when the filter does not.
_AT_THE_KERNEL = [threat for threat in all_threats() if threat.group == "E"]


@pytest.fixture(scope="module")
def harness() -> Iterator[AttackHarness]:
    with harness_without("seccomp") as harness:
        yield harness


@pytest.mark.parametrize("threat", _AT_THE_KERNEL, ids=lambda threat: threat.id)
def test_without_the_filter_it_gets_through(harness: AttackHarness, threat: Threat) -> None:
    assert "seccomp" in threat.layers
    assert gets_through(threat, harness)
