import re
from functools import cache

import numpy as np

from runner.judge import array, check, close, fail, heatmap, holds, preserves_arguments

GREETING = [{"h": 1}, {"i": 2, "e": 3}, {"!": 2}, {"y": 2}], np.array([False, False, True, False])
WORDS = ["h", "hi", "he", "ey", "!", "!!"]
END = "<end>"


@check(example=True)
def worked_example(learner, rng):
    """Greetings: the steps, the allowed tokens and a text"""
    automaton, accepting = GREETING
    steps = np.array([[1, 2, 3, -1, -1, -1], [-1, -1, -1, 2, -1, -1], [-1, -1, -1, -1, 2, 2], [-1] * 6])
    close(learner.token_steps(automaton, WORDS), steps, name="your array of steps")
    for budget, first, second in [(1, "0000000", "0000000"), (2, "0100000", "0001000"), (3, "1100000", "0001000")]:
        rows = first, second, "0000111" if budget > 1 else "0000001", "0000000"
        expected = np.array([[c == "1" for c in row] for row in rows])
        close(learner.allowed_tokens(steps, accepting, budget), expected, name=f"your mask for a budget of {budget}")
    compare_text(learner, np.tile([4.0, 3.0, 9.0, 1.0, 7.0, 8.0, 2.0], (3, 1)), *GREETING, WORDS, [0, 3])


@check
def steps_of_any_automaton(learner, rng):
    """Tokens of any length, from every state"""
    for S, V in [(3, 5), (6, 9), (5, 12), (100, 60)]:
        automaton, _, vocabulary = draw(rng, S, V)
        close(learner.token_steps(automaton, vocabulary), by_walking(automaton, vocabulary), name="your array of steps")


@check
def no_dead_ends(learner, rng):
    """A token is allowed if the text can be completed after it, with any budget"""
    for S, V in [(6, 5), (8, 6), (9, 4)]:
        automaton, accepting, vocabulary = draw(rng, S, V)
        compare_masks(learner, by_walking(automaton, vocabulary), accepting, S + 3)
    S = 7
    steps = by_walking(*draw(rng, S, 5)[::2])
    steps[np.arange(S - 1), 0] = np.arange(1, S)  # a long way round, one state at a time
    steps[steps == S - 1] = -1
    steps[S - 2, 0] = S - 1
    for budget in range(1, S + 2):
        compare_masks(learner, steps, np.arange(S) == S - 1, budget)


@check
def texts(learner, rng):
    """Texts for any format: always the largest allowed logit, and an end in time"""
    favourites = [1, *rng.permutation([4, 5]).tolist(), 6]  # "hi", which could end there, "!", "!!" and the end
    logits = rng.permuted(np.tile(np.linspace(-3, -1, 7), (4, 1)), axis=1) + 3 * np.eye(7)[favourites]
    compare_text(learner, logits, *GREETING, WORDS, favourites[:3])
    for S, V, n in [(5, 6, 7), (7, 5, 9), (6, 8, 6), (4, 5, 8)]:
        automaton, accepting, vocabulary = draw(rng, S, V)
        steps = by_walking(automaton, vocabulary)
        logits = rng.permuted(np.tile(np.linspace(-3, 3, V + 1), (n, 1)), axis=1)
        logits[: n // 2, V] -= 4.3  # the end is not the favorite at first, and it ties with no token
        compare_text(learner, logits, automaton, accepting, vocabulary, by_search(logits, steps, accepting))


@check
def times_of_day(learner, rng):
    """Large logits: a model that would rather write anything else still writes a time of day"""
    automaton = [{d: 1 for d in "01"} | {"2": 2}, {d: 3 for d in "0123456789"}, {d: 3 for d in "0123"}, {":": 4}]
    automaton += [{d: 5 for d in "012345"}, {d: 6 for d in "0123456789"}, {}]
    accepting = np.arange(7) == 6
    vocabulary = [*"0123456789:", "23", "1:", ":3", "45", "9:0", "ab", "3:5"]
    for n in (6, 5, 4):
        logits = rng.permuted(np.tile(np.linspace(-1000, 1000, len(vocabulary) + 1), (n, 1)), axis=1)
        logits[:, vocabulary.index("ab")] = 2000.0
        tokens = tokens_of(learner.decode(logits, automaton, accepting, vocabulary), len(vocabulary))
        text = "".join(vocabulary[token] for token in tokens)
        holds(
            re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text),
            f"Your text is {text!r}, which is no time from 00:00 to 23:59.",
            yours=repr(text),
        )
        holds(
            len(tokens) < n,
            f"Your text has {len(tokens)} tokens, and with {n} rows no row is left for the end.",
            yours=text,
        )
        steps = by_walking(automaton, vocabulary)
        compare_tokens(tokens, by_search(logits, steps, accepting), vocabulary)


