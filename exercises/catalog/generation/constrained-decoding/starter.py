import numpy as np


def token_steps(automaton, vocabulary):
    """The state after each token from each state, or -1.

    automaton: a list of S dicts, character to state    vocabulary: a list of V strings

    Returns (S, V) ints.

    With automaton = [{"h": 1}, {"i": 2, "e": 3}, {"!": 2}, {"y": 2}] and
    vocabulary = ["h", "hi", "he", "ey", "!", "!!"] the first row is [1, 2, 3, -1, -1, -1].
    """
    raise NotImplementedError("return a state per state and token")


def allowed_tokens(steps, accepting, budget):
    """The tokens that may come in each state. Column V is the end of the text.

    steps: (S, V) ints    accepting: (S,) booleans    budget: int, the tokens left, the end included

    Returns (S, V + 1) booleans.

    With the steps above, accepting = [False, False, True, False] and budget = 3 the first row is
    [True, True, False, False, False, False, False].
    """
    raise NotImplementedError("return a boolean per state and token")


def decode(logits, automaton, accepting, vocabulary):
    """Write a text that fits the format, always with the largest allowed logit.

    logits: (n, V + 1)

    Returns a list of token ids, without the end.
    """
    raise NotImplementedError("return a list of token ids")
