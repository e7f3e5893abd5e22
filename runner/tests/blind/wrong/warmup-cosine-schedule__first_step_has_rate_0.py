# The warm-up uses t / W instead of (t + 1) / W, so the first step has the rate 0.
import math


def learning_rate(step, warmup, total, peak, final):
    if step < warmup:
        return peak * step / warmup
    if step >= total:
        return final
    progress = (step - warmup) / (total - warmup)
    return final + 0.5 * (peak - final) * (1 + math.cos(math.pi * progress))
