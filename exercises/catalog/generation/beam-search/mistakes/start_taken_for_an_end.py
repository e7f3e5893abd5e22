"""start_that_ends

If start and end are the same token, your search stops before it starts. Only an end token within the text ends it.
"""

import numpy as np


def beam_search(logits, start, end, width, alpha=0.0):
    log_p = logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True)
    beam = [([], 0.0)]
    for step in log_p:
        candidates = []
        for tokens, score in beam:
            last = tokens[-1] if tokens else start
            if last == end:
                candidates.append((tokens, score))
            else:
                candidates += [(tokens + [token], score + gain) for token, gain in enumerate(step[last])]
        beam = sorted(candidates, key=lambda hypothesis: hypothesis[1], reverse=True)[:width]
    return max(beam, key=lambda hypothesis: hypothesis[1] / len(hypothesis[0]) ** alpha)
