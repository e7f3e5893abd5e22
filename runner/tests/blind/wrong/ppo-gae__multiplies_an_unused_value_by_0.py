# The next value is switched off by multiplying it by 0, which leaves nan where last_values may be nan.
import numpy as np


def gae(rewards, values, done, last_values, gamma, lam):
    n, T = rewards.shape
    advantages = np.zeros((n, T))
    next_value = np.array(last_values, dtype=float)
    next_advantage = np.zeros(n)
    for t in reversed(range(T)):
        going = ~done[:, t]
        future_value = going * next_value
        future_advantage = np.where(going, next_advantage, 0.0)
        delta = rewards[:, t] + gamma * future_value - values[:, t]
        advantages[:, t] = delta + gamma * lam * future_advantage
        next_value = values[:, t]
        next_advantage = advantages[:, t]
    return advantages, advantages + values


def ppo_loss(log_probs, old_log_probs, advantages, values, returns, clip, value_weight):
    size = log_probs.size
    ratio = np.exp(log_probs - old_log_probs)
    plain = ratio * advantages
    clipped = np.clip(ratio, 1 - clip, 1 + clip) * advantages
    policy_loss = -np.minimum(plain, clipped)
    value_loss = value_weight * (values - returns) ** 2
    loss = np.mean(policy_loss + value_loss)
    grads = {
        "log_probs": np.where(plain <= clipped, -plain, 0.0) / size,
        "values": 2 * value_weight * (values - returns) / size,
    }
    return float(loss), grads
