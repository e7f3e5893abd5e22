# Padding is switched off by multiplying with the mask at the end, but nan or infinite log-probabilities times 0 are nan.
import numpy as np


def group_advantages(rewards):
    mean = rewards.mean(axis=1, keepdims=True)
    std = rewards.std(axis=1, keepdims=True)
    same = rewards.max(axis=1, keepdims=True) == rewards.min(axis=1, keepdims=True)
    return np.where(same, 0.0, (rewards - mean) / np.where(same, 1.0, std))


def grpo_loss(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip, beta):
    A = advantages[:, None]
    ratio = np.exp(log_probs - old_log_probs)
    unclipped = ratio * A
    clipped = np.clip(ratio, 1 - clip, 1 + clip) * A
    log_ratio = ref_log_probs - log_probs
    kl = np.exp(log_ratio) - log_ratio - 1

    lengths = mask.sum(axis=1, keepdims=True)
    weights = mask / (lengths * len(log_probs))
    loss = -np.sum((np.minimum(unclipped, clipped) - beta * kl) * weights)
    slope = np.where(unclipped <= clipped, unclipped, 0.0) - beta * (1 - np.exp(log_ratio))
    return float(loss), -slope * weights
