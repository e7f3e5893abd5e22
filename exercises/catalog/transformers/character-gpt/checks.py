import math

import numpy as np
import torch

from runner.judge import Tensor, bars, check, close, entries, fail, holds, preserves_arguments

CONTEXT, WIDTH, HEADS, LAYERS, STEPS, BATCH, RATE = 16, 32, 2, 1, 80, 16, 0.01
ENOUGH = 0.9
AWAY = 0.002  # correct code in float32 stays below 0.00001; without weight decay it is 0.01 after the ten steps
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
    state = draw(rng, 7, 6, 8, 2)
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
        state = draw(rng, 9, 6, 8, layers, spread)
        for name in state:
            if name.endswith(("up", "down")):
                state[name] *= 2  # so that GELU and its tanh approximation can be told apart
        ids = rng.integers(9, size=(b, t))
        expected = reference(as_tensors(state), torch.as_tensor(ids), heads).numpy()
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
    state = draw(rng, 9, 6, 8, 1)
    ids = rng.permutation(9)[:7]  # one window, so every draw of windows is the same
    for steps, lr in ((1, 0.03), (10, 0.1)):
        new = trained(learner, state, ids, 2, steps, 4, lr, seed(rng))
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

    text, again = rng.integers(9, size=40), seed(rng)
    first, second = (trained(learner, state, text, 2, 2, 4, 0.03, again) for _ in range(2))
    same = all(np.array_equal(first[name], second[name]) for name in state)
    holds(
        same, "The same seed gives different parameters the second time: you draw something before torch.manual_seed."
    )


@check
def draws_from_the_whole_text(learner, rng):
    """The windows come from the whole text"""
    alphabets = rng.permutation(9).reshape(3, 3)  # each third of the text has its own characters, in a fixed order
    text = np.concatenate([np.tile(alphabet, 40) for alphabet in alphabets])
    state = draw(rng, 9, 6, 8, 1)
    new = trained(learner, state, text, 2, 40, 32, 0.04, seed(rng))
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


@check
def arguments_unchanged(learner, rng):
    """The parameters and the text are not modified"""
    state, ids = draw(rng, 9, 6, 8, 1), rng.integers(9, size=12)
    scores(learner, state, ids[None, :6], 2)
    trained(learner, state, ids, 2, 2, 4, 0.03, seed(rng))
    continued(learner, state, ids[:3], 2, 2)
    preserves_arguments(learner)


@check
def writes(learner, rng):
    """`generate` repeatedly appends the most probable character, and uses the full context"""
    for t, n in ((1, 4), (5, 3), (9, 2), (11, 2), (13, 2), (17, 2), (20, 2)):
        state = draw(rng, 9, 6, 8, 1)
        ids = rng.integers(9, size=t)
        close(continued(learner, state, ids, 2, n), greedy(state, ids, 2, n), name="your text")


@check
def learns_a_language(learner, rng):
    """On a newly invented language, the loss on unseen text is at most 0.9 nats per character"""
    characters, ids = language(rng, 8_000)
    train, unseen = ids[:7_000], ids[7_000:]
    state = calm(draw(rng, len(characters), CONTEXT, WIDTH, LAYERS, spread=0.1))
    new = trained(learner, state, train, HEADS, STEPS, BATCH, RATE, seed(rng))
    loss = window_loss(new, unseen, HEADS)
    alone, pairs = by_counting(ids, len(characters))
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
    got = learner.gpt(sent(state), Tensor(np.asarray(ids, np.int64), False), heads)
    return as_array(got, "what gpt returns")


def continued(learner, state, ids, heads, n):
    got = learner.generate(sent(state), Tensor(np.asarray(ids, np.int64), False), heads, n)
    return as_array(got, "what generate returns")


def trained(learner, state, ids, *rest):
    got = learner.train(sent(state), Tensor(np.asarray(ids, np.int64), False), *rest)
    new = {
        name: as_array(value, f"your {name}") for name, value in entries(got, list(state), name="your state").items()
    }
    return {name: finite(new[name], value.shape, f"your {name}") for name, value in state.items()}


def finite(value, dims, name):
    """The array, if its shape is ``dims`` and it holds finite floats."""
    close(np.where(np.isfinite(value), 0, value), np.zeros(dims, np.float32), name=name)
    return value


def sent(state):
    return {name: Tensor(value, False) for name, value in state.items()}


def as_array(value, name):
    holds(isinstance(value, Tensor), f"{name[0].upper()}{name[1:]} is not a tensor.", yours=value)
    return value.array


def draw(rng, characters, context, d, layers, spread=1.0):
    """Parameters that keep the size of what passes through; the embeddings have this spread."""

    def weight(rows, columns, scale=1.0):
        return (rng.normal(size=(rows, columns)) * scale / math.sqrt(columns)).astype(np.float32)

    def near_one():
        return (1 + rng.normal(size=d) / 5).astype(np.float32)

    wide = math.sqrt(d) * spread
    state = {"token": weight(characters, d, wide), "position": weight(context, d, wide), "norm": near_one()}
    for layer in range(layers):
        state |= {
            f"{layer}.norm1": near_one(),
            f"{layer}.qkv": weight(3 * d, d),
            f"{layer}.out": weight(d, d, 0.5),
            f"{layer}.norm2": near_one(),
            f"{layer}.up": weight(4 * d, d),
            f"{layer}.down": weight(d, 4 * d, 0.5),
        }
    return state


