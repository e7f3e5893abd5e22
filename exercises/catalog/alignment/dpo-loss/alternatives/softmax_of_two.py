import numpy as np


def answer_log_probs(logits, tokens, mask):
    rows, columns = np.nonzero(mask)  # one entry for each token of an answer
    before = logits[rows, columns - 1]
    each = before[np.arange(len(rows)), tokens[rows, columns]] - np.logaddexp.reduce(before, axis=1)
    return np.bincount(rows, weights=each, minlength=len(mask))


def dpo_loss(policy_chosen, policy_rejected, ref_chosen, ref_rejected, beta):
    policy, reference = np.stack([policy_chosen, policy_rejected]), np.stack([ref_chosen, ref_rejected])
    won, lost = beta * (policy - reference)
    # a softmax over the two answers: the loss is the cross-entropy with the first as the label
    share = np.exp(lost - np.logaddexp(won, lost))
    loss = np.log1p(np.exp(-np.abs(won - lost))) + np.maximum(lost - won, 0)
    slope = beta * share / len(won)
    return np.mean(loss), dict(chosen=won, rejected=lost), dict(chosen=-slope, rejected=slope)
