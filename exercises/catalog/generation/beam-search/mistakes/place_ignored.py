"""likeliest_text

You use the first table of logits at every step. Each position has a table of its own.

---
The one for the token at position t is logits[t].
"""

import numpy as np


def beam_search(logits, start, end, width, alpha=0.0):
    log_p = logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True)
    beam = [([], 0.0)]
    for step in [log_p[0]] * len(log_p):
        candidates = []
        for tokens, score in beam:
            last = tokens[-1] if tokens else start
            if tokens and last == end:
                candidates.append((tokens, score))
            else:
                candidates += [(tokens + [token], score + gain) for token, gain in enumerate(step[last])]
        beam = sorted(candidates, key=lambda hypothesis: hypothesis[1], reverse=True)[:width]
    return max(beam, key=lambda hypothesis: hypothesis[1] / len(hypothesis[0]) ** alpha)
