# The candidates are compared by their length-normalised scores already during the search, not only in the final choice.
import numpy as np


def beam_search(logits, start, end, width, alpha=0.0):
    T, V, _ = logits.shape
    top = logits.max(axis=2, keepdims=True)
    log_p = logits - top - np.log(np.exp(logits - top).sum(axis=2, keepdims=True))

    beam = [([], 0.0)]
    for t in range(T):
        if all(text and text[-1] == end for text, _ in beam):
            break
        candidates = []
        for text, score in beam:
            if text and text[-1] == end:
                candidates.append((text, score))
            else:
                last = text[-1] if text else start
                for b in range(V):
                    candidates.append((text + [b], score + log_p[t, last, b]))
        candidates.sort(key=lambda c: c[1] / len(c[0]) ** alpha, reverse=True)
        beam = candidates[:width]
    text, score = max(beam, key=lambda c: c[1] / len(c[0]) ** alpha)
    return text, float(score)
