import math

import numpy as np
import torch

from runner.judge import check, close, gradient, parts, preserves_arguments


@check(example=True)
def worked_example(learner, rng):
    """The log-probability of an answer, and the loss of two pairs"""
    logits = np.array([[[0.0, 0.0, 0.0], [0.0, math.log(2), 0.0], [math.log(5), 0.0, 0.0], [0.0, 0.0, 9.0]]])
    tokens, mask = np.array([[2, 0, 1, 1]]), np.array([[False, False, True, True]])
    close(
        learner.answer_log_probs(logits, tokens, mask),
        np.array([-math.log(14)]),
        name="your array of log-probabilities",
    )
    compare(
        learner, np.array([-4.0, -7.0]), np.array([-9.0, -5.0]), np.array([-6.0, -7.0]), np.array([-8.0, -6.0]), 0.2
    )


@check
def log_probabilities(learner, rng):
    """The log-probabilities of answers of any length, without prompt and padding"""
    for n, T, V in [(1, 4, 5), (4, 6, 3), (3, 7, 8), (8, 20, 40)]:
        logits, tokens = 2 * rng.normal(size=(n, T, V)), rng.integers(V, size=(n, T))
        start, stop = rng.integers(1, 3, size=(n, 1)), rng.integers(3, T + 1, size=(n, 1))
        stop[0] = T
        if n > 1:
            stop[1] = T - 1  # padding
            start[-1] = T  # no answer at all
        mask = (np.arange(T) >= start) & (np.arange(T) < stop)
        compare_log_probs(learner, logits, tokens, mask)


@check
def several_turns(learner, rng):
    """Answers in several parts, as in a conversation"""
    n, T, V = 3, 9, 4
    mask = np.zeros((n, T), dtype=bool)
    mask[0, [2, 3, 6, 7]] = mask[1, [1, 8]] = mask[2, 4:6] = True
    compare_log_probs(learner, rng.normal(size=(n, T, V)), rng.integers(V, size=(n, T)), mask)


@check
def any_pairs(learner, rng):
    """The loss for any number of pairs and any beta"""
    for n, beta in [(1, 0.1), (5, 0.3), (4, 2.0)]:
        compare(learner, *draw(rng, n), beta)


@check
def large_logits(learner, rng):
    """Logits of ±1000 give exact log-probabilities"""
    logits = rng.permuted(np.tile([1000.0, -1000.0, 999.0, 0.0], (2, 5, 1)), axis=-1)
    logits[:, 2] = rng.permutation([-1000.0, -999.0, -998.0, -997.0])
    tokens = np.stack([logits[0].argmax(axis=-1), logits[1].argmin(axis=-1)])  # of the next position
    compare_log_probs(learner, logits, np.roll(tokens, 1, axis=1), np.tile(np.arange(5) > 1, (2, 1)))


@check
def large_rewards(learner, rng):
    """Rewards of ±1000 give an exact loss, even where it is tiny"""
    none = np.zeros(1)
    for chosen, rejected in [(-2000.0, 2000.0), (90.0, 0.0), (0.0, 3000.0), (40.0, -40.0)]:
        policy = np.array([chosen]), np.array([rejected])
        loss, _, grads = parts(learner.dpo_loss(*policy, none, none, 0.5), "loss", "rewards", "grads")
        expected, _, slopes = by_torch(*policy, none, none, 0.5)
        close(loss, expected, name=f"your loss for the rewards {chosen / 2:g} and {rejected / 2:g}", atol=0)
        gradient(grads, slopes, batch=1)
    compare(learner, np.array([-2000.0, 3.0]), np.array([2000.0, 2.0]), np.zeros(2), np.ones(2), 0.5)


@check
def arguments_unchanged(learner, rng):
    """No argument is modified"""
    mask = np.tile(np.arange(5) > 1, (2, 1))
    compare_log_probs(learner, rng.normal(size=(2, 5, 3)), rng.integers(3, size=(2, 5)), mask)
    compare(learner, *draw(rng, 4), 0.2)
    preserves_arguments(learner)


def draw(rng, n):
    """Log-probabilities of answers with about ten tokens, under two models that differ a little."""
    ref = rng.uniform(-15, -5, size=(2, n))
    return *(ref + rng.normal(size=(2, n))), *ref


def compare_log_probs(learner, logits, tokens, mask):
    expected = []
    for row, ids, answer in zip(torch.tensor(logits), tokens.tolist(), mask.tolist()):
        expected.append(sum(row[t - 1].log_softmax(0)[ids[t]].item() for t in range(1, len(ids)) if answer[t]))
    close(
        learner.answer_log_probs(logits, tokens, mask),
        np.array(expected, float),
        name="your array of log-probabilities",
    )


def compare(learner, *given):
    loss, rewards, grads = parts(learner.dpo_loss(*given), "loss", "rewards", "grads")
    expected, own, slopes = by_torch(*given)
    close(loss, expected, name="your loss", sizes={"the number of pairs": len(given[0])})
    close(rewards, own, name="your rewards")
    unscaled = {name: slope / given[-1] for name, slope in slopes.items()}
    suspects = {name: {"the factor beta is missing": slope} for name, slope in unscaled.items()}
    gradient(grads, slopes, batch=len(given[0]), suspects=suspects)


def by_torch(policy_chosen, policy_rejected, ref_chosen, ref_rejected, beta):
    policy = [torch.tensor(a, requires_grad=True) for a in (policy_chosen, policy_rejected)]
    chosen, rejected = (beta * (p - torch.tensor(ref)) for p, ref in zip(policy, (ref_chosen, ref_rejected)))
    loss = -torch.nn.functional.logsigmoid(chosen - rejected).mean()
    loss.backward()
    rewards = {"chosen": chosen.detach().numpy(), "rejected": rejected.detach().numpy()}
    return loss.item(), rewards, {"chosen": policy[0].grad.numpy(), "rejected": policy[1].grad.numpy()}
