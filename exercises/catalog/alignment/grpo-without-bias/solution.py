import numpy as np


def differing(rewards):
    """Whether a group has something to compare. The computed deviation of equal rewards may be 1e-17."""
    return np.ptp(rewards, axis=1, keepdims=True) > 0  # (p, 1)


def advantages(rewards, recipe):
    """Each reward relative to its group, with GRPO and DAPO in standard deviations."""
    centred = rewards - rewards.mean(axis=1, keepdims=True)
    if recipe == "dr_grpo":
        return centred
    spread = rewards.std(axis=1, keepdims=True)
    return np.where(differing(rewards), centred, 0) / np.where(differing(rewards), spread, 1)


def token_weights(rewards, mask, recipe, max_length):
    """GRPO gives each answer the same, the others each token."""
    answers = rewards.size
    if recipe == "grpo":
        return mask / mask.sum(axis=2, keepdims=True) / answers
    if recipe == "dr_grpo":
        return mask / (answers * max_length)
    used = mask & differing(rewards)[:, :, None]  # (p, G, T)
    return used / max(used.sum(), 1)


def token_pull(rewards, lengths, recipe, max_length):
    """Minus the gradient of a token while the ratios are 1."""
    mask = np.arange(lengths.max()) < lengths[:, :, None]
    weights = token_weights(rewards, mask, recipe, max_length)
    return weights[:, :, 0] * advantages(rewards, recipe)


def policy_loss(log_probs, old_log_probs, rewards, mask, recipe, low, high, max_length):
    """The weighted sum of the smaller of two terms, of which the clipped one is constant."""
    A = advantages(rewards, recipe)[:, :, None]  # (p, G, 1)
    weights = token_weights(rewards, mask, recipe, max_length)
    ratio = np.exp(log_probs - old_log_probs)
    gain = ratio * A
    clipped = np.clip(ratio, 1 - low, 1 + high) * A
    loss = -np.where(mask, weights * np.minimum(gain, clipped), 0).sum()
    return loss, np.where(mask & (gain <= clipped), -weights * gain, 0)
