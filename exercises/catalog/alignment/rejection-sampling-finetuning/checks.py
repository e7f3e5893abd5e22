import math

import numpy as np
import torch

from runner.judge import bars, check, close, parts, preserves_arguments

SAMPLED = [
    ([11, 12], [[7, 1], [7, 1], [4, 5, 1], [8, 1], [9, 3, 2, 1]], [0.9, 0.9, 1.0, 0.5, 0.95]),
    ([13], [[6, 1], [6, 1], [3, 1]], [0.8, 0.8, 0.2]),
    ([10, 2], [[2, 1], [5, 5, 1]], [0.1, 0.7]),
]


@check(example=True)
def worked_filter(learner, rng):
    """Which answers of the worked example are kept, and how much each counts"""
    cases = [(answers, np.array(rewards), 0.8, 2) for _, answers, rewards in SAMPLED]
    for numbers, case in zip(learner.select.each(cases), cases):
        close(numbers, by_ranks(*case), name="your list of numbers")
    close(learner.weigh(np.array([2, 1, 0])), np.array([0.25, 0.25, 0.5]), name="your weights")


@check(example=True)
def worked_loss(learner, rng):
    """The batch of the worked example, and its loss"""
    compare_batch(learner, [[11, 12], [11, 12], [13]], [[4, 5, 1], [9, 3, 2, 1], [6, 1]], 0)
    ids = np.array([[11, 12, 4, 5, 1, 0], [11, 12, 9, 3, 2, 1], [13, 6, 1, 0, 0, 0]])
    mask = np.array([[0, 0, 1, 1, 1, 0], [0, 0, 1, 1, 1, 1], [0, 1, 1, 0, 0, 0]], dtype=bool)
    logits = np.zeros((3, 6, 14))
    for (i, t), p in zip(np.argwhere(mask).tolist(), [0.5, 0.25, 0.5, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25]):
        logits[i, t - 1, ids[i, t]] = math.log(13 * p / (1 - p))  # the other 13 share the rest
    compare_loss(learner, logits, ids, mask, np.array([0.25, 0.25, 0.5]))


@check(example=True)
def worked_expectation(learner, rng):
    """How many different right answers four samples bring"""
    p, right = np.array([0.5, 0.25, 0.125, 0.125]), np.array([False, True, True, False])
    compare_expectation(learner, p, right, 4)


@check
def any_filter(learner, rng):
    """Copies are dropped before the best are chosen, and equal rewards go to the earlier answer"""
    similar = [
        [1, 2],
        [2, 1],
        [1, 2, 2],
        [12],
        [1, 2],
        [3, 2, 1],
    ]  # the same tokens in another order are another answer
    cases = [(similar, np.ones(6), 1.0, most) for most in (None, 5, 3)]
    for N in (1, 5, 12, 30, 1100):
        pool = [rng.integers(1, 4, size=rng.integers(1, 4)).tolist() for _ in range(N)]
        worth = {str(answer): float(rng.choice([0.2, 0.5, 0.7, 1.0])) for answer in pool}
        rewards = np.array([worth[str(answer)] for answer in pool])
        cases += [(pool, rewards, threshold, most) for threshold, most in [(0.5, None), (0.7, 2), (-1.0, 4), (1.1, 1)]]
    for numbers, case in zip(learner.select.each(cases), cases):
        close(numbers, by_ranks(*case), name=f"your list of numbers for threshold = {case[2]} and most = {case[3]}")


@check
def fair_weights(learner, rng):
    """Every prompt that is used has the same total weight, however many answers it has"""
    for P in (1, 2, 7, 90):
        counts = rng.permutation(np.concatenate([rng.integers(0, 30, size=P - 1), [1 + rng.integers(5)]]))
        used = [count for count in counts.tolist() if count]
        expected = np.array([1 / len(used) / count for count in used for _ in range(count)])
        yours = learner.weigh(counts)
        close(yours, expected, name=f"your weights for the counts {counts[:8].tolist()}", sizes={"P": P})
    totals = np.add.reduceat(yours, np.cumsum([0, *used[:-1]]))[:8]
    learner.show(bars([f"{count} answers" for count in used[:8]], {"total weight": totals.tolist()}))
    for counts in (np.array([0, 0, 0]), np.array([0])):
        close(learner.weigh(counts), np.zeros(0), name="your weights if nothing was kept")


@check
def any_batch(learner, rng):
    """Rows of any length, also if the padding's id is a real token"""
    for b, longest in [(1, 1), (4, 3), (7, 9), (60, 40)]:
        prompts, answers = (
            [rng.integers(0, 9, size=rng.integers(1, longest + 1)).tolist() for _ in range(b)] for _ in "pa"
        )
        prompts[0][0] = answers[0][-1] = answers[-1][0] = 5
        compare_batch(learner, prompts, answers, 5)


