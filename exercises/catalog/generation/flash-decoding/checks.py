import math
from collections import Counter

import numpy as np
import torch

from runner.judge import check, close, fail, formatting, holds, parts, preserves_arguments


class Gpu:
    """The memory of the cache, stale where no token of the sequence is, and workers that see one chunk each."""

    def __init__(self, learner, rng, stale, length, size, heads, group, d, d_v):
        self.learner, self.size = learner, size
        used = math.ceil(length / size)
        self.table = rng.permutation(used + 5)[: used + 2].tolist()
        self.Q, self.keys, self.values = draw(rng, length, heads, group, d, d_v)
        self.K, self.V = np.full((used + 5, size, heads, d), stale), np.full((used + 5, size, heads, d_v), stale)
        for memory, tokens in ((self.K, self.keys), (self.V, self.values)):
            memory[self.table[:used]] = in_blocks(tokens, size, stale)

    def decode(self, splits, rng):
        """Follow the learner's plan: one worker for each chunk, in any order, and the merge of their results."""
        Q, length = self.Q, len(self.keys)
        chunks = self.learner.plan(self.table, length, self.size, splits)
        compare_chunks(chunks, self.table, length, self.size, splits)
        read = [np.array(blocks, dtype=int) for blocks, _ in chunks]
        cases = [(Q, self.K[blocks], self.V[blocks], tokens) for blocks, (_, tokens) in zip(read, chunks)]
        order = rng.permutation(splits).tolist()
        results = dict(zip(order, self.learner.attend.each([cases[c] for c in order])))
        end = 0
        for c, (*_, tokens) in enumerate(cases):
            start, end = end, end + tokens
            if tokens:
                expected = by_torch(Q, self.keys[start:end], self.values[start:end])
            else:
                expected = no_tokens(Q, self.V)
            compare(results[c], *expected, f"chunk {c} of {splits}")
        outs, lses = (np.array([results[c][k] for c in range(splits)]) for k in (0, 1))
        compare(self.learner.merge(outs, lses), *by_torch(Q, self.keys, self.values), f"all {splits} chunks")


@check(example=True)
def worked_plan(learner, rng):
    """The chunks of the worked example"""
    table = [4, 0, 5, 1, 2, 6]
    for splits in (3, 2, 4, 6):
        compare_chunks(learner.plan(table, 9, 2, splits), table, 9, 2, splits)


@check(example=True)
def worked_attention(learner, rng):
    """The two chunks of the worked example, and their merge"""
    Q, K, V = np.zeros((4, 4)), np.zeros((5, 2, 4)), np.array([[8, 1], [0, 2], [4, 3], [2, 6], [7, 11.0]])[:, :, None]
    Q[:, 0], K[:, 0, 0], K[4, 1, 0] = (2, 0, 2, 0), np.log([1, 1, 2, 4, 24]), math.log(12)
    outs = np.array([[[3], [3.5], [3], [3]], [[7], [7], [11], [11.0]]])
    lses = np.log([[8, 4, 4, 4], [24, 1, 12, 1]])
    for c, tokens in enumerate([slice(0, 4), slice(4, 5)]):
        blocks = [in_blocks(whole[tokens], 2) for whole in (K, V)]
        compare(learner.attend(Q, *blocks, tokens.stop - tokens.start), outs[c], lses[c], f"chunk {c}")
    compare(learner.merge(outs, lses), np.array([[6], [4.2], [9], [4.6]]), np.log([32, 5, 16, 5]), "both chunks")


@check
def any_plan(learner, rng):
    """Any table, length and number of splits"""
    cases = []
    for length, size, splits in [
        (1, 4, 1),
        (1, 1, 3),
        (8, 4, 2),
        (9, 4, 2),
        (7, 2, 6),
        (160, 16, 4),
        (161, 16, 4),
        (33, 8, 3),
        (2000, 1, 108),
    ]:
        used = math.ceil(length / size)
        cases.append((rng.permutation(used + 9)[: used + rng.integers(4)].tolist(), length, size, splits))
    for chunks, case in zip(learner.plan.each(cases), cases):
        compare_chunks(chunks, *case)


@check
def empty_chunks(learner, rng):
    """A chunk without tokens gets no weight"""
    Q, K, V = draw(rng, 5, 2, 2, 3, 4)
    nothing = no_tokens(Q, V)
    compare(learner.attend(Q, in_blocks(K[:0], 4), in_blocks(V[:0], 4), 0), *nothing, "an empty chunk")
    first, second = by_torch(Q, K[:3], V[:3]), by_torch(Q, K[3:], V[3:])
    whole = by_torch(Q, K, V)
    for order in ([first, nothing, second], [nothing, nothing, whole], [nothing, first, second]):
        outs, lses = (np.array([part[k] for part in order]) for k in (0, 1))
        compare(learner.merge(outs, lses), *whole, "chunks of which some are empty")