@check
def arguments_unchanged(learner, rng):
    """No argument is modified"""
    automaton, accepting, vocabulary = draw(rng, 5, 6)
    steps = by_walking(automaton, vocabulary)
    close(learner.token_steps(automaton, vocabulary), steps, name="your array of steps")
    compare_masks(learner, steps, accepting, 3)
    logits = rng.permuted(np.tile(np.linspace(-3, 3, 7), (6, 1)), axis=1)
    compare_text(learner, logits, automaton, accepting, vocabulary, by_search(logits, steps, accepting))
    preserves_arguments(learner)


def draw(rng, S, V):
    """An automaton over "abc" whose last state accepts and can go on, and tokens of 1 to 3 characters.

    The state before the last has no way out, and tokens lead there from several states. A text can be written with at
    most 3 tokens and the end.
    """
    automaton = [{c: int(rng.integers(S)) for c in "abc" if rng.random() < 0.7} for _ in range(S)]
    automaton[0] |= {"a": 1, "b": S - 2}
    automaton[1] |= {"b": S - 1, "c": S - 2}
    automaton[S - 2] = {}
    automaton[S - 1] |= {"c": 0}
    accepting = rng.random(S) < 0.2
    accepting[[0, 1, S - 2]], accepting[S - 1] = False, True
    others = {"".join(rng.choice(list("abc"), size=rng.integers(1, 4))) for _ in range(40)} - {"a", "ab", "b", "c"}
    vocabulary = ["a", "ab", "b", "c", *sorted(others)]
    return (
        automaton,
        accepting,
        rng.permutation(vocabulary[:3] + rng.permutation(vocabulary[3:]).tolist()[: V - 3]).tolist(),
    )


def by_walking(automaton, vocabulary):
    """(S, V): character by character."""
    rows = []
    for start in range(len(automaton)):
        ends = []
        for token in vocabulary:
            state = start
            for c in token:
                state = -1 if state < 0 else automaton[state].get(c, -1)
            ends.append(state)
        rows.append(ends)
    return np.array(rows)


def by_trying(steps, accepting, budget):
    """(S, V + 1): by trying every continuation, forwards."""
    table = steps.tolist()

    @cache
    def can_end(state, left):
        return left > 0 and state >= 0 and (accepting[state] or any(can_end(after, left - 1) for after in table[state]))

    return np.array([[bool(can_end(s, budget - 1)) for s in row] + [bool(accepting[i])] for i, row in enumerate(table)])


def by_search(logits, steps, accepting):
    """The tokens of the text. At each position the best token after which some continuation ends in time."""
    state, tokens = 0, []
    for t in range(len(logits)):
        allowed = by_trying(steps, accepting, len(logits) - t)[state]
        token = max(np.flatnonzero(allowed).tolist(), key=logits[t].tolist().__getitem__)
        if token == steps.shape[1]:
            return tokens
        tokens.append(token)
        state = int(steps[state, token])
    raise AssertionError("no end was allowed in the last row")


def compare_masks(learner, steps, accepting, budget):
    expected = by_trying(steps, accepting, budget)
    mask = array(learner.allowed_tokens(steps, accepting, budget), name="your mask")
    if mask.shape == expected.shape and mask.dtype == bool:
        learner.show(heatmap({"your mask": mask, "expected": expected}, marks={"your mask": mask != expected}))
        if (mask & ~expected)[:, :-1].any():
            state, token = np.argwhere((mask & ~expected)[:, :-1])[0].tolist()
            after = "can't be read there" if steps[state, token] < 0 else f"leads to state {steps[state, token]}"
            fail(
                f"With a budget of {budget}, your mask allows token {token} in state {state}. It {after}"
                + ("." if steps[state, token] < 0 else ", where the text can't be completed with the tokens left."),
                yours=str(mask[state].astype(int)),
                expected=str(expected[state].astype(int)),
            )
    close(mask, expected, name=f"your mask for a budget of {budget}")


def tokens_of(tokens, V):
    if not isinstance(tokens, list) or not all(isinstance(t, int | np.integer) and 0 <= t < V for t in tokens):
        fail(f"Your decode returned {tokens!r:.200}; expected a list of ints from 0 to {V - 1}, without the end.")
    return [int(token) for token in tokens]


def compare_text(learner, logits, automaton, accepting, vocabulary, expected):
    tokens = learner.decode(logits, automaton, accepting, vocabulary)
    compare_tokens(tokens_of(tokens, len(vocabulary)), expected, vocabulary)


def compare_tokens(tokens, expected, vocabulary):
    if tokens == expected:
        return
    words, right = ([*(vocabulary[token] for token in ids), END] for ids in (tokens, expected))
    at = next((i for i, pair in enumerate(zip(words, right)) if pair[0] != pair[1]), min(len(words), len(right)) - 1)
    fail(
        f"At position {at} your text has {words[at]!r}; expected {right[at]!r}.",
        yours=" ".join(words),
        expected=" ".join(right),
    )
