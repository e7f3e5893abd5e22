"""Judge byte-pair encoding by replaying the learner's own merges on the text.

Two correct solutions may break a tie differently and from there on return different merges, so a list of expected
merges would fail correct code. Instead each merge is tried on what the learner's earlier merges left of the text:
it is right if no other pair occurred more often at that point.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from numbers import Integral
from typing import Any

from runner.judge import formatting
from runner.judge.charts import MAX_NODES, Edge, GraphNode, bars, graph
from runner.judge.check_decorator import fail

Pair = tuple[int, int]

FIRST_ID = 256  # of a merged token: the ids below are the bytes themselves
_BARS = 8
_CHARS = 60  # of a token, as far as it is shown


def pair_counts(ids: Sequence[int]) -> Counter[Pair]:
    """Count the pairs, overlapping ones too: [1, 1, 1, 2] -> {(1, 1): 2, (1, 2): 1}."""
    return Counter(pairwise(ids))


def merge_pair(ids: Sequence[int], pair: Pair, new: int) -> list[int]:
    """Replace the pair from left to right, without overlap: [1, 1, 1, 2], (1, 1), 9 -> [9, 1, 2]."""
    result: list[int] = []
    for token in ids:
        # The new id is above both of the pair's, so what was just merged never starts the pair again.
        if result and (result[-1], token) == pair:
            result[-1] = new
        else:
            result.append(token)
    return result


def apply_merges(text: str, merges: Iterable[Pair]) -> list[int]:
    """The text's ids after every merge in turn, in the order they were learnt."""
    ids = list(text.encode())
    for rank, pair in enumerate(merges):
        ids = merge_pair(ids, pair, FIRST_ID + rank)
    return ids


def merges(answer: Any, text: str, num_merges: int) -> None:
    """Fail at the first of the learner's merges whose pair was not among the most frequent at that moment.

    Args:
        answer: what the learner's ``train(text, num_merges)`` returned.
        text: the training text; its UTF-8 bytes are the first ids.
        num_merges: how many merges were asked for; fewer are right only when no pair is left.

    Raises:
        CheckFailure: naming the merge, its pair as text, and both counts.
    """
    learnt = _pairs(answer)
    ids = list(text.encode())
    for rank, pair in enumerate(learnt):
        counts = pair_counts(ids)
        if rank == num_merges:
            fail(f"{_number(num_merges, 'merge')} were asked for, {len(learnt)} came.", yours=_spell_all(learnt[:rank]))
        if counts[pair] == 0 or counts[pair] < max(counts.values()):
            _diverges(learnt, rank, counts)
        ids = merge_pair(ids, pair, FIRST_ID + rank)
    counts = pair_counts(ids)
    if len(learnt) < num_merges and counts:
        pair, count = counts.most_common(1)[0]
        fail(
            f"Training stopped after {_number(len(learnt), 'merge')} of {num_merges}, but pairs were left: "
            f"{spell(pair, learnt)} still occurred {_times(count)}.",
            yours=_spell_all(learnt),
            expected=f"{num_merges} merges, or as many as it takes until one token is left",
        )


def token_ids(answer: Any, expected: Sequence[int], learnt: Sequence[Pair]) -> None:
    """Fail unless the learner's ids are the expected ones, naming the first that differs and what it stands for."""
    if not isinstance(answer, list | tuple) or not all(isinstance(token, Integral) for token in answer):
        fail(
            f"encode returns a list of ints; yours is {formatting.text(answer)[:200]}.",
            yours=formatting.text(answer),
            expected=formatting.text(list(expected)),
        )
    if list(answer) == list(expected):
        return
    pairs = zip(answer, expected, strict=False)
    at = next((i for i, (token, wanted) in enumerate(pairs) if token != wanted), min(len(answer), len(expected)))
    token_text, expected_text = (_token_at(ids, at, learnt) for ids in (answer, expected))
    fail(
        f"Token {at + 1} is {token_text}; expected is {expected_text}.",
        picture=_token_trees(list(answer), expected, at, learnt),
        yours=formatting.text(list(answer)),
        expected=formatting.text(list(expected)),
        difference=f"ids[{at}] is {token_text} instead of {expected_text}",
    )


def spell(pair: Pair, learnt: Sequence[Pair]) -> str:
    """A pair as a reader sees it: text where its bytes are text, else the bytes. (116, 104) -> ('t', 'h')."""
    return "({}, {})".format(*(_text_of(_bytes(token, learnt)) for token in pair))


def _diverges(learnt: Sequence[Pair], rank: int, counts: Counter[Pair]) -> None:
    """Fail at this merge, saying both counts."""
    pair = learnt[rank]
    unknown = [token for token in pair if not 0 <= token < FIRST_ID + rank]
    name = f"Merge {rank + 1}"
    if not counts:
        fail(
            f"{name} has nothing to join: after {_number(rank, 'merge')} no pair was left.", yours=formatting.text(pair)
        )
    if unknown:
        token = formatting.text(unknown[0])[:_CHARS]
        fail(
            f"{name} joins token {token}, which does not exist yet: ids below {FIRST_ID} are bytes and "
            f"merge 1 makes {FIRST_ID}, so the newest token before {name.lower()} is {FIRST_ID + rank - 1}.",
            yours=formatting.text(pair),
        )
    best, most = counts.most_common(1)[0]
    sightings = f"seen {_times(counts[pair])}" if counts[pair] else "a pair that doesn't occur at that point"
    fail(
        f"{name} joined {spell(pair, learnt)}, {sightings}; {spell(best, learnt)} was seen {_times(most)}.",
        picture=_count_bars(pair, learnt, counts),
        yours=f"{name.lower()}: {spell(pair, learnt)} = {pair}, {_times(counts[pair])}",
        expected=f"{spell(best, learnt)} = {best}, {_times(most)}",
        difference=f"the merges before it: {_spell_all(learnt[:rank])}",
    )


