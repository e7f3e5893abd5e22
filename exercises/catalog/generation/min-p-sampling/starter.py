import numpy as np


def probabilities(logits, previous, repetition=1.0, frequency=0.0, temperature=1.0, min_p=0.0):
    """The distribution of the next token.

    logits: (V,)    previous: a list of token ids    repetition, frequency, temperature, min_p: numbers

    Returns (V,).

    With logits = log(2) * [8, 2, -1, 1], previous = [2, 0, 2], repetition = 2, frequency = log(2),
    temperature = 0.5 and min_p = 0.1 the result is [0.8, 0.2, 0, 0].
    """
    # 1. repetition penalty  2. frequency penalty  3. temperature and softmax  4. min-p, then scale to sum to 1

    raise NotImplementedError("return a probability per token")


def next_token(logits, previous, rng, repetition=1.0, frequency=0.0, temperature=1.0, min_p=0.0):
    """Draw a token id, an int, from this distribution. rng: numpy.random.Generator"""
    raise NotImplementedError("return a token id")
