import math

import numpy as np
import torch

from runner.judge import array, check, close, fail, formatting, heatmap, parts, preserves_arguments, shape

PARTS = ("tokens", "positions", "mask")


@check(example=True)
def worked_padding(learner, rng):
    """The padded prompts of the worked example"""
    compare(learner.pad_left([[7], [4, 6, 2]], 0), worked_batch())


@check(example=True)
def worked_attention(learner, rng):
    """Attention of the worked example"""
    keys, values = np.array([0.0, math.log(3), math.log(2)]), np.array([4.0, 8.0, 1.0])
    Q, K, V = (np.tile(a, (2, 1, 1))[..., None] for a in (np.ones(3), keys, values))
    expected = np.array([[0.0, 0.0, 1.0], [4.0, 7.0, 5.0]])[:, None, :, None]
    close(learner.attention(Q, K, V, worked_batch()[2]), expected, name="your result")


@check(example=True)
def worked_append(learner, rng):
    """Two new columns of the worked example: one row ends, then gets padding"""
    batch = worked_batch()
    for best, tokens, positions, mask, finished in [
        ([5, 9], [5, 9], [1, 3], [True, True], [False, True]),
        ([3, 8], [3, 0], [2, 0], [True, False], [False, True]),
    ]:
        over = np.array([False, batch[0].shape[1] > 3])
        logits = np.eye(10)[best] - np.arange(10) / 100
        expected = tuple(np.column_stack(pair) for pair in zip(batch, (tokens, positions, mask)))
        compare(learner.append(*batch, over, logits, 9, 0), expected, np.array(finished))
        batch = expected


@check
def padding(learner, rng):
    """Prompts of any lengths, with the id of the padding among their tokens"""
    for lengths in ([1], [3, 3], [5, 1, 2, 4], [2, 6, 3]):
        prompts = [rng.integers(0, 3, size=length).tolist() for length in lengths]
        prompts[-1][0] = pad = int(rng.integers(1, 3))
        compare(learner.pad_left(prompts, pad), padded(prompts, pad))


@check
def attention_to_real_tokens(learner, rng):
    """Each row's real tokens get what they get without padding, in each head"""
    for lengths, h, d, d_v in [([5, 2, 3], 2, 3, 5), ([4], 3, 2, 6), ([1, 6], 1, 4, 2), ([12, 5, 9], 4, 8, 8)]:
        n = max(lengths)
        Q, K, V = (rng.normal(size=(len(lengths), h, n, width)) for width in (d, d, d_v))
        if d_v == n:
            V[:] = np.eye(n)  # then the results are the weights
        mask = np.arange(n) >= n - np.array(lengths)[:, None]
        out, expected = array(learner.attention(Q, K, V, mask)), unpadded(Q, K, V, lengths)
        shape(out, expected.shape)
        if d_v == n and out.dtype.kind == "f":
            yours, right = out[-1, 0], expected[-1, 0]
            wrong = ~np.isclose(yours, right)
            learner.show(heatmap({"your weights": yours, "expected": right}, marks={"your weights": wrong}))
        close(out, expected)
    # padding in the middle, as in a row that is finished
    Q, K, V = (rng.normal(size=(2, 2, 5, width)) for width in (3, 3, 2))
    mask = np.array([[True, False, True, True, False], [False, True, True, False, False]])
    expected = np.zeros((2, 2, 5, 2))
    for b, real in enumerate(mask):
        expected[b][:, real] = unpadded(*(a[[b]][:, :, real] for a in (Q, K, V)), [real.sum()])[0]
    close(learner.attention(Q, K, V, mask), expected)


@check
def large_scores(learner, rng):
    """Scores of ±1000 stay exact, those of padding too"""
    for scores in ([1000.0, 1000.0, -999.0, -1000.0, -998.5], [-1000.0, -900.0, 999.0, 1000.0, -1000.0]):
        Q, K, V = np.zeros((2, 3, 5, 4)), np.zeros((2, 3, 5, 4)), rng.normal(size=(2, 3, 5, 2))
        Q[..., 0], K[..., 0] = 2.0, scores  # divided by the square root of 4
        mask = np.array([[False, False, True, True, True], [True] * 5])
        close(learner.attention(Q, K, V, mask), unpadded(Q, K, V, [3, 5]))


@check
def same_texts(learner, rng):
    """A batch writes the same texts as one prompt at a time"""
    pad, steps = 0, 6
    while True:
        model = draw_model(rng)
        prompts = [[0, *rng.integers(0, 6, size=length).tolist()] for length in (2, 0, 5, 3)]
        end = alone(model, prompts[0], -1, steps)[2]  # so that the first text ends early
        lengths = [len(alone(model, prompt, end, steps)) for prompt in prompts] if end > 5 else [0]
        if lengths[0] == 3 and min(lengths) > 1:  # no prompt has it, and no text starts with it
            break
    tokens, positions, mask = take(learner.pad_left(prompts, pad))
    finished = np.zeros(len(prompts), dtype=bool)
    for _ in range(steps):
        logits = run(model, tokens, positions, lambda *qkv: learner.attention(*qkv, mask))
        answer = parts(learner.append(tokens, positions, mask, finished, logits, end, pad), *PARTS, "finished")
        tokens, positions, mask = take(answer[:3])
        finished = array(answer[3], name="your finished")
        shape(finished, (len(prompts),), name="your finished")
    for prompt, row, real in zip(prompts, tokens[:, 6:].tolist(), mask[:, 6:]):
        text = [token for token, counts in zip(row, real) if counts]
        expected = alone(model, prompt, end, steps)
        if text != expected:
            fail(
                f"In the batch, prompt {prompt} continues with {text}; alone, it continues with {expected}.",
                yours=formatting.text(text),
                expected=formatting.text(expected),
            )


