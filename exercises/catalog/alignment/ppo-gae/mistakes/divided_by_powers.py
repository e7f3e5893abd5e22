"""lambda_of_0_and_1

You weight the surprises by powers of γλ, add them up and divide by the power again. For λ = 0 that divides by 0, and
for long episodes the powers are rounded to 0. Go backwards, step by step.
"""

import numpy as np


def gae(rewards, values, done, last_values, gamma, lam):
    advantages = np.empty(rewards.shape)
    following = np.where(done, 0.0, np.column_stack([values[:, 1:], last_values]))
    surprise = rewards + gamma * following - values
    for i in range(len(rewards)):
        for part in np.split(np.arange(rewards.shape[1]), np.flatnonzero(done[i]) + 1):
            powers = (gamma * lam) ** np.arange(len(part))
            advantages[i, part] = np.cumsum((surprise[i, part] * powers)[::-1])[::-1] / powers
    return advantages, advantages + values


def ppo_loss(log_probs, old_log_probs, advantages, values, returns, clip, value_weight):
    ratio = np.exp(log_probs - old_log_probs)
    gain, clipped = ratio * advantages, np.clip(ratio, 1 - clip, 1 + clip) * advantages
    error = values - returns
    loss = value_weight * (error**2).mean() - np.minimum(gain, clipped).mean()
    grads = {
        "log_probs": np.where(gain <= clipped, -gain, 0.0) / gain.size,
        "values": 2 * value_weight * error / error.size,
    }
    return loss, grads
