import numpy as np


def next_logits(model, tokens):
    """Given: a small recurrent model. Returns the scores of the next token, shape (V,)."""
    state = np.zeros(len(model["A"]))
    for token in tokens:
        state = np.tanh(model["A"] @ state + model["E"][token])
    return model["W"] @ state


def greedy_decode(model, prompt, end, max_new):
    """Ask, append, and ask again with all tokens so far."""
    new = []
    while len(new) < max_new:
        token = int(np.argmax(next_logits(model, prompt + new)))
        new.append(token)
        if token == end:
            break
    return new
