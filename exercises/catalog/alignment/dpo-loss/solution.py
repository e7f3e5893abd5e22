import numpy as np


def answer_log_probs(logits, tokens, mask):
    """The logits at position t predict the token at t + 1, so the two are shifted by one."""
    rows = logits[:, :-1] - logits[:, :-1].max(axis=-1, keepdims=True)
    log_probs = rows - np.log(np.exp(rows).sum(axis=-1, keepdims=True))  # (n, T - 1, V)
    chosen = np.take_along_axis(log_probs, tokens[:, 1:, None], axis=-1)[..., 0]
    return np.where(mask[:, 1:], chosen, 0.0).sum(axis=1)


def dpo_loss(policy_chosen, policy_rejected, ref_chosen, ref_rejected, beta):
    """The pairwise reward loss, with beta log(policy / reference) as the reward."""
    rewards = {"chosen": beta * (policy_chosen - ref_chosen), "rejected": beta * (policy_rejected - ref_rejected)}
    margin = rewards["chosen"] - rewards["rejected"]  # (n,)
    losses = np.logaddexp(0, -margin)  # -log sigmoid, without overflow
    slope = -beta * np.exp(-np.logaddexp(0, margin)) / len(margin)  # -beta sigmoid(-margin), for the mean
    return losses.mean(), rewards, {"chosen": slope, "rejected": -slope}
