"""The judge replays merges, so it accepts ties broken in any order and names the first wrong merge."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from runner.judge.bpe import apply_merges, merge_pair, merges, pair_counts, spell, token_ids
from runner.judge.check_decorator import CheckFailure

TEXT = "this that then the"
LEARNT = [(116, 104), (32, 256), (257, 101)]


def refused(got: Any, text: str = TEXT, num_merges: int = 3) -> CheckFailure:
    with pytest.raises(CheckFailure) as caught:
        merges(got, text, num_merges)
    return caught.value


def test_overlapping_pairs_are_counted() -> None:
    assert pair_counts([1, 1, 1, 2]) == {(1, 1): 2, (1, 2): 1}


@pytest.mark.parametrize(
    ("ids", "merged"), [([], []), ([1], [1]), ([1, 1], [9]), ([1, 1, 1, 2], [9, 1, 2]), ([1] * 5, [9, 9, 1])]
)
def test_pairs_are_merged_from_the_left_without_overlap(ids: list[int], merged: list[int]) -> None:
    assert merge_pair(ids, (1, 1), 9) == merged


def test_the_worked_example_is_right() -> None:
    merges(LEARNT, TEXT, 3)
    assert apply_merges("then the", LEARNT) == [256, 101, 110, 258]


def test_ties_may_be_broken_in_any_order() -> None:
    merges([(97, 98), (256, 99)], "abc", 2)
    merges([(98, 99), (97, 256)], "abc", 2)


def test_pairs_may_be_lists_and_ids_may_be_numpy_integers() -> None:
    merges([[np.int64(116), np.int64(104)]], TEXT, 1)


def test_it_names_the_first_merge_that_was_not_most_frequent_with_both_counts() -> None:
    failed = refused([(116, 104), (256, 105), (32, 257)])
    assert failed.message == "Merge 2 joined ('th', 'i'), seen once; (' ', 'th') was seen 3 times."
    assert failed.detail["difference"] == "the merges before it: ('t', 'h')"


def test_the_chart_counts_the_pairs_at_that_merge() -> None:
    picture = refused([(116, 104), (256, 105), (32, 257)]).picture
    assert picture is not None
    counted = dict(zip(picture["labels"], picture["series"][0]["values"], strict=True))
    assert counted["(' ', 'th')"] == 3
    assert counted["yours ('th', 'i')"] == 1


def test_bytes_that_do_not_decode_are_shown_as_bytes() -> None:
    assert spell((195, 169), []) == r"(b'\xc3', b'\xa9')"
    assert spell((256, 33), [(195, 169)]) == "('é', '!')"


def test_a_pair_that_does_not_occur_is_named() -> None:
    assert "joined ('z', 'z'), a pair that doesn't occur at that point" in refused([(122, 122)]).message


@pytest.mark.parametrize("token", [256, 300, -1, 10**30])
def test_a_token_that_does_not_exist_yet_is_named(token: int) -> None:
    assert refused([(token, 104)]).message.startswith(f"Merge 1 joins token {token}, which does not exist yet")


def test_stopping_early_is_reported_with_a_remaining_pair() -> None:
    message = refused(LEARNT[:1]).message
    assert message == "Training stopped after 1 merge of 3, but pairs were left: (' ', 'th') still occurred 3 times."


def test_stopping_when_no_pair_is_left_passes() -> None:
    merges([(97, 98)], "ab", 5)
    merges([], "", 5)
    merges([], "a", 5)
    merges([], TEXT, 0)


def test_more_merges_than_requested_are_refused() -> None:
    assert refused(LEARNT, num_merges=2).message == "2 merges were asked for, 3 came."


def test_a_merge_when_no_pair_is_left_is_refused() -> None:
    failed = refused([(97, 98), (256, 256)], "ab", 5)
    assert failed.message == "Merge 2 has nothing to join: after 1 merge no pair was left."


@pytest.mark.parametrize("got", [None, "merges", {(1, 2): 256}, np.zeros((3, 2))])
def test_a_value_that_is_not_a_list_gets_a_message(got: Any) -> None:
    assert refused(got).message.startswith("train returns a list of pairs; yours is of type")


@pytest.mark.parametrize("pair", [None, 5, "th", (116,), (116, 104, 256), (116.0, 104.0), [np.zeros(2), 1]])
def test_an_entry_that_is_not_a_pair_gets_a_message(pair: Any) -> None:
    assert refused([(116, 104), pair]).message == "Merge 2 is not a pair of ints."


def test_an_encoding_is_compared_token_by_token() -> None:
    token_ids([256, 101, 110, 258], [256, 101, 110, 258], LEARNT)
    with pytest.raises(CheckFailure) as caught:
        token_ids([256, 101, 110, 32, 256, 101], [256, 101, 110, 258], LEARNT)
    assert caught.value.message == "Token 4 is 32 (' '); expected is 258 (' the')."


@pytest.mark.parametrize(
    ("got", "message"),
    [
        ([256], "Token 2 is the end; expected is 101 ('e')."),
        ([256, 101, 999], "Token 3 is 999 (no such token); expected is the end."),
        ("the", "encode returns a list of ints; yours is 'the'."),
        ([1.5], "encode returns a list of ints; yours is [1.5]."),
    ],
)
def test_an_encoding_of_another_length_or_type_gets_a_message(got: Any, message: str) -> None:
    with pytest.raises(CheckFailure) as caught:
        token_ids(got, [256, 101], LEARNT)
    assert caught.value.message == message


def labels(picture: dict[str, Any] | None) -> dict[str, list[str]]:
    assert picture is not None
    return {panel["title"]: [node["label"] for node in panel["nodes"]] for panel in picture["panels"]}


def test_the_chart_shows_the_merges_from_the_first_different_token_to_where_both_meet() -> None:
    with pytest.raises(CheckFailure) as caught:
        token_ids([256, 101, 110, 257, 101, 110], [256, 101, 110, 258, 110], LEARNT)
    assert labels(caught.value.picture) == {
        "your tokens": ["32 ␣", "116 t", "104 h", "101 e", "256 th", "257 ␣th"],
        "expected tokens": ["32 ␣", "116 t", "104 h", "101 e", "256 th", "257 ␣th", "258 ␣the"],
    }
    yours, expected = caught.value.picture["panels"] if caught.value.picture else ({}, {})
    assert [node["label"] for node in yours["nodes"] if node["marked"]] == ["101 e", "257 ␣th"]
    assert [node["label"] for node in expected["nodes"] if node["marked"]] == ["258 ␣the"]
    assert expected["edges"] == [
        [1, 4, False],
        [2, 4, False],
        [0, 5, False],
        [4, 5, False],
        [5, 6, False],
        [3, 6, False],
    ]


@pytest.mark.parametrize("answer", [[], [999], [-1], [10**30], [300] * 500])
def test_the_chart_of_an_unusable_answer_shows_what_was_expected(answer: list[int]) -> None:
    with pytest.raises(CheckFailure) as caught:
        token_ids(answer, [258], LEARNT)
    assert labels(caught.value.picture)["expected tokens"][-1] == "258 ␣the"
