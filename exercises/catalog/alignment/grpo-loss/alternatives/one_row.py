import numpy as np


def group_advantages(rewards):
    columns = (rewards - rewards.mean(axis=1)[:, None]).T
    columns[:, rewards.max(axis=1) == rewards.min(axis=1)] = 0
    length = np.sqrt(np.einsum("gp,gp->p", columns, columns) / len(columns))
    return (columns / np.where(length, length, 1)).T


def grpo_loss(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip, beta):
    # the tokens of all answers in one row
    rows, columns = np.nonzero(mask)
    new, old, ref = (a[rows, columns] for a in (log_probs, old_log_probs, ref_log_probs))
    A, share = advantages[rows], 1 / np.bincount(rows)[rows] / len(mask)

    moved = np.exp(new - old) * A  # and no further than:
    limit = A + clip * np.abs(A)
    distance = np.exp(ref - new) - 1 - (ref - new)
    loss = share @ (beta * distance - np.minimum(moved, limit))

    grad = np.zeros(log_probs.shape)
    grad[rows, columns] = share * (beta * (1 - np.exp(ref - new)) - moved * (moved < limit))
    return loss, grad
