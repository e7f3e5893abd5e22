"""worked_example

You look up the end of the episode one step too late. Here an entry of done says that the episode ends with this very
step, so nothing flows back to it from the next one.
"""

import numpy as np


def gae(rewards, values, done, last_values, gamma, lam):
    advantages = np.empty(rewards.shape)
    next_value, next_advantage = last_values, 0.0
    ends = np.hstack([done[:, 1:], done[:, -1:]])
    for t in reversed(range(rewards.shape[1])):
        next_value = np.where(ends[:, t], 0.0, next_value)
        next_advantage = np.where(ends[:, t], 0.0, next_advantage)
        surprise = rewards[:, t] + gamma * next_value - values[:, t]
        advantages[:, t] = surprise + gamma * lam * next_advantage
        next_value, next_advantage = values[:, t], advantages[:, t]
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
