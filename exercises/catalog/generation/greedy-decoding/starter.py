import numpy as np


def next_logits(model, tokens):
    """Given: a small recurrent model. Returns the scores of the next token, shape (V,)."""
    state = np.zeros(len(model["A"]))
    for token in tokens:
        state = np.tanh(model["A"] @ state + model["E"][token])
    return model["W"] @ state


def greedy_decode(model, prompt, end, max_new):
    """Append the most likely next token, again and again.

    prompt: a list of token ids    end: the id that ends a text    max_new: an integer

    Returns a list of the new tokens, with the end token if it came.

    With a model that counts, prompt [3], end 6 and max_new 10 the result is [4, 5, 6].
    """
    raise NotImplementedError("return the new tokens")
