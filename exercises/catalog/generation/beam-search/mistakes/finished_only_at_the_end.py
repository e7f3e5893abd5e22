"""likeliest_text

If there are finished hypotheses, you choose only among them. A text cut off after the last position may be more likely:
choose from the whole beam.
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
    beam = [one for one in beam if one[0][-1] == end] or beam
    return max(beam, key=lambda hypothesis: hypothesis[1] / len(hypothesis[0]) ** alpha)
