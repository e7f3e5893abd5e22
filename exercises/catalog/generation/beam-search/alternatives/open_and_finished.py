import heapq
import math

import numpy as np


def beam_search(logits, start, end, width, alpha=0.0):
    top = logits.max(axis=-1, keepdims=True)
    log_p = logits - top - np.log(np.exp(logits - top).sum(axis=-1, keepdims=True))
    live, done = [(0.0, (start,))], []
    for t in range(len(log_p)):
        grown = []
        for score, text in live:
            for token, gain in enumerate(log_p[t, text[-1]].tolist()):
                grown.append((score + gain, (*text, token)))
        kept = heapq.nlargest(width, done + grown)
        done = [one for one in kept if one[1][-1] == end]
        live = [one for one in kept if one[1][-1] != end]
    scored = [(score * math.pow(len(text) - 1, -alpha), score, text) for score, text in done + live]
    _, score, text = max(scored)
    return list(text[1:]), score
