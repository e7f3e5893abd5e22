import math

import numpy as np


def reward_loss(chosen, rejected, margin=0.0):
    n = len(chosen)
    margins = np.broadcast_to(margin, n)
    loss, slopes, right = 0.0, [], 0
    for c, r, m in zip(chosen.tolist(), rejected.tolist(), margins.tolist()):
        d = r - c + m
        small = math.exp(-abs(d))
        loss += max(d, 0.0) + math.log1p(small)
        slopes.append(math.exp(min(d, 0.0)) / (1 + small))
        right += c > r
    up = np.array(slopes) / n
    return loss / n, {"chosen": -up, "rejected": up}, right / n
