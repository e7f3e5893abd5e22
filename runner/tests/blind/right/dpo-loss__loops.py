import math

import numpy as np


def log_sum_exp(values):
    top = max(values)
    return top + math.log(sum(math.exp(v - top) for v in values))


def answer_log_probs(logits, tokens, mask):
    result = []
    for scores, ids, answer in zip(logits.tolist(), tokens.tolist(), mask.tolist()):
        total = 0.0
        for t in range(1, len(ids)):
            if answer[t]:
                total += scores[t - 1][ids[t]] - log_sum_exp(scores[t - 1])
        result.append(total)
    return np.array(result)


def minus_log_sigmoid(z):
    return math.log1p(math.exp(-z)) if z > 0 else math.log1p(math.exp(z)) - z


def sigmoid(z):
    if z >= 0:
        return 1 / (1 + math.exp(-z))
    return math.exp(z) / (1 + math.exp(z))


def dpo_loss(policy_chosen, policy_rejected, ref_chosen, ref_rejected, beta):
    n = len(policy_chosen)
    loss, rewards, grads = 0.0, {"chosen": [], "rejected": []}, {"chosen": [], "rejected": []}
    for pc, pr, rc, rr in zip(policy_chosen, policy_rejected, ref_chosen, ref_rejected):
        good, bad = beta * (pc - rc), beta * (pr - rr)
        loss += minus_log_sigmoid(good - bad) / n
        rewards["chosen"].append(good)
        rewards["rejected"].append(bad)
        grads["chosen"].append(-beta * sigmoid(bad - good) / n)
        grads["rejected"].append(beta * sigmoid(bad - good) / n)
    pack = lambda d: {key: np.array(value) for key, value in d.items()}  # noqa: E731
    return loss, pack(rewards), pack(grads)
