"""cosine

Your cosine falls towards 0 and is clipped at final. Half a cosine should lead all the way from the peak to final: its
height is their difference.
"""

import math


def learning_rate(step, warmup, total, peak, final):
    if step < warmup:
        return peak * (step + 1) / warmup
    progress = min((step - warmup) / (total - warmup), 1.0)
    return max(final, peak * (1 + math.cos(math.pi * progress)) / 2)
