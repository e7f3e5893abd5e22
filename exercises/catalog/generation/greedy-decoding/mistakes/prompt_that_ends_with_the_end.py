"""end_within_the_prompt

You look at the last token of everything so far, so a prompt that ends with the end token gets no answer. Only a new
token stops generation.
"""

import numpy as np


def next_logits(model, tokens):
    state = np.zeros(len(model["A"]))
    for token in tokens:
        state = np.tanh(model["A"] @ state + model["E"][token])
    return model["W"] @ state


def greedy_decode(model, prompt, end, max_new):
    new = []
    while len(new) < max_new and (prompt + new)[-1] != end:
        token = int(np.argmax(next_logits(model, prompt + new)))
        new.append(token)
    return new
