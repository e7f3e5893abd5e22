"""narrow_beam

You set finished hypotheses aside and still consider them after better candidates have pushed them out of the beam. Here
they stay in the beam and compete at every step, and one that is pushed out is gone.
"""

import numpy as np


def beam_search(logits, start, end, width, alpha=0.0):
    log_p = logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True)
    beam, done = [([], 0.0)], []
    for step in log_p:
        candidates = []
        for tokens, score in beam:
            last = tokens[-1] if tokens else start
            candidates += [(tokens + [token], score + gain) for token, gain in enumerate(step[last])]
        candidates.sort(key=lambda hypothesis: hypothesis[1], reverse=True)
        done += [one for one in candidates[:width] if one[0][-1] == end]
        beam = [one for one in candidates[:width] if one[0][-1] != end]
    return max(done + beam, key=lambda hypothesis: hypothesis[1] / len(hypothesis[0]) ** alpha)
