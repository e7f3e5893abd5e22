import numpy as np


def group_advantages(rewards):
    centred = rewards - rewards.mean(axis=1, keepdims=True)
    std = rewards.std(axis=1, keepdims=True)
    equal = (rewards == rewards[:, :1]).all(axis=1, keepdims=True)
    return np.where(equal, 0.0, centred / np.where(equal, 1.0, std))


def grpo_loss(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip, beta):
    n = len(log_probs)
    lp = np.where(mask, log_probs, 0.0)
    old = np.where(mask, old_log_probs, 0.0)
    ref = np.where(mask, ref_log_probs, 0.0)
    A = advantages[:, None]

    ratio = np.exp(lp - old)
    plain = ratio * A
    clipped = np.clip(ratio, 1 - clip, 1 + clip) * A
    kl = np.exp(ref - lp) - (ref - lp) - 1

    weight = mask / mask.sum(axis=1, keepdims=True) / n
    loss = -np.sum(weight * (np.minimum(plain, clipped) - beta * kl))
    d_policy = np.where(plain <= clipped, plain, 0.0)
    d_kl = 1 - np.exp(ref - lp)
    grad = -weight * (d_policy - beta * d_kl)
    return float(loss), grad