def _pairs(answer: Any) -> list[Pair]:
    """The learner's merges as tuples of ints; fails when they are something else."""
    expected = "a list of pairs of ints, such as [(104, 105)]"
    if not isinstance(answer, list | tuple):
        fail(f"train returns a list of pairs; yours is of type {type(answer).__name__}.", expected=expected)
    for rank, pair in enumerate(answer):
        is_pair = isinstance(pair, list | tuple) and len(pair) == 2
        if not is_pair or not all(isinstance(token, Integral) for token in pair):
            fail(f"Merge {rank + 1} is not a pair of ints.", yours=formatting.text(pair), expected=expected)
    return [(int(left), int(right)) for left, right in answer]


def _token_at(ids: Sequence[int], at: int, learnt: Sequence[Pair]) -> str:
    """The token at a position, with what it stands for: 256 ('th')."""
    if at >= len(ids):
        return "the end"
    stands_for = _text_of(_bytes(ids[at], learnt)) if _is_known(ids[at], learnt) else "no such token"
    return f"{formatting.text(ids[at])[:_CHARS]} ({stands_for})"


def _bytes(token: int, learnt: Sequence[Pair]) -> bytes:
    """Return the bytes of a token. The merges before it must have been followed: each joins older tokens only."""
    if token < FIRST_ID:
        return bytes([token])
    left, right = learnt[token - FIRST_ID]
    return _bytes(left, learnt) + _bytes(right, learnt)


def _text_of(raw: bytes) -> str:
    try:
        text = repr(raw.decode())
    except UnicodeDecodeError:
        text = repr(raw)
    return text if len(text) <= _CHARS else f"{text[:_CHARS]}…"


def _spell_all(learnt: Sequence[Pair]) -> str:
    spellings = [spell(pair, learnt) for pair in learnt[:_BARS]]
    return (", ".join(spellings) or "none") + (f" and {len(learnt) - _BARS} more" if len(learnt) > _BARS else "")


def _count_bars(pair: Pair, learnt: Sequence[Pair], counts: Counter[Pair]) -> dict[str, Any]:
    """The most frequent pairs at that moment, the learner's among them."""
    rivals = [rival for rival, _ in counts.most_common(_BARS) if rival != pair][: _BARS - 1]
    labels = [spell(rival, learnt) for rival in rivals]
    heights = [counts[rival] for rival in (*rivals, pair)]
    return bars([*labels, f"yours {spell(pair, learnt)}"], {"occurrences": heights})


def _token_trees(yours: Sequence[int], expected: Sequence[int], at: int, learnt: Sequence[Pair]) -> dict[str, Any]:
    """Draw the merges of the tokens from the first difference on, up to where both end at the same byte."""
    tokens, wanted = _until_they_meet(yours[at:], expected[at:], learnt)
    return graph({"your tokens": _trees(tokens, wanted, learnt), "expected tokens": _trees(wanted, tokens, learnt)})


def _until_they_meet(yours: Sequence[int], expected: Sequence[int], learnt: Sequence[Pair]) -> list[Sequence[int]]:
    """The shortest starts of both that stand for equally many bytes. All of them if there are none."""
    ends = [
        list(accumulate(len(_bytes(token, learnt)) if _is_known(token, learnt) else 1 for token in ids))
        for ids in (yours, expected)
    ]
    meeting = min(set(ends[0]) & set(ends[1]), default=0)
    return [ids[: end.index(meeting) + 1] if meeting else ids for ids, end in zip((yours, expected), ends, strict=True)]


def _trees(ids: Sequence[int], reference: Sequence[int], learnt: Sequence[Pair]) -> tuple[list[GraphNode], list[Edge]]:
    """The merges of these tokens, bytes first. A token that the reference lacks is marked as wrong."""
    leaves: list[GraphNode] = []
    joins: list[tuple[GraphNode, list[int]]] = []

    def grow(token: int, is_wrong: bool) -> int:
        """Add a token's node after those of its parts. Return its number; those of merges are negative."""
        label = f"{token} {_label(token, learnt)}"
        if token < FIRST_ID or not _is_known(token, learnt):
            leaves.append(GraphNode(label=label, is_wrong=is_wrong))
            return len(leaves) - 1
        parts = [grow(part, False) for part in learnt[token - FIRST_ID]]
        joins.append((GraphNode(label=label, is_wrong=is_wrong), parts))
        return -len(joins)

    for token in ids:
        node_count = 2 * len(_bytes(token, learnt)) - 1 if _is_known(token, learnt) else 1
        if len(leaves) + len(joins) + node_count > MAX_NODES:
            break
        grow(token, token not in reference)
    numbers = [len(leaves) + n for n in range(len(joins))]
    edges: list[Edge] = [
        (part if part >= 0 else len(leaves) - 1 - part, number)
        for number, (_, parts) in zip(numbers, joins, strict=True)
        for part in parts
    ]
    return leaves + [node for node, _ in joins], edges


def _is_known(token: int, learnt: Sequence[Pair]) -> bool:
    return 0 <= token < FIRST_ID + len(learnt)


def _label(token: int, learnt: Sequence[Pair]) -> str:
    """Return a token's text in a few characters: a space as ␣, an incomplete character as its bytes."""
    if not _is_known(token, learnt):
        return "?"
    raw = _bytes(token, learnt)
    try:
        return raw.decode().replace(" ", "␣")
    except UnicodeDecodeError:
        return raw.hex(" ")


def _times(count: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
