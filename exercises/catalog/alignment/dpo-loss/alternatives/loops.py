import math

import numpy as np


def answer_log_probs(logits, tokens, mask):
    sums = []
    for scores, ids, answer in zip(logits, tokens, mask):
        total = 0.0
        for before, token, counts in zip(scores, ids[1:], answer[1:]):
            if counts:
                total += before[token] - before.max() - math.log(sum(math.exp(s - before.max()) for s in before))
        sums.append(total)
    return np.array(sums)


def dpo_loss(policy_chosen, policy_rejected, ref_chosen, ref_rejected, beta):
    n, loss = len(policy_chosen), 0.0
    won, lost, slopes = [], [], []
    for i in range(n):
        won.append(float(beta * (policy_chosen[i] - ref_chosen[i])))
        lost.append(float(beta * (policy_rejected[i] - ref_rejected[i])))
        gap = won[i] - lost[i]
        small = math.exp(-abs(gap))
        loss += (math.log1p(small) + max(-gap, 0)) / n
        slopes.append(-beta / n * (small if gap > 0 else 1) / (1 + small))
    up = np.array(slopes)
    return loss, {"chosen": np.array(won), "rejected": np.array(lost)}, {"chosen": up, "rejected": -up}
