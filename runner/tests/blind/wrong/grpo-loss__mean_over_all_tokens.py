# All tokens of the batch are averaged together, so a long answer counts more than a short one.
import math

import numpy as np


def group_advantages(rewards):
    out = []
    for group in rewards.tolist():
        if len(set(group)) == 1:
            out.append([0.0] * len(group))
            continue
        mean = sum(group) / len(group)
        std = math.sqrt(sum((r - mean) ** 2 for r in group) / len(group))
        out.append([(r - mean) / std for r in group])
    return np.array(out)


def grpo_loss(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip, beta):
    n, T = log_probs.shape
    loss = 0.0
    count = int(mask.sum())
    grad = np.zeros((n, T))
    for i in range(n):
        A = float(advantages[i])
        where = [t for t in range(T) if mask[i, t]]
        for t in where:
            now, old, ref = float(log_probs[i, t]), float(old_log_probs[i, t]), float(ref_log_probs[i, t])
            rho = math.exp(now - old)
            bounded = min(max(rho, 1 - clip), 1 + clip)
            k = math.expm1(ref - now) - (ref - now)
            loss -= (min(rho * A, bounded * A) - beta * k) / count
            slope = 0.0 if bounded * A < rho * A else rho * A
            slope -= beta * (1 - math.exp(ref - now))
            grad[i, t] = -slope / count
    return loss, grad
