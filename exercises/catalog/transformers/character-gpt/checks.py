import numpy as np
import torch

from runner.judge import Tensor, bars, check, close, fail, holds, preserves_arguments
from runner.judge.language_models import (
    array_of,
    as_torch,
    calm,
    draw_seed,
    draw_state,
    entropies,
    finite,
    loss_on,
    made_up_language,
    reference,
    tensors,
    trained,
    window_loss,
)

CONTEXT, WIDTH, HEADS, LAYERS, STEPS, BATCH, RATE = 16, 32, 2, 1, 80, 16, 0.01
ENOUGH = 0.9
AWAY = 0.002  # correct code in float32 stays below 0.00001; without weight decay it is 0.01 after the ten steps
PREDICTED = 0.5  # nats per character, in the worst window: at most 0.1 if all are drawn, at least 1 if one isn't
SEEN = 2.0  # nats per character: at most 1.1 if windows come from the whole text, at least 3.4 if they don't


@check(example=True)
def worked_example(learner, rng):
    """The worked example: scores of a model without layers, and the text it generates"""
    table = np.array([[1.0, -1.0], [-1.0, 1.0]], np.float32)
    state = {"token": table, "position": np.zeros((3, 2), np.float32), "norm": np.ones(2, np.float32)}
    close(scores(learner, state, [[0, 1]], 1), np.array([[[2, -2], [-2, 2]]], np.float32), name="your scores")
    close(continued(learner, state, [1], 1, 2), np.array([1, 1, 1]), name="your text")


@check
def sees_no_later_character(learner, rng):
    """Later characters do not affect earlier scores"""
    state = draw_state(rng, 7, 6, 8, 2)
    ids = rng.integers(7, size=(1, 6))
    other = ids.copy()
    other[0, 3:] = (other[0, 3:] + 1) % 7
    before, after = (finite(scores(learner, state, text, 2), (1, 6, 7), "your scores") for text in (ids, other))
    changed = np.abs(before - after)[0, :3].max()
    holds(
        changed < 1e-5,
        f"The scores at positions 0 to 2 change by up to {changed:.2g} when characters 3 to 5 change: the model sees "
        "what it should predict. Hide later positions before the softmax.",
    )


@check
def same_scores(learner, rng):
    """The scores match the reference, for any number of layers, heads and characters"""
    for layers, heads, b, t, spread in ((0, 1, 1, 4, 0.003), (1, 1, 1, 5, 1), (1, 4, 3, 6, 1), (3, 2, 2, 3, 1)):
        state = draw_state(rng, 9, 6, 8, layers, spread)
        for name in state:
            if name.endswith(("up", "down")):
                state[name] *= 2  # so that GELU and its tanh approximation can be told apart
        ids = rng.integers(9, size=(b, t))
        expected = reference(as_torch(state), torch.as_tensor(ids), heads).numpy()
        name = f"your scores with {layers} layer{'s' if layers != 1 else ''} and {heads} head{'s' if heads > 1 else ''}"
        close(
            scores(learner, state, ids, heads),
            expected,
            name=name,
            rtol=2e-5,
            atol=2e-5 * float(np.abs(expected).max()),
        )


@check
def trains_on_what_follows(learner, rng):
    """Each step is an AdamW step on next-character prediction"""
    state = draw_state(rng, 9, 6, 8, 1)
    ids = rng.permutation(9)[:7]  # one window, so every draw of windows is the same
    for steps, lr in ((1, 0.03), (10, 0.1)):
        new = trained(learner, state, ids, 2, steps, 4, lr, draw_seed(rng))
        expected = by_adamw(state, ids, 2, steps, lr)
        moved = sum(np.abs(expected[name] - state[name]).sum() for name in state)
        away = sum(np.abs(expected[name] - new[name]).sum() for name in state) / moved
        of = window_loss(new, ids, 2), window_loss(expected, ids, 2), window_loss(state, ids, 2)
        holds(
            away < AWAY,
            f"After {steps} step{'s' if steps > 1 else ''} at learning rate {lr} on a text of a single window your parameters"
            f" differ from AdamW's by {away:.1%} of the distance they should move; at most {AWAY:.1%} is allowed. The "
            f"loss went from {of[2]:.3g} to {of[0]:.3g}.",
            yours=f"loss {of[0]:.4g}",
            expected=f"loss {of[1]:.4g}",
        )

    text, again = rng.integers(9, size=40), draw_seed(rng)
    first, second = (trained(learner, state, text, 2, 2, 4, 0.03, again) for _ in range(2))
    same = all(np.array_equal(first[name], second[name]) for name in state)
    holds(
        same, "The same seed gives different parameters the second time: you draw something before torch.manual_seed."
    )
    alike = np.full(7_000, ids[0])  # all windows of a long text are the same, too
    new, expected = (
        trained(learner, state, alike, 2, 10, 4, 0.1, draw_seed(rng)),
        by_adamw(state, alike[:7], 2, 10, 0.1),
    )
    moved = sum(np.abs(expected[name] - state[name]).sum() for name in state)
    away = sum(np.abs(expected[name] - new[name]).sum() for name in state) / moved
    holds(
        away < AWAY,
        f"After 10 steps on a text of 7,000 equal characters your parameters differ from AdamW's by {away:.1%} of the "
        f"distance they should move; at most {AWAY:.1%} is allowed.",
    )