def calm(state):
    """To train from: norms of 1, and queries and keys so small that each head first looks everywhere alike. Without it
    one training in a hundred begins at a head that looks at one place and stays there. With it 250 trainings ended at
    0.60 or less.
    """
    state = {name: np.ones_like(value) if "norm" in name else value.copy() for name, value in state.items()}
    for layer in range(LAYERS):
        state[f"{layer}.qkv"][: 2 * WIDTH] *= 0.3
    return state


def reference(state, ids, heads):
    """The same model, head by head and mask by mask."""
    t, d = ids.shape[1], state["token"].shape[1]
    x = state["token"][ids] + state["position"][:t]
    later = torch.arange(t)[None, :] > torch.arange(t)[:, None]
    layers = sum(name.endswith(".qkv") for name in state)
    for layer in range(layers):
        h = layer_norm(x, state[f"{layer}.norm1"])
        q, k, v = (h @ W.T for W in state[f"{layer}.qkv"].split(d))
        mixed = []
        for part in range(0, d, d // heads):
            own = slice(part, part + d // heads)
            similar = q[..., own] @ k[..., own].transpose(1, 2) / math.sqrt(d // heads)
            mixed.append(similar.masked_fill(later, -math.inf).softmax(2) @ v[..., own])
        x = x + torch.cat(mixed, 2) @ state[f"{layer}.out"].T
        z = layer_norm(x, state[f"{layer}.norm2"]) @ state[f"{layer}.up"].T
        x = x + torch.nn.functional.gelu(z) @ state[f"{layer}.down"].T
    return layer_norm(x, state["norm"]) @ state["token"].T


def layer_norm(x, scale):
    return (x - x.mean(2, keepdim=True)) / torch.sqrt(x.var(2, keepdim=True, correction=0) + 1e-5) * scale


def window_loss(state, ids, heads):
    """The mean loss over the text cut into windows of the context, each from its own start."""
    state = as_tensors(state)
    context = len(state["position"])
    windows = torch.as_tensor(np.asarray(ids)).unfold(0, context + 1, context)
    return guess(state, windows, heads).item()


def guess(state, windows, heads):
    out = reference(state, windows[:, :-1], heads)
    return torch.nn.functional.cross_entropy(out.flatten(0, 1), windows[:, 1:].flatten())


def by_adamw(state, ids, heads, steps, lr):
    leaves = {name: torch.tensor(value, requires_grad=True) for name, value in state.items()}
    optimiser = torch.optim.AdamW(list(leaves.values()), lr=lr, fused=True)
    for _ in range(steps):
        optimiser.zero_grad()
        guess(leaves, torch.as_tensor(ids)[None], heads).backward()
        optimiser.step()
    return {name: value.detach().numpy() for name, value in leaves.items()}


def greedy(state, ids, heads, n):
    state, ids = as_tensors(state), list(ids)
    for _ in range(n):
        ids.append(int(reference(state, torch.tensor([ids[-len(state["position"]) :]]), heads)[0, -1].argmax()))
    return np.array(ids)


def as_tensors(state):
    return {name: torch.as_tensor(value) for name, value in state.items()}


def language(rng, length):
    """A text of made-up words: article, perhaps an adjective, noun, verb, and another such noun; and its characters."""
    words = set()
    while len(words) < 12:
        word = "".join(rng.choice(list("bdfgklmnprstv")) + rng.choice(list("aeiou")) for _ in range(2))
        words.add(word + rng.choice(["", "n", "s", "r"]))
    words = rng.permutation(sorted(words)).tolist()
    articles, adjectives, nouns, verbs = words[:2], words[2:5], words[5:9], words[9:]

    def phrase():
        adjective = [pick(adjectives)] if rng.random() < 0.5 else []
        return " ".join([pick(articles), *adjective, pick(nouns)])

    def pick(among):
        return among[int(rng.integers(len(among)))]

    text = ""
    while len(text) < length:
        text += f"{phrase()} {pick(verbs)} {phrase()}. "
    characters = sorted(set(text))
    number = {character: i for i, character in enumerate(characters)}
    return characters, np.array([number[character] for character in text[:length]])


def by_counting(ids, characters):
    """Entropy in nats of a character alone, and of one given the character before it."""
    counts = np.zeros((characters, characters))
    np.add.at(counts, (ids[:-1], ids[1:]), 1)
    both = counts / counts.sum()
    one = both.sum(1)
    seen, there = both[both > 0], one[one > 0]
    alone = -(there * np.log(there)).sum()
    return float(alone), float(-(seen * np.log(seen)).sum() - alone)


def seed(rng):
    return int(rng.integers(2**31))
