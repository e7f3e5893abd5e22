import numpy as np


def next_logits(model, tokens):
    state = np.zeros(len(model["A"]))
    for token in tokens:
        state = np.tanh(model["A"] @ state + model["E"][token])
    return model["W"] @ state


def greedy_decode(model, prompt, end, max_new):
    tokens = prompt.copy()
    for _ in range(max_new):
        scores = next_logits(model, tokens).tolist()
        tokens.append(scores.index(max(scores)))
        if tokens[-1] == end:
            break
    return tokens[len(prompt) :]