@check
def any_loss(learner, rng):
    """Loss and gradient for any batch and any weights, also with large logits"""
    for b, n, V, scale in [(1, 2, 3, 1.0), (4, 7, 5, 1.0), (3, 6, 4, 400.0), (12, 30, 11, 2.0)]:
        ids, mask = draw_batch(rng, b, n, V)
        logits = scale * rng.uniform(-2.5, 2.5, size=(b, n, V))
        if scale > 100:  # the largest one differs between positions, and row 1 is surprised by every token
            logits[0] = np.where(np.arange(n)[:, None] % 2, 950, -950) + rng.uniform(-50, 50, size=(n, V))
            logits[1] = np.where(np.arange(V) == 0, 1000.0, -1000.0)
            ids[1] = rng.integers(1, V, size=n)
        compare_loss(learner, logits, ids, mask, rng.uniform(0.1, 2, size=b))


@check
def any_expectation(learner, rng):
    """Any distribution of answers: none, all or some of them right"""
    for m, samples in [(1, 3), (4, 1), (6, 10), (1200, 64)]:
        p = rng.dirichlet(np.full(m, 0.7))
        for right in (rng.random(m) < 0.4, np.zeros(m, dtype=bool), np.ones(m, dtype=bool)):
            compare_expectation(learner, p, right, samples)


@check
def arguments_unchanged(learner, rng):
    """No argument is modified"""
    answers, rewards = [[1, 2], [3], [1, 2], [4, 4]], np.array([0.5, 0.9, 0.5, 0.8])
    close(learner.select(answers, rewards, 0.4, 2), [1, 3], name="your list of numbers")
    close(learner.weigh(np.array([0, 2, 1])), np.array([0.25, 0.25, 0.5]), name="your weights")
    compare_batch(learner, [[3, 4], [5], [1, 1, 1]], [[2], [3, 4, 5], [2, 2]], 0)
    ids, mask = draw_batch(rng, 3, 5, 4)
    compare_loss(learner, rng.normal(size=(3, 5, 4)), ids, mask, rng.uniform(size=3))
    compare_expectation(learner, np.array([0.5, 0.5]), np.array([True, False]), 3)
    preserves_arguments(learner)


def by_ranks(answers, rewards, threshold, most):
    """An answer is kept if fewer than most different ones go before it."""
    good = [i for i, answer in enumerate(answers) if answer not in answers[:i] and rewards[i] >= threshold]
    before = {i: sum((-rewards[k], k) < (-rewards[i], i) for k in good) for i in good}
    return [i for i in good if most is None or before[i] < most]


def compare_batch(learner, prompts, answers, pad):
    ids, mask = parts(learner.make_batch(prompts, answers, pad), "ids", "mask")
    longest = max(len(prompt) + len(answer) for prompt, answer in zip(prompts, answers))
    rows = [(prompt + answer + [pad] * longest)[:longest] for prompt, answer in zip(prompts, answers)]
    marks = [([False] * len(p) + [True] * len(a) + [False] * longest)[:longest] for p, a in zip(prompts, answers)]
    close(ids, np.array(rows), name="your ids")
    close(mask, np.array(marks), name="your mask")


def compare_loss(learner, logits, ids, mask, weights):
    """Compare with the derivative that PyTorch finds, token by token."""
    loss, grad = parts(learner.answer_loss(logits, ids, mask, weights), "loss", "grad")
    z = torch.tensor(logits, requires_grad=True)
    log_p = torch.log_softmax(z, dim=-1)
    terms = [
        -float(weights[i]) * log_p[i, t - 1, int(ids[i, t])] / int(mask[i].sum()) for i, t in np.argwhere(mask).tolist()
    ]
    expected = torch.stack(terms).sum()
    expected.backward()
    sizes = dict(zip(("b", "n", "V"), logits.shape))
    close(loss, expected.item(), name="your loss", sizes=sizes)
    close(grad, z.grad.numpy(), name="your gradient", sizes=sizes)


def compare_expectation(learner, p, right, samples):
    distinct, used = parts(learner.expected_kept(p, right, samples), "distinct", "used")
    chances = [float(q) for q, is_right in zip(p, right) if is_right]
    expected = math.fsum(1 - (1 - q) ** samples for q in chances)
    close(distinct, expected, name="your number of different right answers", atol=1e-9)
    close(used, 1 - (1 - math.fsum(chances)) ** samples, name="your probability of a right answer", atol=1e-9)


def draw_batch(rng, b, n, V):
    """Rows of a prompt, an answer and padding, all of any length."""
    start = rng.integers(1, n, size=b)
    stop = np.array([rng.integers(first + 1, n + 1) for first in start])
    stop[0] = n
    t = np.arange(n)
    return rng.integers(0, V, size=(b, n)), (t >= start[:, None]) & (t < stop[:, None])
