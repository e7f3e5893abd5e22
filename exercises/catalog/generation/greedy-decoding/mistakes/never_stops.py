"""worked_example

Your loop continues after the end token. Tokens after the end are meaningless.
"""

import numpy as np


def next_logits(model, tokens):
    state = np.zeros(len(model["A"]))
    for token in tokens:
        state = np.tanh(model["A"] @ state + model["E"][token])
    return model["W"] @ state


def greedy_decode(model, prompt, end, max_new):
    new = []
    while len(new) < max_new:
        token = int(np.argmax(next_logits(model, prompt + new)))
        new.append(token)

    return new
