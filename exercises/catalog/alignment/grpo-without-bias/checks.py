import math

import numpy as np

from runner.judge import about_earlier_calls, bars, check, close, parts, preserves_arguments

RECIPES = ("grpo", "dr_grpo", "dapo")
REWARDS = np.array([[1.0, 0, 0, 0, 0], [1, 1, 0, 0, 0], [1, 1, 1, 1, 1], [0, 0, 0, 0, 0]])
LENGTHS = np.array([[2, 1, 4, 1, 2], [1, 3, 2, 2, 4], [4, 4, 3, 4, 4], [1, 2, 3, 4, 3]])


@check(example=True)
def worked_pulls(learner, rng):
    """Advantages, weights and pulls of the worked example, with each recipe"""
    compare_weights(learner, REWARDS, left_aligned(LENGTHS, 4), 10)


@check(example=True)
def worked_loss(learner, rng):
    """The loss of the worked example, and its gradient, with each recipe"""
    ratios = np.array([[[1.5, 0.5, 1.25], [0.7, 1.1, 1.0]]])
    mask = np.array([[[True, True, True], [True, True, False]]])
    old = np.array([[[-1.0, -2.0, -0.5], [-1.5, -3.0, -1.0]]])
    for recipe in ("dapo", "grpo", "dr_grpo"):
        compare_loss(learner, old + np.log(ratios), old, np.array([[1.0, 0.0]]), mask, recipe, 0.2, 0.28, 8)


@check
def equal_rewards(learner, rng):
    """Groups whose rewards are all equal teach nothing, whatever the reward is, and nearly equal ones do"""
    different = [[1.0, 0.0, 0.0, 1.0, 1.0, 1.0], [0.5] * 5 + [0.500001], [2.0] * 5 + [1.9]]
    rewards = np.array([[0.1] * 6, [0.0] * 6, [0.7] * 6, [-0.5] * 6, *different])
    mask = left_aligned(rng.integers(1, 6, size=(7, 6)), 5)
    compare_weights(learner, rewards, mask, 9)
    new, old = draw_tokens(rng, mask.shape)
    for recipe in RECIPES:
        compare_loss(learner, new, old, rewards, mask, recipe, 0.2, 0.28, 9)


@check
def nothing_left(learner, rng):
    """A batch in which every group has equal rewards"""
    rewards, mask = np.array([[0.1] * 6, [1.0] * 6, [0.0] * 6]), left_aligned(rng.integers(1, 5, size=(3, 6)), 4)
    compare_weights(learner, rewards, mask, 7)
    new, old = draw_tokens(rng, mask.shape)
    for recipe in RECIPES:
        compare_loss(learner, new, old, rewards, mask, recipe, 0.2, 0.28, 7)


@check
def long_answers(learner, rng):
    """What a wrong answer gains from its length: something in GRPO, nothing in the others"""
    lengths = np.array([[300, 10, 40, 160, 640, 2560], [20, 70, 30, 900, 50, 60]]) + rng.integers(0, 9, size=(2, 6))
    rewards = np.array([[1.0, 0, 0, 0, 0, 0], [1.0, 0, 1, 0, 1, 1]])
    M = 4000 + int(rng.integers(100))
    pulls = {recipe: learner.token_pull(rewards, lengths, recipe, M) for recipe in RECIPES}
    with about_earlier_calls():
        for recipe, yours in pulls.items():
            expected = by_answers(rewards, lengths, recipe, M)
            close(yours, expected, name=f'your pull with "{recipe}"', sizes=sizes(rewards, M))
    longest = max(np.abs(pulls["grpo"][0]).max(), np.abs(pulls["dapo"][0]).max())
    learner.show(
        bars(
            [f"{length} tokens" for length in lengths[0, 1:].tolist()],
            {recipe: np.abs(pulls[recipe][0, 1:]) / longest for recipe in RECIPES},
        )
    )


@check
def clipped_ratios(learner, rng):
    """Ratios beyond both bounds, for both signs of the advantage, with any two bounds"""
    rewards = np.array([[1.0, 0.0, 0.0, 3.0], [0.5, 2.5, -1.0, 0.0]])
    for low, high in [(0.2, 0.28), (0.3, 0.1), (0.05, 0.9)]:
        ratios = rng.permuted(np.tile([0.3, 0.75, 0.93, 1.05, 1.15, 1.35, 3.0], (2, 4, 1)), axis=2)
        old = rng.normal(size=ratios.shape) - 3
        mask = np.ones(ratios.shape, dtype=bool)
        for recipe in RECIPES:
            compare_loss(learner, old + np.log(ratios), old, rewards, mask, recipe, low, high, 11)


@check
def any_batch(learner, rng):
    """Any number of prompts, answers and tokens"""
    for p, G, T, M in [(1, 2, 1, 1), (4, 3, 5, 3), (3, 4, 6, 50), (40, 8, 100, 128), (140, 8, 3, 4)]:
        rewards = rng.integers(0, 2, size=(p, G)) * rng.uniform(0.1, 3)
        rewards[0, 0] += 0.5
        rewards[-1, 1] -= 0.7
        mask = draw_mask(rng, p, G, T, longest=M)
        compare_weights(learner, rewards, mask, M)
        new, old = draw_tokens(rng, mask.shape)
        for recipe in RECIPES:
            compare_loss(learner, new, old, rewards, mask, recipe, 0.2, 0.28, M)


