"""worked_example

Your returns are the advantages. An advantage is the difference between what came and what was predicted, so add the
value to it.
"""

import numpy as np


def gae(rewards, values, done, last_values, gamma, lam):
    advantages = np.empty(rewards.shape)
    next_value, next_advantage = last_values, 0.0
    for t in reversed(range(rewards.shape[1])):
        next_value = np.where(done[:, t], 0.0, next_value)
        next_advantage = np.where(done[:, t], 0.0, next_advantage)
        surprise = rewards[:, t] + gamma * next_value - values[:, t]
        advantages[:, t] = surprise + gamma * lam * next_advantage
        next_value, next_advantage = values[:, t], advantages[:, t]
    return advantages, advantages.copy()


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
