import numpy as np


def gae(rewards, values, done, last_values, gamma, lam):
    T = rewards.shape[1]
    going = ~done
    following = np.concatenate([values[:, 1:], last_values[:, None]], axis=1)
    delta = rewards - values + gamma * np.where(going, following, 0)
    steps = np.arange(T) - np.arange(T)[:, None]  # (T, T): from row t to column k
    episode = np.cumsum(done, axis=1) - done  # the number of each step's episode
    same = episode[:, :, None] == episode[:, None, :]
    weights = np.where(same & (steps >= 0), (gamma * lam) ** np.maximum(steps, 0), 0)  # (n, T, T)
    advantages = np.einsum("ntk,nk->nt", weights, delta)
    return advantages, values + advantages


def ppo_loss(log_probs, old_log_probs, advantages, values, returns, clip, value_weight):
    ratio = np.exp(log_probs - old_log_probs)
    stopped = np.where(advantages > 0, ratio > 1 + clip, ratio < 1 - clip)
    policy = np.where(stopped, advantages + clip * np.abs(advantages), ratio * advantages)
    n = policy.size
    loss = (value_weight * np.square(returns - values) - policy).sum() / n
    grads = {"log_probs": -policy * ~stopped / n, "values": value_weight * 2 * (values - returns) / n}
    return loss, grads
