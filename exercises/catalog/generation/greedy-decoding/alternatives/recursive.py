import numpy as np


def next_logits(model, tokens):
    state = np.zeros(len(model["A"]))
    for token in tokens:
        state = np.tanh(model["A"] @ state + model["E"][token])
    return model["W"] @ state


def greedy_decode(model, prompt, end, max_new):
    if max_new == 0:
        return []
    token = next_logits(model, prompt).argmax().item()
    rest = [] if token == end else greedy_decode(model, [*prompt, token], end, max_new - 1)
    return [token, *rest]
