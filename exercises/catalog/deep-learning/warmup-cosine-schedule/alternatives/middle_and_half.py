from math import cos, pi


def learning_rate(step, warmup, total, peak, final):
    if step >= warmup:
        middle, half = (peak + final) / 2, (peak - final) / 2
        return middle + half * cos(pi * (min(step, total) - warmup) / (total - warmup))
    return peak - peak * (warmup - 1 - step) / warmup