@check
def padding(learner, rng):
    """Padding adds nothing, whatever its log-probabilities are"""
    rewards, mask = np.array([[1.0, 0.0, 0.4], [0.0, 1.0, 1.0]]), draw_mask(rng, 2, 3, 5)
    new, old = draw_tokens(rng, mask.shape)
    for hidden in [(-np.inf, -1.0), (np.nan, -1.0), (-1.0, -np.inf), (-np.inf, -np.inf)]:
        given = [np.where(mask, values, value) for values, value in zip((new, old), hidden)]
        for recipe in RECIPES:
            compare_loss(learner, *given, rewards, mask, recipe, 0.2, 0.28, 6)


@check
def arguments_unchanged(learner, rng):
    """No argument is modified"""
    rewards, mask = np.array([[1.0, 0.0, 0.4], [2.0, 2.0, 2.0], [0.0, 1.0, 1.0]]), draw_mask(rng, 3, 3, 4)
    compare_weights(learner, rewards, mask, 6)
    new, old = draw_tokens(rng, mask.shape)
    for recipe in RECIPES:
        compare_loss(learner, new, old, rewards, mask, recipe, 0.2, 0.28, 6)
    preserves_arguments(learner)


def compare_weights(learner, rewards, mask, M):
    """Compare advantages, weights and pulls with each recipe."""
    lengths = mask.sum(axis=2)
    for recipe in RECIPES:
        yours = learner.advantages(rewards, recipe)
        close(yours, by_groups(rewards, recipe), name=f'your advantages with "{recipe}"', sizes=sizes(rewards))
    for recipe in RECIPES:
        expected = mask * by_tokens(rewards, lengths, recipe, M)[:, :, None]
        yours = learner.token_weights(rewards, mask, recipe, M)
        close(yours, expected, name=f'your weights with "{recipe}"', sizes=sizes(rewards, M, mask.shape[2]))
    for recipe in RECIPES:
        yours = learner.token_pull(rewards, lengths, recipe, M)
        close(
            yours, by_answers(rewards, lengths, recipe, M), name=f'your pull with "{recipe}"', sizes=sizes(rewards, M)
        )


def compare_loss(learner, new, old, rewards, mask, recipe, low, high, M):
    loss, grad = parts(learner.policy_loss(new, old, rewards, mask, recipe, low, high, M), "loss", "grad")
    pull = by_answers(rewards, mask.sum(axis=2), recipe, M)
    total, slope = [], np.zeros(mask.shape)
    for g, i, t in np.argwhere(mask).tolist():
        ratio, A = math.exp(new[g, i, t] - old[g, i, t]), float(pull[g, i])
        limit = A * (1 + high) if A > 0 else A * (1 - low)
        total.append(min(ratio * A, limit))
        if ratio * A < limit:
            slope[g, i, t] = -ratio * A
    close(loss, -math.fsum(total), name=f'your loss with "{recipe}"', sizes=sizes(rewards, M))
    close(grad, slope, name=f'your gradient with "{recipe}"', sizes=sizes(rewards, M))


def by_groups(rewards, recipe):
    out = []
    for group in rewards.tolist():
        mean = math.fsum(group) / len(group)
        spread = math.sqrt(math.fsum((r - mean) ** 2 for r in group) / len(group)) if recipe != "dr_grpo" else 1.0
        out.append([0.0 if max(group) == min(group) else (r - mean) / spread for r in group])
    return np.array(out)


def by_tokens(rewards, lengths, recipe, M):
    """The weight of a token of each answer."""
    used = [len(set(group)) > 1 for group in rewards.tolist()]
    tokens = sum(sum(row) for row, use in zip(lengths.tolist(), used) if use)
    out = np.zeros(rewards.shape)
    for g, i in np.ndindex(rewards.shape):
        if recipe == "dapo":
            out[g, i] = 1 / tokens if used[g] else 0
        else:
            out[g, i] = 1 / (rewards.size * (lengths[g, i] if recipe == "grpo" else M))
    return out


def by_answers(rewards, lengths, recipe, M):
    return by_tokens(rewards, lengths, recipe, M) * by_groups(rewards, recipe)


def sizes(rewards, M=None, T=None):
    named = {"p": rewards.shape[0], "G": rewards.shape[1], "n": rewards.size, "M": M, "T": T}
    return {name: size for name, size in named.items() if size is not None}


def left_aligned(lengths, T):
    return np.arange(T) < lengths[:, :, None]


def draw_mask(rng, p, G, T, longest=None):
    """Answers of different lengths, with padding on both sides."""
    lengths = rng.integers(1, min(T, longest or T) + 1, size=(p, G))
    lengths.flat[:2] = min(T, longest or T), 1
    start = rng.integers(0, T - lengths + 1)[:, :, None]
    places = np.arange(T)
    return (places >= start) & (places < start + lengths[:, :, None])


def draw_tokens(rng, shape):
    """Log-probabilities under two models that differ, with ratios on both sides of the bounds but not at them."""
    old = rng.normal(size=shape) - 3
    return old + np.log(rng.choice([0.4, 0.77, 0.9, 1.1, 1.24, 1.33, 2.0], size=shape)), old
