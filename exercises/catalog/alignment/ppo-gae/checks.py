import numpy as np
import torch

from runner.judge import check, close, gradient, heatmap, parts, preserves_arguments


@check(example=True)
def worked_example(learner, rng):
    """The advantages of two rows, and the loss of six steps"""
    rewards, values = np.array([[1.0, 0.0, 2.0], [0.0, 3.0, 1.0]]), np.array([[2.0, 1.0, 4.0], [1.0, 2.0, 3.0]])
    done = np.array([[False, True, False], [False, False, True]])
    advantages, returns = parts(
        learner.gae(rewards, values, done, np.array([6.0, 9.0]), 0.5, 0.8), "advantages", "returns"
    )
    close(advantages, np.array([[-0.9, -1.0, 1.0], [0.68, 1.7, -2.0]]), name="your array of advantages")
    close(returns, np.array([[1.1, 0.0, 5.0], [1.68, 3.7, 1.0]]), name="your array of returns")
    old = np.array([[-1.0, -2.0, -0.5], [-1.5, -1.0, -3.0]])
    new = old + np.log([[1.5, 0.5, 1.0], [0.9, 1.3, 0.7]])
    gains, R = np.array([[2.0, -1.0, 1.0], [3.0, -2.0, 0.5]]), np.array([[2.0, 2.0, -1.0], [3.0, 3.0, 0.5]])
    compare_loss(learner, new, old, gains, R + [[-1.0, 0.0, 2.0], [-3.0, 1.0, 0.0]], R, 0.2, 0.4)


@check
def episodes_in_a_row(learner, rng):
    """Each episode has the advantages that it would have alone"""
    long = 16, 80, list(range(6, 80, 8))
    for n, T, ends in [(1, 5, []), (2, 6, [2]), (3, 9, [0, 3, 4, 7]), (2, 7, [1, 4, 6]), long]:
        rewards, values, last_values = draw(rng, n, T)
        done = np.zeros((n, T), dtype=bool)
        done[:, ends] = True
        if n > 1:
            done[-1] = rng.permutation(done[-1])
        compare_advantages(learner, rewards, values, done, last_values, *rng.uniform(0.5, 0.95, size=2))


@check
def lambda_of_0_and_1(learner, rng):
    """With λ = 0 one surprise counts, with λ = 1 all rewards that follow"""
    rewards, values, last_values = draw(rng, 2, 6)
    done = np.zeros((2, 6), dtype=bool)
    done[0, 3] = done[1, 5] = True
    for gamma, lam in [(0.9, 0.0), (0.8, 1.0), (1.0, 1.0), (0.0, 0.7)]:
        compare_advantages(learner, rewards, values, done, last_values, gamma, lam)


@check
def unused_last_values(learner, rng):
    """The value after an end is not used, even if it is nan"""
    rewards, values, last_values = draw(rng, 3, 4)
    done = np.array([[False, False, False, True], [False, True, False, False], [True, False, False, True]])
    last_values[[0, 2]] = np.nan, np.inf
    compare_advantages(learner, rewards, values, done, last_values, 0.9, 0.7)


@check
def clipped_loss(learner, rng):
    """The loss and its gradients: ratios within and beyond the bounds, both signs, any weight"""
    for n, T, clip, weight in [(4, 6, 0.1, 0.5), (2, 6, 0.3, 1.3), (3, 6, 0.2, 0.0), (200, 6, 0.2, 0.5)]:
        ratios = rng.permuted(np.tile([0.3, 0.75, 0.95, 1.15, 1.35, 3.0], (n, 1)), axis=1)
        old = rng.normal(size=(n, T)) - 3
        advantages = rng.uniform(0.5, 2, size=(n, T)) * rng.permutation([(-1.0) ** i for i in range(T)])
        values, returns = rng.normal(size=(2, n, T))
        compare_loss(learner, old + np.log(ratios), old, advantages, values, returns, clip, weight)


@check
def arguments_unchanged(learner, rng):
    """No argument is modified"""
    rewards, values, last_values = draw(rng, 2, 5)
    done = np.array([[False, True, False, False, True], [False, False, True, False, False]])
    compare_advantages(learner, rewards, values, done, last_values, 0.9, 0.8)
    new, old = rng.normal(size=(2, 2, 5)) / 4 - 3
    compare_loss(learner, new, old, *rng.normal(size=(3, 2, 5)), 0.2, 0.5)
    preserves_arguments(learner)


def draw(rng, n, T):
    return rng.normal(size=(n, T)), rng.normal(size=(n, T)), rng.normal(size=n) + 2


def compare_advantages(learner, rewards, values, done, last_values, gamma, lam):
    advantages, returns = parts(
        learner.gae(rewards, values, done, last_values, float(gamma), float(lam)), "advantages", "returns"
    )
    expected = np.array([by_episodes(*row, gamma, lam) for row in zip(rewards, values, done, last_values)])
    if np.shape(advantages) == expected.shape and np.isrealobj(advantages) and expected.size <= 32:
        wrong = ~np.isclose(advantages, expected)
        learner.show(heatmap({"your advantages": advantages, "expected": expected}, marks={"your advantages": wrong}))
    close(advantages, expected, name="your array of advantages")
    close(returns, expected + values, name="your array of returns")


def by_episodes(rewards, values, done, last_value, gamma, lam):
    """Each episode on its own: the advantage is a weighted mean of what looking 1, 2, 3, ... steps ahead gives."""
    out, start = [], 0
    for end in [*(np.flatnonzero(done) + 1).tolist(), len(done)]:
        r, v = rewards[start:end].tolist(), values[start:end].tolist()
        v.append(0.0 if done[end - 1] else float(last_value))
        for t in range(len(r)):
            total, weight, gained = 0.0, 1.0, 0.0
            for steps in range(1, len(r) - t + 1):
                gained += gamma ** (steps - 1) * r[t + steps - 1]
                seen = gained + gamma**steps * v[t + steps] - v[t]
                share = weight if t + steps == len(r) else weight * (1 - lam)
                total, weight = total + share * seen, weight * lam
            out.append(total)
        start = end
    return out


def compare_loss(learner, new, old, advantages, values, returns, clip, weight):
    answer = learner.ppo_loss(new, old, advantages, values, returns, clip, weight)
    loss, grads = parts(answer, "loss", "grads")
    expected, slopes = by_torch(new, old, advantages, values, returns, clip, weight)
    close(loss, expected, name="your loss", sizes={"n": len(new), "T": new.shape[1]})
    gradient(grads, slopes, batch=new.size, sizes={"n": len(new), "T": new.shape[1]})


def by_torch(new, old, advantages, values, returns, clip, weight):
    new, values = (torch.tensor(a, requires_grad=True) for a in (new, values))
    old, A, R = (torch.tensor(a) for a in (old, advantages, returns))
    ratio = (new - old).exp()
    policy = torch.minimum(ratio * A, ratio.clamp(1 - clip, 1 + clip) * A).mean()
    loss = weight * torch.nn.functional.mse_loss(values, R) - policy
    loss.backward()
    return loss.item(), {"log_probs": new.grad.numpy(), "values": values.grad.numpy()}
