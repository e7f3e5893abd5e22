"""narrow_beam

You put finished hypotheses aside, and from the next step on the open ones have all the places for themselves. Here the
finished stay in the beam and take their places at every step, as long as their scores last.
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
