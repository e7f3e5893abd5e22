"""`make test` runs a sample of the cases of a costly test, and `make proofs` all of them."""

from unittest.mock import Mock

import pytest

from tests.sample import drawn, pytest_collection_modifyitems

CASES = [f"test_it[{number}]" for number in range(40)]


def test_each_run_draws_so_many_and_others() -> None:
    first, second = drawn(CASES, 6, "one"), drawn(CASES, 6, "two")
    assert len(first) == len(second) == 6
    assert first != second
    assert first == drawn(CASES, 6, "one")


@pytest.mark.parametrize(("expression", "slow"), [("not slow and not workers", 34), ("slow", 40), ("", 40)])
def test_only_a_run_without_slow_tests_is_a_sample(expression: str, slow: int) -> None:
    items = [Mock(nodeid=case, get_closest_marker=lambda _: pytest.mark.sample(6).mark) for case in CASES]
    pytest_collection_modifyitems(Mock(**{"option.markexpr": expression}), [*items])
    assert sum(item.add_marker.called for item in items) == slow
