import math

import numpy as np


def select(answers, rewards, threshold, most):
    kept = []
    while most is None or len(kept) < most:
        best = None
        for i, answer in enumerate(answers):
            if rewards[i] < threshold or any(answers[k] == answer for k in kept):
                continue
            if best is None or rewards[i] > rewards[best]:
                best = i
        if best is None:
            break
        kept.append(best)
    return sorted(kept)


def weigh(counts):
    prompts = sum(1 for count in counts.tolist() if count)
    return np.array([1 / prompts / count for count in counts.tolist() for _ in range(count)])


def make_batch(prompts, answers, pad):
    rows = [list(prompt) + list(answer) for prompt, answer in zip(prompts, answers)]
    longest = max(map(len, rows))
    ids = [row + [pad] * (longest - len(row)) for row in rows]
    mask = [[len(p) <= t < len(row) for t in range(longest)] for p, row in zip(prompts, rows)]
    return np.array(ids), np.array(mask)


def answer_loss(logits, ids, mask, weights):
    loss, grad = 0.0, np.zeros(logits.shape)
    for i, t in np.argwhere(mask).tolist():
        z = logits[i, t - 1] - logits[i, t - 1].max()
        p = np.exp(z) / np.exp(z).sum()
        share = weights[i] / np.count_nonzero(mask[i])
        loss += share * (math.log(np.exp(z).sum()) - z[ids[i, t]])
        grad[i, t - 1] = share * p
        grad[i, t - 1, ids[i, t]] -= share
    return loss, grad


def expected_kept(probabilities, right, samples):
    distinct, missed = 0.0, 0.0
    for p, is_right in zip(probabilities.tolist(), right.tolist()):
        if is_right:
            distinct += 1 - (1 - p) ** samples
        else:
            missed += p
    return distinct, 1 - missed**samples
