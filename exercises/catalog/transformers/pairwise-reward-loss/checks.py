import math

import numpy as np
import torch

from runner.judge import check, close, entries, gradient, holds, parts, preserves_arguments


@check(example=True)
def worked_example(learner, rng):
    """Two pairs, without and with a margin"""
    chosen, rejected = np.array([math.log(3), 0.0]), np.array([0.0, math.log(3)])
    compare(learner, chosen, rejected)
    compare(learner, chosen, rejected, math.log(3))


@check
def any_pairs(learner, rng):
    """Any number of pairs, with one margin for all, or one per pair"""
    for n in (1, 5, 8, 600):
        chosen, rejected = draw(rng, n)
        compare(learner, chosen, rejected)
        compare(learner, chosen, rejected, float(rng.uniform(0.5, 2)))
        compare(learner, chosen, rejected, rng.uniform(0, 3, size=n))
    chosen[0] = rejected[0]
    compare(learner, chosen, rejected)


@check
def large_rewards(learner, rng):
    """Rewards of ±1000 give an exact loss, even where it is tiny"""
    for chosen, rejected in [(-1000.0, 1000.0), (50.0, 0.0), (1000.0, 1000.5), (0.0, 40.0), (20.0, -20.0)]:
        one, other = np.array([chosen]), np.array([rejected])
        loss, grads, _ = parts(learner.reward_loss(one, other), "loss", "grads", "accuracy")
        expected, slopes, _ = by_torch(one, other)
        if isinstance(loss, float) and expected > 1000:
            holds(
                not any(math.isclose(loss, -math.log(10.0**-e), rel_tol=1e-9) for e in range(4, 17)),
                f"Your loss for {chosen:g} against {rejected:g} is the logarithm of the small number that you add to the "
                "sigmoid. Without it, the loss grows by 1 with each point of reward.",
                yours=loss,
                expected=expected,
            )
        close(loss, expected, name=f"your loss for {chosen:g} against {rejected:g}", atol=0)
        gradient(grads, slopes, batch=1)
    compare(learner, np.array([1000.0, -1000.0, 3.0]), np.array([-1000.0, 1000.0, 2.0]))
    # where the loss is large, its differences have fewer digits than the formula
    chosen = rng.uniform(-900, -500, size=6)
    grads = parts(learner.reward_loss(chosen, np.zeros(6)), "loss", "grads", "accuracy")[1]
    for name, slope in by_torch(chosen, np.zeros(6))[1].items():
        close(entries(grads, ["chosen", "rejected"])[name], slope, name=f"your gradient of {name}", rtol=1e-10, atol=0)


@check
def arguments_unchanged(learner, rng):
    """Rewards and margins are not modified"""
    compare(learner, *draw(rng, 4), rng.uniform(0, 1, size=4))
    preserves_arguments(learner)


def draw(rng, n):
    """Rewards of which about two thirds are in the right order."""
    return rng.normal(size=n) + 0.5, rng.normal(size=n)


def compare(learner, chosen, rejected, *margin):
    loss, grads, accuracy = parts(learner.reward_loss(chosen, rejected, *margin), "loss", "grads", "accuracy")
    expected, slopes, share = by_torch(chosen, rejected, *margin)
    close(loss, expected, name="your loss", sizes={"the number of pairs": len(chosen)})
    gradient(grads, slopes, batch=len(chosen))
    close(accuracy, share, name="your accuracy")


def by_torch(chosen, rejected, margin=0.0):
    c, r = torch.tensor(chosen, requires_grad=True), torch.tensor(rejected, requires_grad=True)
    loss = -torch.nn.functional.logsigmoid(c - r - torch.tensor(margin)).mean()
    loss.backward()
    share = sum(a > b for a, b in zip(chosen.tolist(), rejected.tolist())) / len(chosen)
    return loss.item(), {"chosen": c.grad.numpy(), "rejected": r.grad.numpy()}, share
