import numpy as np
import torch

from runner.judge import array, check, close, heatmap, parts, preserves_arguments, scales_like


@check(example=True)
def worked_example(learner, rng):
    """Two pairs"""
    compare(learner, np.array([[1.0, 0.0], [0.0, 2.0]]), np.array([[3.0, 0.0], [3.0, 4.0]]), 0.2)


@check
def any_batch(learner, rng):
    """Any number of pairs, some matched correctly, and vectors of any length"""
    for n, d, temperature in [(3, 2, 1.0), (5, 4, 0.5), (6, 3, 0.1), (1, 3, 0.3), (32, 40, 0.5)]:
        compare(learner, *draw(rng, n, d), temperature)

    def gradient_by_learner(given):
        return parts(learner.info_nce(*given, 1.0), "loss", "grad_S", "accuracy")[1]

    scales_like(
        learner,
        gradient_by_learner,
        gradient_by_loops,
        (25, 160),
        draw=lambda n: tuple(rng.normal(size=(2, n, 3))),
        most=40,
        size="the number of pairs",
        name="your gradient",
    )


@check
def small_temperature(learner, rng):
    """A temperature of 0.001 stays exact"""
    A, B = draw(rng, 4, 3)
    compare(learner, A, B, 0.001)
    B[:2] = A[0] + 0.1 * rng.normal(size=(2, 3)) * np.abs(A[0]).max()
    A[1] = -A[0] + 0.1 * rng.normal(size=3) * np.abs(A[0]).max()
    compare(learner, A[:2], B[:2], 0.001)  # scores of one row near 1000, of the other near -1000


@check
def arguments_unchanged(learner, rng):
    """Neither batch is modified"""
    compare(learner, *draw(rng, 3, 3), 0.5)
    preserves_arguments(learner)


def draw(rng, n, d):
    """Roughly aligned pairs, lengths from 0.1 to 10; rows and columns get different numbers of pairs right."""
    while True:
        A = rng.normal(size=(n, d))
        B = A + 1.5 * rng.normal(size=(n, d))
        S, own = cosines(A, B), np.arange(n)
        if n == 1 or sum(S.argmax(axis=0) == own) != sum(S.argmax(axis=1) == own):
            return A * 10 ** rng.uniform(-1, 1, size=(n, 1)), B * 10 ** rng.uniform(-1, 1, size=(n, 1))


def cosines(A, B):
    return np.array([[a @ b / np.sqrt((a @ a) * (b @ b)) for b in B] for a in A])


def compare(learner, A, B, temperature):
    loss, grad_S, accuracy = parts(learner.info_nce(A, B, temperature), "loss", "grad_S", "accuracy")
    expected, gradient, share = by_torch(A, B, temperature)
    sizes = {"the number of pairs": len(A)}
    close(loss, expected, name="your loss", sizes=sizes)
    grad_S = array(grad_S, name="your gradient")
    if grad_S.shape == gradient.shape:
        learner.show(heatmap({"your gradient": grad_S, "expected": gradient}))
    close(grad_S, gradient, name="your gradient", sizes=sizes)
    close(accuracy, share, name="your accuracy")


def gradient_by_loops(given):
    """Both softmaxes minus one-hot, number by number, at a temperature of 1."""
    A, B = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True) for vectors in given)
    shares = np.exp(A @ B.T).tolist()
    rows, columns = [sum(row) for row in shares], [sum(column) for column in zip(*shares)]
    n = len(shares)
    return np.array(
        [
            [(s / rows[i] + s / columns[j] - 2 * (i == j)) / (2 * n) for j, s in enumerate(row)]
            for i, row in enumerate(shares)
        ]
    )


def by_torch(A, B, temperature):
    a, b = torch.tensor(A), torch.tensor(B)
    S = torch.stack([torch.nn.functional.cosine_similarity(row[None], b) for row in a]) / temperature
    S.requires_grad_()
    right = torch.arange(len(A))
    loss = (torch.nn.functional.cross_entropy(S, right) + torch.nn.functional.cross_entropy(S.T, right)) / 2
    loss.backward()
    found = [max(range(len(row)), key=row.__getitem__) == i for i, row in enumerate(S.tolist())]
    return loss.item(), S.grad.numpy(), sum(found) / len(found)