@check
def appending(learner, rng):
    """New columns in batches with finished rows, even if pad and end are the same id"""
    for pad, end in [(0, 4), (2, 2)]:
        prompts = [[2, 4, 0], [1], [end, 3], [pad, pad, end, 1]]
        batch, over = padded(prompts, pad), np.zeros(4, dtype=bool)
        for step in range(5):
            logits = rng.normal(size=(4, 6))
            if step < 4:
                logits[:, end] -= 10
                logits[step, end] += 20
            best = np.argsort(-logits, axis=1)[:, 0]
            answer = learner.append(*batch, over, logits, end, pad)
            column = [pad if done else token for done, token in zip(over, best.tolist())]
            places = [0 if done else int(real.sum()) for done, real in zip(over, batch[2])]
            batch = tuple(np.column_stack(pair) for pair in zip(batch, (column, places, ~over)))
            over = np.array([done or token == end for done, token in zip(over, best)])
            compare(answer, batch, over)


@check
def arguments_unchanged(learner, rng):
    """No argument is modified"""
    prompts = [[3, 1], [2, 4, 5]]
    batch = padded(prompts, 0)
    compare(learner.pad_left(prompts, 0), batch)
    Q, K, V = (rng.normal(size=(2, 2, 3, 4)) for _ in range(3))
    close(learner.attention(Q, K, V, batch[2]), unpadded(Q, K, V, [2, 3]))
    learner.append(*batch, np.array([False, True]), np.eye(6)[[5, 2]], 5, 0)  # the first row ends
    preserves_arguments(learner)


def worked_batch():
    mask = np.array([[False, False, True], [True, True, True]])
    return np.array([[0, 0, 7], [4, 6, 2]]), np.array([[0, 0, 0], [0, 1, 2]]), mask


def compare(answer, batch, finished=None):
    names = PARTS if finished is None else (*PARTS, "finished")
    expected = batch if finished is None else (*batch, finished)
    for name, yours, right in zip(names, parts(answer, *names), expected):
        close(yours, right, name=f"your {name}")


def take(answer):
    """Arrays that the judge can compute with."""
    tokens, positions, mask = (array(part, name=f"your {name}") for name, part in zip(PARTS, parts(answer, *PARTS)))
    for name, part, kinds in [("tokens", tokens, "iu"), ("positions", positions, "iu"), ("mask", mask, "b")]:
        if part.dtype.kind not in kinds or part.shape != tokens.shape or part.ndim != 2 or part.size > 1000:
            fail(f"Your {name} have dtype {part.dtype} and shape {formatting.shape(part.shape)}.")
    return tokens % 12, positions % 64, mask


def padded(prompts, pad):
    n = max(len(prompt) for prompt in prompts)
    where = [n - len(prompt) for prompt in prompts]
    tokens = [[pad] * gap + prompt for gap, prompt in zip(where, prompts)]
    positions = [[max(column - gap, 0) for column in range(n)] for gap in where]
    mask = [[column >= gap for column in range(n)] for gap in where]
    return np.array(tokens), np.array(positions), np.array(mask)


def unpadded(Q, K, V, lengths):
    """PyTorch's attention for the real tokens of each row alone."""
    out = np.zeros((*Q.shape[:3], V.shape[3]))
    for b, length in enumerate(lengths):
        q, k, v = (torch.from_numpy(a[b, :, a.shape[2] - length :]) for a in (Q, K, V))
        out[b, :, Q.shape[2] - length :] = torch.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)
    return out


def draw_model(rng):
    """Embeddings, positions, and two layers of two heads."""
    d = 6
    layers = [
        [rng.normal(size=(2, d, 4)) / 2, rng.normal(size=(2, d, 4)) / 2, rng.normal(size=(2, d, d))] for _ in "12"
    ]
    return rng.normal(size=(12, d)), rng.normal(size=(64, d)), layers, rng.normal(size=(d, 12))


def run(model, tokens, positions, attention):
    """The logits of the last column, (B, vocabulary)."""
    embeddings, places, layers, output = model
    x = embeddings[tokens] + places[positions]  # (B, n, d)
    for layer in layers:
        result = array(attention(*(x[:, None] @ matrix for matrix in layer)))
        shape(result, (len(x), 2, *x.shape[1:]))
        if result.dtype.kind != "f" or not np.isfinite(result).all():
            fail("Your attention returned values that aren't finite floats.", yours=formatting.text(result))
        x = x + result.sum(axis=1)
    return x[:, -1] @ output


def alone(model, prompt, end, steps):
    """The text of one prompt without padding."""
    text = list(prompt)
    while len(text) < len(prompt) + steps and end not in text[len(prompt) :]:
        tokens = np.array([text])
        logits = run(model, tokens, np.arange(len(text))[None], lambda Q, K, V: unpadded(Q, K, V, [Q.shape[2]]))
        text.append(int(logits[0].argmax()))
    return text[len(prompt) :]
