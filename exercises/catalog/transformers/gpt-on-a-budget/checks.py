import math
import time

import numpy as np
import torch

from runner.judge import bars, check, close, fail, holds, preserves_arguments
from runner.judge.language_models import (
    calm,
    draw_seed,
    draw_state,
    entropies,
    loss_on,
    made_up_language,
    trained,
    window_loss,
)
from runner.judge.timing import device_of
from runner.protocol import CPU_NAME

CONTEXT, WIDTH, HEADS, LAYERS, STEPS, BATCH, RATE = 16, 32, 2, 1, 80, 16, 0.015
ENOUGH, SECONDS = 0.95, 10.0
AWAY = 0.005  # correct code in float32 stays below a tenth of it
PREDICTED = 0.5  # nats per character, in the worst window: at most 0.16 if all are drawn, at least 1.4 if one isn't
SEEN = 2.0  # nats per character: at most 1.1 if windows come from the whole text, at least 3.4 if they don't


@check(example=True)
def worked_example(learner, rng):
    """The rates of the worked example"""
    for step, expected in ((0, 0.3), (1, 0.6), (2, 0.6), (11, 0.3), (19, 0.3 * (1 + math.cos(17 * math.pi / 18)))):
        close(learner.rate_at(step, 20, 0.6), expected, name=f"your rate of step {step} of 20")


