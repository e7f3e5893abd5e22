"""cosine

Your cosine falls towards 0 and is cut off at final. Half a cosine leads from the peak to final, all the way:
it has the height of their difference.
"""

import math


def learning_rate(step, warmup, total, peak, final):
    if step < warmup:
        return peak * (step + 1) / warmup
    progress = min((step - warmup) / (total - warmup), 1.0)
    return max(final, peak * (1 + math.cos(math.pi * progress)) / 2)
