"""large_rewards

You compute the sigmoid and then its logarithm. For a difference of -2000 the sigmoid is rounded to 0 and its logarithm
is infinite.

---
log(1 + exp(-z)), computed with logaddexp, stays exact.
"""

import numpy as np


def answer_log_probs(logits, tokens, mask):
    rows = logits[:, :-1] - logits[:, :-1].max(axis=-1, keepdims=True)
    log_probs = rows - np.log(np.exp(rows).sum(axis=-1, keepdims=True))
    chosen = np.take_along_axis(log_probs, tokens[:, 1:, None], axis=-1)[..., 0]
    return np.where(mask[:, 1:], chosen, 0.0).sum(axis=1)


def dpo_loss(policy_chosen, policy_rejected, ref_chosen, ref_rejected, beta):
    rewards = {"chosen": beta * (policy_chosen - ref_chosen), "rejected": beta * (policy_rejected - ref_rejected)}
    margin = rewards["chosen"] - rewards["rejected"]
    losses = -np.log(1 / (1 + np.exp(-margin)))
    slope = -beta * np.exp(-np.logaddexp(0, margin)) / len(margin)
    return losses.mean(), rewards, {"chosen": slope, "rejected": -slope}