@check
def any_schedule(learner, rng):
    """Rates for any number of steps"""
    for steps in (1, 2, 9, 10, 35, 150):
        lr = float(rng.uniform(0.01, 1))
        for step in {0, steps // 10, steps // 3, steps // 2, steps - 1}:
            close(
                learner.rate_at(step, steps, lr),
                by_cases(step, steps, lr),
                name=f"your rate of step {step} of {steps}",
            )


@check
def follows_the_recipe(learner, rng):
    """Each step is an AdamW step with the rate of the schedule and the gradient clipped"""
    ids = rng.permutation(9)[:7]
    one_window, alike = (ids, "of a single window"), (np.full(7_000, ids[0]), "of 7,000 equal characters")
    cases = (
        (2, 1, 0.03, 1.0, one_window),
        (1, 20, 0.05, 3.0, one_window),  # entries of the gradient above 1
        (1, 20, 0.05, 1.0, one_window),
        (1, 20, 0.05, 1.0, alike),
    )
    for layers, steps, lr, spread, (text, kind) in cases:
        state, window = draw_state(rng, 9, 6, 8, layers, spread), text[:7]  # all windows of a text are the same
        new = trained(learner, state, text, 2, steps, 4, lr, draw_seed(rng))
        expected = by_recipe(state, window, 2, steps, lr)
        moved = sum(np.abs(expected[name] - state[name]).sum() for name in state)
        away = sum(np.abs(expected[name] - new[name]).sum() for name in state) / moved
        holds(
            away < AWAY,
            f"After {steps} step{'s' if steps > 1 else ''} at learning rate {lr} on a text {kind} your parameters"
            f" differ from the recipe's by {away:.1%} of the distance they should move; at most {AWAY:.1%} is allowed.",
            yours=f"loss {window_loss(new, window, 2):.4g}",
            expected=f"loss {window_loss(expected, window, 2):.4g}",
        )
    text, again, other = rng.integers(9, size=40), draw_seed(rng), draw_seed(rng)
    first, second, third = (trained(learner, state, text, 2, 2, 4, 0.03, seed) for seed in (again, again, other))
    holds(
        all(np.array_equal(first[name], second[name]) for name in state),
        "The same seed gives different parameters the second time: torch.manual_seed(seed) is missing, or you draw something "
        "before it.",
    )
    holds(
        any(not np.array_equal(first[name], third[name]) for name in state),
        "Two seeds give the same parameters: the windows aren't drawn.",
    )


@check
def draws_from_the_whole_text(learner, rng):
    """The windows come from the whole text"""
    alphabets = rng.permutation(9).reshape(3, 3)  # each third of the text has its own characters, in a fixed order
    thirds = [np.tile(alphabet, 800) for alphabet in alphabets]
    new = trained(learner, draw_state(rng, 9, 6, 8, 1), np.concatenate(thirds), 2, 50, 32, 0.05, draw_seed(rng))
    for third, which in zip(thirds, ("first", "second", "last")):
        loss = window_loss(new, third, 2)
        holds(
            loss < SEEN,
            f"After 50 steps on a text in three parts, the loss on the {which} third is {loss:.3g} nats per character;"
            f" at most {SEEN} is allowed. Draw the starts of the windows from the whole text, all with the same "
            "probability.",
            yours=f"{loss:.3g}",
            expected=f"at most {SEEN}",
        )
    text = rng.permutation(14)
    new = trained(learner, draw_state(rng, 14, 6, 8, 1), text, 2, 60, 64, 0.05, draw_seed(rng))
    losses = [window_loss(new, text[start : start + 7], 2) for start in range(8)]
    worst = int(np.argmax(losses))
    holds(
        losses[worst] < PREDICTED,
        f"After 60 steps on a text of 14 different characters, the loss on the window that starts at {worst} is "
        f"{losses[worst]:.3g} nats per character; at most {PREDICTED} is allowed. A window can start at each of 0 to 7.",
        yours=", ".join(f"{loss:.2f}" for loss in losses),
        expected=f"at most {PREDICTED} for each start",
    )


@check
def arguments_unchanged(learner, rng):
    """The parameters and the text are not modified"""
    trained(learner, draw_state(rng, 9, 6, 8, 1), rng.integers(9, size=12), 2, 2, 4, 0.03, draw_seed(rng))
    preserves_arguments(learner)


@check
def within_the_budget(learner, rng):
    """On a newly invented language, at most 0.95 nats per character within 10 seconds"""
    characters, ids = made_up_language(rng, 8_000)
    text, unseen = ids[:7_000], ids[7_000:]
    state = calm(draw_state(rng, len(characters), CONTEXT, WIDTH, LAYERS, spread=0.1))
    clock = learner.cpu_s if device_of(learner) == CPU_NAME else time.perf_counter
    started_at = clock()
    new = trained(learner, state, text, HEADS, STEPS, BATCH, RATE, draw_seed(rng))
    seconds = clock() - started_at
    loss = window_loss(new, unseen, HEADS)
    alone, pairs = entropies(ids, len(characters))
    labels = ["single characters", "pairs", "your GPT", "wanted"]
    learner.show(bars(labels, {"nats a character": [alone, pairs, loss, ENOUGH]}))
    if not loss <= ENOUGH:
        fail(
            f"After {STEPS} steps your model's loss on unseen text is {loss:.2f} nats per character; expected at most "
            f"{ENOUGH}.",
            yours=f"{loss:.3f}",
            expected=f"at most {ENOUGH}; {pairs:.2f} by counting pairs, {alone:.2f} by counting characters",
        )
    holds(
        seconds <= SECONDS,
        f"Your training took {seconds:.1f} s; the budget is {SECONDS:g} s. Pass all windows of a step through the model "
        "at once.",
    )


def by_cases(step, steps, lr):
    warm = max(1, int(steps / 10))
    if step < warm:
        return lr * (step + 1) / warm
    return lr * math.cos(math.pi / 2 * (step - warm) / (steps - warm)) ** 2


def by_recipe(state, ids, heads, steps, lr):
    leaves = {name: torch.tensor(value, requires_grad=True) for name, value in state.items()}
    optimiser = torch.optim.AdamW(list(leaves.values()), lr=1.0, betas=(0.9, 0.95), weight_decay=0.1, fused=True)
    for step in range(steps):
        optimiser.param_groups[0]["lr"] = by_cases(step, steps, lr)
        optimiser.zero_grad()
        loss_on(leaves, torch.as_tensor(ids)[None], heads).backward()
        norm = math.sqrt(sum(value.grad.square().sum().item() for value in leaves.values()))
        for value in leaves.values():
            value.grad /= max(1.0, norm)
        optimiser.step()
    return {name: value.detach().numpy() for name, value in leaves.items()}
