"""length_penalty

You return the score divided by the length. alpha only decides which hypothesis to return; return its log probability S.
"""

import numpy as np


def beam_search(logits, start, end, width, alpha=0.0):
    log_p = logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True)
    beam = [([], 0.0)]
    for step in log_p:
        candidates = []
        for tokens, score in beam:
            last = tokens[-1] if tokens else start
            if tokens and last == end:
                candidates.append((tokens, score))
            else:
                candidates += [(tokens + [token], score + gain) for token, gain in enumerate(step[last])]
        beam = sorted(candidates, key=lambda hypothesis: hypothesis[1], reverse=True)[:width]
    tokens, score = max(beam, key=lambda hypothesis: hypothesis[1] / len(hypothesis[0]) ** alpha)
    return tokens, score / len(tokens) ** alpha
