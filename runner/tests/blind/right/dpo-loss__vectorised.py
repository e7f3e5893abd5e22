import numpy as np


def answer_log_probs(logits, tokens, mask):
    z = logits[:, :-1]
    top = z.max(axis=-1, keepdims=True)
    log_p = z - top - np.log(np.exp(z - top).sum(axis=-1, keepdims=True))
    picked = np.take_along_axis(log_p, tokens[:, 1:, None], axis=2)[:, :, 0]
    return np.where(mask[:, 1:], picked, 0.0).sum(axis=1)


def dpo_loss(policy_chosen, policy_rejected, ref_chosen, ref_rejected, beta):
    r_plus = beta * (policy_chosen - ref_chosen)
    r_minus = beta * (policy_rejected - ref_rejected)
    z = r_plus - r_minus
    loss = np.logaddexp(0, -z).mean()
    wrong = np.exp(-np.logaddexp(0, z))  # sigma(-z)
    g = -beta * wrong / len(z)
    return float(loss), {"chosen": r_plus, "rejected": r_minus}, {"chosen": g, "rejected": -g}
