import math

import numpy as np
import torch

from runner.judge import check, close, heatmap, parts, preserves_arguments


@check(example=True)
def worked_example(learner, rng):
    """The advantages of four answers, and the loss of two"""
    expected = np.array([[0.0, -1.0, -1.0, 2.0]]) / math.sqrt(1.5)
    close(learner.group_advantages(np.array([[1.0, 0.0, 0.0, 3.0]])), expected, name="your array of advantages")
    old, mask = np.array([[-1.0, -2.0], [-1.5, -1.0]]), np.array([[True, True], [True, False]])
    new = old + np.log([[1.5, 0.5], [0.9, 1.0]])
    ref = new + np.log([[1.0, 2.0], [0.25, 1.0]])
    compare(learner, new, old, ref, np.array([2.0, -1.0]), mask, 0.2, 0.1)


@check
def advantages_of_groups(learner, rng):
    """Each group is compared with itself alone"""
    for p, G in [(1, 2), (3, 4), (4, 4), (2, 8), (64, 16)]:
        rewards = rng.normal(size=(p, G)) * rng.uniform(0.01, 5, size=(p, 1)) + rng.normal(size=(p, 1))
        close(learner.group_advantages(rewards), by_loops(rewards), name="your array of advantages", sizes={"G": G})


@check
def equal_rewards(learner, rng):
    """A group whose rewards are all equal has no advantage"""
    rewards = np.array([[0.1] * 6, [1.0, 0.0, 0.0, 1.0, 1.0, 1.0], [0.0] * 6, [0.7] * 6])
    close(learner.group_advantages(rewards), by_loops(rewards), name="your array of advantages")


@check
def clipped_ratios(learner, rng):
    """Ratios beyond the bounds, on both sides, for both signs of the advantage"""
    ratios = np.tile([0.3, 0.75, 1.0, 1.15, 1.35, 3.0], (4, 1))
    old = rng.normal(size=(4, 6)) - 3
    new, mask = old + np.log(ratios), np.ones((4, 6), dtype=bool)
    advantages = np.array([1.0, -1.0, 0.5, -2.0])
    for clip in (0.2, 0.3):
        compare(learner, new, old, new, advantages, mask, clip, 0.0, draw=True)


@check
def penalty(learner, rng):
    """The distance from the reference, with its gradient, also where the ratio is clipped"""
    ratios = np.tile([0.3, 0.75, 1.0, 1.15, 3.0], (2, 1))
    old = rng.normal(size=(2, 5)) - 3
    new, mask = old + np.log(ratios), np.ones((2, 5), dtype=bool)
    for distance, beta in [(0.5, 0.3), (2.0, 0.04)]:
        compare(learner, new, old, new + distance * rng.normal(size=(2, 5)), np.array([1.0, -0.5]), mask, 0.2, beta)


@check
def padding(learner, rng):
    """Answers of any length count the same, and padding adds nothing, whatever its log-probabilities are"""
    for n, T, clip, beta in [(1, 4, 0.2, 0.1), (4, 6, 0.1, 0.04), (5, 5, 0.3, 0.2), (16, 80, 0.2, 0.04)]:
        new, old, ref, mask = draw_tokens(rng, n, T)
        compare(learner, new, old, ref, draw_advantages(rng, n), mask, clip, beta)
    new, old, ref, mask = draw_tokens(rng, 4, 6)
    advantages = draw_advantages(rng, 4)
    hidden = [np.where(mask, a, value) for a, value in [(new, -np.inf), (old, -np.inf), (ref, np.nan)]]
    compare(learner, *hidden, advantages, mask, 0.2, 0.1, clean=(new, old, ref))


@check
def arguments_unchanged(learner, rng):
    """No argument is modified"""
    rewards = rng.normal(size=(2, 3))
    close(learner.group_advantages(rewards), by_loops(rewards), name="your array of advantages")
    new, old, ref, mask = draw_tokens(rng, 3, 4)
    compare(learner, new, old, ref, draw_advantages(rng, 3), mask, 0.2, 0.1)
    preserves_arguments(learner)


def draw_tokens(rng, n, T):
    """Log-probabilities under three models that differ a little, and answers of different lengths."""
    old = rng.normal(size=(n, T)) - 3
    lengths = rng.permutation([T, *rng.integers(1, T, size=n - 1)])
    return (
        old + 0.3 * rng.normal(size=(n, T)),
        old,
        old + 0.3 * rng.normal(size=(n, T)),
        np.arange(T) < lengths[:, None],
    )


def draw_advantages(rng, n):
    return rng.uniform(0.5, 2, size=n) * rng.permutation([(-1.0) ** i for i in range(n)])


def by_loops(rewards):
    """Group by group."""
    out = []
    for group in rewards.tolist():
        mean = math.fsum(group) / len(group)
        spread = math.sqrt(math.fsum((r - mean) ** 2 for r in group) / len(group))
        out.append([0.0 if max(group) == min(group) else (r - mean) / spread for r in group])
    return np.array(out)


def compare(learner, new, old, ref, advantages, mask, clip, beta, clean=None, draw=False):
    answer = learner.grpo_loss(new, old, ref, advantages, mask, clip, beta)
    loss, grad = parts(answer, "loss", "grad")
    expected, slope = by_torch(*(clean or (new, old, ref)), advantages, mask, clip, beta)
    if draw and np.shape(grad) == slope.shape and np.isrealobj(grad):
        learner.show(heatmap({"your gradient": grad, "expected": slope}, marks={"your gradient": differs(grad, slope)}))
    close(loss, expected, name="your loss", sizes={"n": len(new), "T": new.shape[1]})
    close(grad, slope, name="your gradient", sizes={"n": len(new), "T": new.shape[1]})


def differs(grad, slope):
    return ~np.isclose(grad, slope, rtol=1e-4, atol=1e-7)


def by_torch(new, old, ref, advantages, mask, clip, beta):
    new = torch.tensor(new, requires_grad=True)
    old, ref, A, mask = (torch.tensor(a) for a in (old, ref, advantages, mask))
    ratio = (new - old).exp()
    gain = torch.minimum(ratio * A[:, None], ratio.clamp(1 - clip, 1 + clip) * A[:, None])
    each = gain - beta * ((ref - new).exp() - (ref - new) - 1)
    loss = -torch.stack([row[answer].mean() for row, answer in zip(each, mask)]).mean()
    loss.backward()
    return loss.item(), new.grad.numpy()
