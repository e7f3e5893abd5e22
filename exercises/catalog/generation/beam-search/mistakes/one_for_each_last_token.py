"""narrow_beam

You keep only the best hypothesis for each last token. Two texts that end with the same token are two hypotheses, and
both may be in the beam.
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
        best = {}
        for tokens, score in candidates:
            if tokens[-1] not in best or score > best[tokens[-1]][1]:
                best[tokens[-1]] = tokens, score
        beam = sorted(best.values(), key=lambda hypothesis: hypothesis[1], reverse=True)[:width]
    return max(beam, key=lambda hypothesis: hypothesis[1] / len(hypothesis[0]) ** alpha)
