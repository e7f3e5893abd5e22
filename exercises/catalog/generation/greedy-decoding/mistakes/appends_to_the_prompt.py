"""arguments_unchanged

You append to the caller's prompt. The caller may use it again.

---
Work on a copy, list(prompt), or on a new list.
"""

import numpy as np


def next_logits(model, tokens):
    state = np.zeros(len(model["A"]))
    for token in tokens:
        state = np.tanh(model["A"] @ state + model["E"][token])
    return model["W"] @ state


def greedy_decode(model, prompt, end, max_new):
    length = len(prompt)
    while len(prompt) - length < max_new:
        prompt.append(int(np.argmax(next_logits(model, prompt))))
        if prompt[-1] == end:
            break
    return prompt[length:]
