"""worked_example

Your loop runs on behind the end token. What a model says after the end means nothing.
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
