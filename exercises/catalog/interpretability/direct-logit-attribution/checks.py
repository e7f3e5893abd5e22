import numpy as np
import torch

from runner.judge import check, close, heatmap, preserves_arguments

PATTERN = np.array([[[1, 0, 0], [0.5, 0.5, 0], [0.75, 0, 0.25]], [[1, 0, 0], [0, 1, 0], [0, 0.5, 0.5]]])
VALUES = np.array([[[2.0], [0.0], [4.0]], [[1.0], [-2.0], [4.0]]])
W_O = np.array([[[0.0, 2.0, 0.0, 0.0]], [[1.0, 0.0, 0.0, -1.0]]])
EMBEDDING = np.array([[1.0, 0, 0, 2], [0, 3, 0, 0], [1, 0, 2, 0]])
FEED_FORWARD = np.array([[0.0, 1, 0, 0], [0, 0, 0, 1], [0, -1, 1, 1]])
SCALE = np.array([1.0, 2, 1, 1])
UNEMBED = np.array([[1.0, 0, 2], [0, 1, 0], [0, 0, 1], [1, 2, 0]])


@check(example=True)
def worked_heads(learner, rng):
    """The two heads of the worked example"""
    compare_heads(learner, PATTERN, VALUES, W_O)


@check
def any_heads(learner, rng):
    """Heads of any size"""
    for H, n, k, d in [(1, 1, 2, 3), (3, 5, 2, 4), (4, 24, 8, 32)]:
        compare_heads(learner, *draw_heads(rng, H, n, k, d))


@check(example=True)
def worked_terms(learner, rng):
    """The terms of the worked example at all three positions"""
    parts = np.stack([EMBEDDING, *heads_by_einsum(PATTERN, VALUES, W_O), FEED_FORWARD])
    compare_terms(learner, parts, SCALE, UNEMBED, 1, 0)


@check
def any_model(learner, rng):
    """Any parts, also of a stream near 0, and two tokens in either order"""
    for C, n, d, V in [(1, 1, 3, 2), (4, 3, 5, 6), (18, 16, 32, 40)]:
        parts, scale, unembed = rng.normal(size=(C, n, d)), rng.uniform(0.5, 1.5, size=d), rng.normal(size=(d, V))
        answer, other = rng.choice(V, size=2, replace=False).tolist()
        compare_terms(learner, parts, scale, unembed, answer, other)
        compare_terms(learner, parts * 0.003, scale, unembed, other, answer)  # epsilon counts


@check(example=True)
def worked_tokens(learner, rng):
    """The terms of the worked example by source token"""
    stream = EMBEDDING + heads_by_einsum(PATTERN, VALUES, W_O).sum(axis=0) + FEED_FORWARD
    compare_tokens(learner, PATTERN, VALUES, W_O, stream, SCALE, UNEMBED, 1, 0)


@check
def any_tokens(learner, rng):
    """The terms by source token in any model, whose stream has more parts than these heads"""
    for H, n, k, d, V in [(1, 1, 1, 2, 2), (3, 5, 2, 4, 6), (4, 24, 8, 32, 40)]:
        for size in (1.0, 0.003):
            stream, scale, unembed = (
                size * rng.normal(size=(n, d)),
                rng.uniform(0.5, 1.5, size=d),
                rng.normal(size=(d, V)),
            )
            answer, other = rng.choice(V, size=2, replace=False).tolist()
            compare_tokens(learner, *draw_heads(rng, H, n, k, d), stream, scale, unembed, answer, other)


@check
def arguments_unchanged(learner, rng):
    """No argument is modified"""
    heads, parts = draw_heads(rng, 2, 4, 3, 5), rng.normal(size=(3, 4, 5))
    scale, unembed = rng.uniform(0.5, 1.5, size=5), rng.normal(size=(5, 6))
    compare_heads(learner, *heads)
    compare_terms(learner, parts, scale, unembed, 2, 5)
    compare_tokens(learner, *heads, parts.sum(axis=0), scale, unembed, 2, 5)
    preserves_arguments(learner)


def compare_heads(learner, pattern, values, W_o):
    sizes = {"the number of heads": len(W_o), "the number of tokens": values.shape[1]}
    close(
        learner.head_outputs(pattern, values, W_o),
        heads_by_einsum(pattern, values, W_o),
        name="your array",
        sizes=sizes,
    )


def compare_terms(learner, parts, scale, unembed, answer, other):
    yours = learner.attribute(parts, scale, unembed, answer, other)
    expected = terms_by_gradient(parts, scale, unembed, answer, other)
    show(learner, "your terms (rows: parts)", yours, expected)
    close(yours, expected, name="your array of terms", sizes={"the number of parts": len(parts)})


def compare_tokens(learner, pattern, values, W_o, stream, scale, unembed, answer, other):
    yours = learner.by_source(pattern, values, W_o, stream, scale, unembed, answer, other)
    size = np.sqrt((stream[-1] ** 2).mean() + 1e-5)
    expected = np.empty(values.shape[:2])
    for head, token in np.ndindex(expected.shape):
        written = pattern[head, -1, token] * values[head, token] @ W_o[head]
        logits = written / size * scale @ unembed
        expected[head, token] = logits[answer] - logits[other]
    show(learner, "your terms (rows: heads)", yours, expected)
    close(yours, expected, name="your array of terms", sizes={"the number of heads": len(W_o)})


def show(learner, name, yours, expected):
    if isinstance(yours, np.ndarray) and yours.shape == expected.shape and np.isrealobj(yours):
        learner.show(heatmap({name: yours, "expected": expected}, marks={name: ~np.isclose(yours, expected)}))


def heads_by_einsum(pattern, values, W_o):
    return np.einsum("hij,hjk,hkd->hid", pattern, values, W_o)


def terms_by_gradient(parts, scale, unembed, answer, other):
    """With the size of the stream held fixed, the difference is linear: its gradient times a part is the part's term."""
    stack = torch.tensor(parts)
    stream = stack.sum(dim=0).requires_grad_()
    size = (stream.detach().square().mean(dim=-1, keepdim=True) + 1e-5).sqrt()
    logits = stream / size * torch.tensor(scale) @ torch.tensor(unembed)
    (logits[:, answer] - logits[:, other]).sum().backward()
    return (stack * stream.grad).sum(dim=-1).numpy()


def draw_heads(rng, H, n, k, d):
    shares = np.tril(rng.exponential(size=(H, n, n)))
    shares /= shares.sum(axis=-1, keepdims=True)
    return shares, rng.normal(size=(H, n, k)), rng.normal(size=(H, k, d))
