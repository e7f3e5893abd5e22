import numpy as np


def group_advantages(rewards):
    """Each reward relative to its own group, in standard deviations."""
    centred = rewards - rewards.mean(axis=1, keepdims=True)
    spread = rewards.std(axis=1, keepdims=True)
    equal = np.ptp(rewards, axis=1, keepdims=True) == 0  # rounding may leave a spread of 1e-17 there
    return np.where(equal, 0, centred) / (spread + equal)


def grpo_loss(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip, beta):
    """The clipped surrogate minus the penalty, averaged over the tokens of each answer, then over the answers."""
    A = advantages[:, None]  # (n, 1)
    ratio = np.exp(log_probs - old_log_probs)  # (n, T)
    clipped = np.clip(ratio, 1 - clip, 1 + clip)
    gap = ref_log_probs - log_probs
    kl = np.exp(gap) - gap - 1

    weight = mask / mask.sum(axis=1, keepdims=True) / len(mask)  # (n, T)
    loss = -np.where(mask, (np.minimum(ratio * A, clipped * A) - beta * kl) * weight, 0).sum()
    flows = ratio * A <= clipped * A  # otherwise the constant bound is the smaller one
    slope = np.where(flows, ratio * A, 0) - beta * (1 - np.exp(gap))
    return loss, np.where(mask, -slope * weight, 0)
