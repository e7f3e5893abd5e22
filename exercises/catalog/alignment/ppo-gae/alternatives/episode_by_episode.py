import math

import numpy as np


def gae(rewards, values, done, last_values, gamma, lam):
    advantages = np.zeros_like(rewards)
    for i, row in enumerate(rewards):
        ends = [*(np.flatnonzero(done[i]) + 1), len(row)]
        start = 0
        for end in ends:
            after = 0.0 if done[i, end - 1] else last_values[i]
            path = [*values[i, start:end], after]
            for t in range(start, end):
                for k in range(t, end):
                    delta = row[k] + gamma * path[k + 1 - start] - path[k - start]
                    advantages[i, t] += (gamma * lam) ** (k - t) * delta
            start = end
    return advantages, advantages + values


def ppo_loss(log_probs, old_log_probs, advantages, values, returns, clip, value_weight):
    total, slopes, pulls = 0.0, [], []
    for new, old, A, V, R in zip(
        *(a.ravel().tolist() for a in (log_probs, old_log_probs, advantages, values, returns))
    ):
        gain, limit = math.exp(new - old) * A, A + clip * abs(A)  # beyond the limit the gain is capped
        total += value_weight * (V - R) ** 2 - min(gain, limit)
        slopes.append(0.0 if gain > limit else -gain)
        pulls.append(2 * value_weight * (V - R))
    n = len(slopes)
    shape = log_probs.shape
    return total / n, {"log_probs": np.reshape(slopes, shape) / n, "values": np.reshape(pulls, shape) / n}
