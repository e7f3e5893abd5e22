import numpy as np


def select(answers, rewards, threshold, most):
    """The first of each answer that is good enough, and of these the best."""
    first = {}
    for i, answer in enumerate(answers):
        if rewards[i] >= threshold:
            first.setdefault(tuple(answer), i)
    best = sorted(first.values(), key=lambda i: -rewards[i])  # stable: of equal rewards the earlier first
    return sorted(best[:most])


def weigh(counts):
    """A prompt's share of 1, cut into as many parts as it has answers."""
    used = counts[counts > 0]
    return np.repeat(1 / (used * len(used)), used)


def make_batch(prompts, answers, pad):
    """Fill up on the right."""
    n = max(len(prompt) + len(answer) for prompt, answer in zip(prompts, answers))
    ids = np.full((len(prompts), n), pad)
    mask = np.zeros(ids.shape, dtype=bool)
    for i, (prompt, answer) in enumerate(zip(prompts, answers)):
        end = len(prompt) + len(answer)
        ids[i, :end] = prompt + answer
        mask[i, len(prompt) : end] = True
    return ids, mask


def answer_loss(logits, ids, mask, weights):
    """Each counted token has the weight of its answer, divided by the answer's length."""
    row, t = np.nonzero(mask)  # (k,), all counted tokens
    token = ids[row, t]
    share = (weights / mask.sum(axis=1))[row]  # (k,)
    z = logits[row, t - 1]  # (k, V)
    z = z - z.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    here = np.arange(len(row)), token
    d_z = np.exp(log_p)
    d_z[here] -= 1
    grad = np.zeros(logits.shape)
    grad[row, t - 1] = share[:, None] * d_z
    return -(share * log_p[here]).sum(), grad


def expected_kept(probabilities, right, samples):
    """An answer comes at least once unless it is missed every time."""
    p = probabilities[right]
    return (1 - (1 - p) ** samples).sum(), 1 - (1 - p.sum()) ** samples
