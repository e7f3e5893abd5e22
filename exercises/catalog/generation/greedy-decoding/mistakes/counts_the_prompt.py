"""worked_example

You count the prompt among the new tokens, so a long prompt leaves no room for an answer. max_new only limits the new
ones.
"""

import numpy as np


def next_logits(model, tokens):
    state = np.zeros(len(model["A"]))
    for token in tokens:
        state = np.tanh(model["A"] @ state + model["E"][token])
    return model["W"] @ state


def greedy_decode(model, prompt, end, max_new):
    new = []
    while len(prompt + new) < max_new:
        token = int(np.argmax(next_logits(model, prompt + new)))
        new.append(token)
        if token == end:
            break
    return new