@check
def decoding(learner, rng):
    """Whole sequences: any shapes, splits and stale blocks give plain attention"""
    for shapes, stale, all_splits in [
        ({"length": 43, "size": 4, "heads": 2, "group": 3, "d": 3, "d_v": 2}, np.nan, (1, 3, 14)),
        ({"length": 5, "size": 16, "heads": 3, "group": 1, "d": 5, "d_v": 4}, 3.0, (2,)),
        ({"length": 1, "size": 1, "heads": 1, "group": 1, "d": 1, "d_v": 1}, 3.0, (1,)),
        ({"length": 180, "size": 16, "heads": 4, "group": 2, "d": 8, "d_v": 4}, 3.0, (2, 5)),
    ]:
        gpu = Gpu(learner, rng, stale, **shapes)
        for splits in all_splits:
            gpu.decode(splits, rng)


@check
def large_scores(learner, rng):
    """Scores of ±1000 in the chunks, and sums of their exponentials in the merge"""
    for scores in (rng.permutation([-1000.0, -500.0, 0.0, 400.0, 998.0, 1000.0]), np.linspace(-1000, -994, 6)):
        Q, K, V = np.array([[1.0], [-1.0], [0.5]]), scores[:, None, None], rng.normal(size=(6, 1, 2))
        pieces = [by_torch(Q, K[i : i + 2], V[i : i + 2]) for i in (0, 2, 4)]
        for i, piece in zip((0, 2, 4), pieces):
            compare(learner.attend(Q, K[None, i : i + 2], V[None, i : i + 2], 2), *piece, "a chunk with large scores")
        outs, lses = (np.array([piece[k] for piece in pieces]) for k in (0, 1))
        compare(learner.merge(outs, lses), *by_torch(Q, K, V), "chunks with large scores")


@check
def arguments_unchanged(learner, rng):
    """No argument is modified"""
    learner.plan([4, 0, 2, 1], 7, 3, 2)
    Q, K, V = draw(rng, 5, 2, 2, 3, 4)
    learner.attend(Q, in_blocks(K, 3), in_blocks(V, 3), 5)
    learner.merge(rng.normal(size=(3, 4, 2)), rng.normal(size=(3, 4)))
    preserves_arguments(learner)


def draw(rng, tokens, heads, group, d, d_v):
    return (
        rng.normal(size=(heads * group, d)),
        rng.normal(size=(tokens, heads, d)),
        rng.normal(size=(tokens, heads, d_v)),
    )


def in_blocks(rows, size, stale=np.nan):
    """Keys or values of tokens in blocks of this size, with stale entries after the last."""
    count = math.ceil(len(rows) / size)
    blocks = np.full((count * size, *rows.shape[1:]), stale)
    blocks[: len(rows)] = rows
    return blocks.reshape(count, size, *rows.shape[1:])


def no_tokens(Q, V):
    return np.zeros((len(Q), V.shape[-1])), np.full(len(Q), -np.inf)


def by_torch(Q, K, V):
    """All scores at once, with keys and values repeated for the query heads that share them."""
    group = len(Q) // K.shape[1]
    Q, K, V = torch.tensor(Q), *(torch.tensor(each).repeat_interleave(group, dim=1) for each in (K, V))
    scores = (K * Q).sum(dim=2) / math.sqrt(Q.shape[1])  # (t, H)
    return (scores.softmax(dim=0)[:, :, None] * V).sum(dim=0).numpy(), scores.logsumexp(dim=0).numpy()


def compare(answer, out, lse, of):
    yours, own = parts(answer, "out", "lse")
    close(yours, out, name=f"your out of {of}")
    close(own, lse, name=f"your lse of {of}")


def compare_chunks(chunks, table, length, size, splits):
    """Count what the chunks read, and compare their order, their lengths and their tokens."""
    if not isinstance(chunks, list) or not all(is_chunk(chunk) for chunk in chunks):
        fail("Expected a list of tuples: a list of blocks, and an int.", yours=formatting.text(chunks))
    holds(len(chunks) == splits, f"Your plan has {len(chunks)} chunks; expected {splits}.")
    used = table[: math.ceil(length / size)]
    here = f"With {length} tokens in blocks of {size}, the table {formatting.text(table)} and {splits} splits"
    reads = Counter(block for blocks, _ in chunks for block in blocks)
    wanted = Counter(used)
    for block in [*used, *reads]:
        count, expected = reads[block], wanted[block]
        holds(count == expected, f"{here}, block {block} is read {times(count)}, and should be {times(expected)}.")
    shown = {"yours": formatting.text(chunks)}
    in_order = [block for blocks, _ in chunks for block in blocks] == used
    holds(in_order, f"{here}, your chunks aren't contiguous parts of the table, in its order.", **shown)
    lengths, expected = [len(blocks) for blocks, _ in chunks], [len(used) // splits] * splits
    for c in range(len(used) % splits):
        expected[c] += 1
    holds(lengths == expected, f"{here}, your chunks have {formatting.text(lengths)} blocks.", **shown)
    for c, (blocks, tokens) in enumerate(chunks):
        expected = len(blocks) * size - (len(used) * size - length if used[-1] in blocks else 0)
        holds(tokens == expected, f"{here}, chunk {c} has {tokens} tokens; expected {expected}.", **shown)


def is_chunk(chunk):
    if not isinstance(chunk, tuple) or len(chunk) != 2 or not isinstance(chunk[0], list):
        return False
    return all(type(number) is int for number in [*chunk[0], chunk[1]])


def times(count):
    return {0: "not at all", 1: "once"}.get(count, f"{count} times")
