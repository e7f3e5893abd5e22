# Finished hypotheses are set aside and no longer take a place in the beam, so the others get more room than they should.
import numpy as np


def beam_search(logits, start, end, width, alpha=0.0):
    T, V, _ = logits.shape
    top = logits.max(axis=2, keepdims=True)
    log_p = logits - top - np.log(np.exp(logits - top).sum(axis=2, keepdims=True))

    beam, finished = [([], 0.0)], []
    for t in range(T):
        if not beam:
            break
        candidates = []
        for text, score in beam:
            last = text[-1] if text else start
            for b in range(V):
                candidates.append((text + [b], score + log_p[t, last, b]))
        candidates.sort(key=lambda c: c[1], reverse=True)
        beam = [c for c in candidates[:width] if c[0][-1] != end]
        finished += [c for c in candidates[:width] if c[0][-1] == end]
    text, score = max(beam + finished, key=lambda c: c[1] / len(c[0]) ** alpha)
    return text, float(score)
