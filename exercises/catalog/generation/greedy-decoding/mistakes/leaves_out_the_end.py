"""worked_example

You stop before you write the end token. It belongs to the result, so that the caller can see that the text is finished
rather than cut off.
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
        if token == end:
            break
        new.append(token)
    return new
