import math


def learning_rate(step, warmup, total, peak, final):
    """A linear warm-up, then half a cosine."""
    if step < warmup:
        return peak * (step + 1) / warmup
    progress = min((step - warmup) / (total - warmup), 1.0)  # from 0 at the peak to 1 at the end
    return final + (peak - final) * (1 + math.cos(math.pi * progress)) / 2