@check
def draws_from_the_whole_text(learner, rng):
    """The windows come from the whole text"""
    alphabets = rng.permutation(9).reshape(3, 3)  # each third of the text has its own characters, in a fixed order
    text = np.concatenate([np.tile(alphabet, 40) for alphabet in alphabets])
    state = draw_state(rng, 9, 6, 8, 1)
    new = trained(learner, state, text, 2, 40, 32, 0.04, draw_seed(rng))
    for part, which in enumerate(("first", "second", "last")):
        loss = window_loss(new, text[120 * part : 120 * (part + 1)], 2)
        holds(
            loss < SEEN,
            f"After 40 steps on a text in three parts, the loss on the {which} third is {loss:.3g} nats per character;"
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
    state = draw_state(rng, 14, 6, 8, 1)
    one, other = (trained(learner, state, text, 2, 2, 4, 0.03, draw_seed(rng)) for _ in range(2))
    holds(
        any(not np.array_equal(one[name], other[name]) for name in state),
        "Two seeds give the same parameters: the windows aren't drawn.",
    )


@check
def arguments_unchanged(learner, rng):
    """The parameters and the text are not modified"""
    state, ids = draw_state(rng, 9, 6, 8, 1), rng.integers(9, size=12)
    scores(learner, state, ids[None, :6], 2)
    trained(learner, state, ids, 2, 2, 4, 0.03, draw_seed(rng))
    continued(learner, state, ids[:3], 2, 2)
    preserves_arguments(learner)


@check
def writes(learner, rng):
    """`generate` repeatedly appends the most probable character, and uses the full context"""
    for t, n in ((1, 4), (5, 3), (9, 2), (11, 2), (13, 2), (17, 2), (20, 2)):
        state = draw_state(rng, 9, 6, 8, 1)
        ids = rng.integers(9, size=t)
        close(continued(learner, state, ids, 2, n), greedy(state, ids, 2, n), name="your text")


@check
def learns_a_language(learner, rng):
    """On a newly invented language, the loss on unseen text is at most 0.9 nats per character"""
    characters, ids = made_up_language(rng, 8_000)
    train, unseen = ids[:7_000], ids[7_000:]
    state = calm(draw_state(rng, len(characters), CONTEXT, WIDTH, LAYERS, spread=0.1))
    new = trained(learner, state, train, HEADS, STEPS, BATCH, RATE, draw_seed(rng))
    loss = window_loss(new, unseen, HEADS)
    alone, pairs = entropies(ids, len(characters))
    labels = ["single characters", "pairs", "your GPT", "wanted"]
    learner.show(bars(labels, {"nats a character": [alone, pairs, loss, ENOUGH]}))
    if not loss <= ENOUGH:
        text = "".join(characters[i] for i in greedy(new, unseen[:CONTEXT], HEADS, 60)[CONTEXT:])
        fail(
            f"After {STEPS} steps your model's loss on unseen text is {loss:.2f} nats per character; expected at most "
            f"{ENOUGH}. It writes: {text!r}",
            yours=f"{loss:.3f}",
            expected=f"at most {ENOUGH}; {pairs:.2f} by counting pairs, {alone:.2f} by counting characters",
        )


def scores(learner, state, ids, heads):
    got = learner.gpt(tensors(state), Tensor(np.asarray(ids, np.int64), False), heads)
    return array_of(got, "what gpt returns")


def continued(learner, state, ids, heads, n):
    got = learner.generate(tensors(state), Tensor(np.asarray(ids, np.int64), False), heads, n)
    return array_of(got, "what generate returns")


def by_adamw(state, ids, heads, steps, lr):
    leaves = {name: torch.tensor(value, requires_grad=True) for name, value in state.items()}
    optimiser = torch.optim.AdamW(list(leaves.values()), lr=lr, fused=True)
    for _ in range(steps):
        optimiser.zero_grad()
        loss_on(leaves, torch.as_tensor(ids)[None], heads).backward()
        optimiser.step()
    return {name: value.detach().numpy() for name, value in leaves.items()}


def greedy(state, ids, heads, n):
    state, ids = as_torch(state), list(ids)
    for _ in range(n):
        ids.append(int(reference(state, torch.tensor([ids[-len(state["position"]) :]]), heads)[0, -1].argmax()))
    return np.array(ids)
