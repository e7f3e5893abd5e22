"""Assertions about draws, merges and ids accept any plain data and fail with a message of bounded length."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from runner.judge.bpe import merges, token_ids
from runner.judge.distribution import distribution, same_distribution, token_counts
from runner.tests.test_judge_any_value import VALUES, outcome

_IDS = st.lists(st.one_of(st.integers(-2, 400), st.just(10**4000)), max_size=4)


@settings(max_examples=300, deadline=None)
@given(st.one_of(VALUES, _IDS, st.lists(_IDS, max_size=4)))
def test_every_token_assertion_accepts_any_value(value: Any) -> None:
    words = [
        lambda: merges(value, "aaaa", 2),
        lambda: token_ids(value, [97, 256], [(97, 97)]),
        lambda: token_counts([value], 3),
        lambda: distribution([0, value], [0.5, 0.5]),
    ]
    for word in words:
        failure = outcome(word)
        if failure is not None:
            assert 0 < len(failure.message) < 1_000
            assert all(len(text) < 3_000 for text in failure.detail.values())
    assert same_distribution([value], [value]) in {True, False}
