import math

import numpy as np


def group_advantages(rewards):
    rows = []
    for group in rewards:
        if max(group) == min(group):
            rows.append([0.0 for _ in group])
            continue
        middle = sum(group) / len(group)
        spread = math.sqrt(sum((reward - middle) ** 2 for reward in group) / len(group))
        rows.append([(reward - middle) / spread for reward in group])
    return np.array(rows)


def grpo_loss(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip, beta):
    loss, grad = 0.0, np.zeros(log_probs.shape)
    for i, A in enumerate(advantages):
        tokens = np.flatnonzero(mask[i])
        share = 1 / (len(tokens) * len(advantages))
        for t in tokens:
            ratio = math.exp(log_probs[i, t] - old_log_probs[i, t])
            gain = min(ratio * A, A + clip * abs(A))
            gap = float(ref_log_probs[i, t] - log_probs[i, t])
            loss += share * (beta * (math.expm1(gap) - gap) - gain)
            grad[i, t] = -share * (beta * math.expm1(gap) + gain * (gain == ratio * A))
    return float(loss), grad
