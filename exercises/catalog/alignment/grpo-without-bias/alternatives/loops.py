import math

import numpy as np


def advantages(rewards, recipe):
    rows = []
    for group in rewards.tolist():
        middle = math.fsum(group) / len(group)
        if min(group) == max(group):
            rows.append([0.0] * len(group))
            continue
        spread = math.sqrt(math.fsum((r - middle) ** 2 for r in group) / len(group)) if recipe != "dr_grpo" else 1
        rows.append([(r - middle) / spread for r in group])
    return np.array(rows)


def token_weights(rewards, mask, recipe, max_length):
    weights = one_weight_each(rewards, mask.sum(axis=2), recipe, max_length)
    return np.array([[row * w for row, w in zip(rows, ws)] for rows, ws in zip(mask, weights)])


def one_weight_each(rewards, lengths, recipe, max_length):
    used = [len(set(group)) > 1 for group in rewards.tolist()]
    if recipe == "grpo":
        return [[1 / (rewards.size * int(T)) for T in row] for row in lengths]
    if recipe == "dr_grpo":
        return [[1 / (rewards.size * max_length) for _ in row] for row in lengths]
    total = sum(int(row.sum()) for row, use in zip(lengths, used) if use)
    return [[1 / total if use else 0.0 for _ in row] for row, use in zip(lengths, used)]


def token_pull(rewards, lengths, recipe, max_length):
    return np.array(one_weight_each(rewards, lengths, recipe, max_length)) * advantages(rewards, recipe)


def policy_loss(log_probs, old_log_probs, rewards, mask, recipe, low, high, max_length):
    pull = token_pull(rewards, mask.sum(axis=2), recipe, max_length)
    loss, grad = 0.0, np.zeros(log_probs.shape)
    for g, i, t in np.argwhere(mask).tolist():
        ratio = math.exp(log_probs[g, i, t] - old_log_probs[g, i, t])
        bound = 1 + high if pull[g, i] > 0 else 1 - low
        if (ratio - bound) * pull[g, i] < 0:
            loss -= ratio * pull[g, i]
            grad[g, i, t] = -ratio * pull[g, i]
        else:
            loss -= bound * pull[g, i]
    return float(loss), grad
