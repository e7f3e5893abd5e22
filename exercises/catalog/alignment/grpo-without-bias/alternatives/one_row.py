import numpy as np


def advantages(rewards, recipe):
    columns = rewards.T - rewards.mean(axis=1)
    columns[:, rewards.max(axis=1) == rewards.min(axis=1)] = 0
    if recipe != "dr_grpo":
        spread = np.sqrt(np.einsum("gp,gp->p", columns, columns) / len(columns))
        columns = np.divide(columns, spread, out=np.zeros_like(columns), where=spread > 0)
    return columns.T


def token_weights(rewards, mask, recipe, max_length):
    weights = np.zeros(mask.shape)
    tokens = mask.nonzero()
    weights[tokens] = of_answers(rewards, np.count_nonzero(mask, axis=2), recipe, max_length)[tokens[:2]]
    return weights


def of_answers(rewards, lengths, recipe, max_length):
    if recipe == "dapo":
        used = np.repeat(rewards.max(axis=1) != rewards.min(axis=1), rewards.shape[1]).reshape(rewards.shape)
        total = lengths[used].sum()
        return used / total if total else np.zeros(used.shape)
    return 1 / (rewards.size * (lengths if recipe == "grpo" else np.full(lengths.shape, max_length)))


def token_pull(rewards, lengths, recipe, max_length):
    return of_answers(rewards, lengths, recipe, max_length) * advantages(rewards, recipe)


def policy_loss(log_probs, old_log_probs, rewards, mask, recipe, low, high, max_length):
    # the tokens of all answers in one row
    tokens = mask.nonzero()
    A = advantages(rewards, recipe)[tokens[:2]]
    w = token_weights(rewards, mask, recipe, max_length)[tokens]
    moved = A * np.exp(log_probs[tokens] - old_log_probs[tokens])
    limit = A + np.where(A > 0, high, low) * np.abs(A)
    grad = np.zeros(mask.shape)
    grad[tokens] = -w * moved * (moved < limit)
    return -(w @ np.minimum(moved, limit)), grad
