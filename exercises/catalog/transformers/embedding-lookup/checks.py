import numpy as np
import torch

from runner.judge import array, check, close, preserves_arguments


@check(example=True)
def worked_lookup(learner, rng):
    """The rows of the worked example"""
    E = np.array([[1.0, 0.0], [0.0, 1.0], [2.0, 2.0]])
    close(learner.embed(E, np.array([2, 0, 2])), E[[2, 0, 2]], name="your rows")


@check(example=True)
def worked_gradient(learner, rng):
    """The gradient of the worked example, without and with a padding token"""
    G, ids = np.array([[1.0, 2.0], [3.0, 4.0], [10.0, 20.0]]), np.array([2, 0, 2])
    expected = np.array([[3.0, 4.0], [0.0, 0.0], [11.0, 22.0]])
    close(learner.embedding_gradient(G, ids, 3), expected, name="your gradient")
    expected[2] = 0
    close(learner.embedding_gradient(G, ids, 3, 2), expected, name="your gradient with padding = 2")


@check
def any_batch(learner, rng):
    """Ids with any number of axes, many of them more than once"""
    small = [(int(rng.integers(4, 8)), int(rng.integers(1, 5)), dims) for dims in [(6,), (3, 5), (2, 2, 3)]]
    for V, d, dims in [*small, (200, 16, (8, 50))]:
        E, ids, G = draw(rng, V, d, dims)
        rows, gradient = by_torch(E, ids, G)
        close(learner.embed(E, ids), rows, name="your rows")
        close(
            learner.embedding_gradient(G, ids, V), gradient, name="your gradient", sizes={"the number of ids": ids.size}
        )


@check
def padding_token(learner, rng):
    """The padding token is looked up like any other and gets no gradient"""
    V, d = 5, 3
    E, ids, G = draw(rng, V, d, (4, 4))
    for padding in (0, 2, V - 1):
        ids[:2, -1] = padding
        rows, gradient = by_torch(E, ids, G, padding)
        close(learner.embed(E, ids), rows, name="your rows")
        close(learner.embedding_gradient(G, ids, V, padding), gradient, name=f"your gradient with padding = {padding}")


@check
def arguments_unchanged(learner, rng):
    """Table, ids and gradient are not modified"""
    E, ids, G = draw(rng, 4, 2, (2, 3))
    array(learner.embed(E, ids), name="your rows")
    array(learner.embedding_gradient(G, ids, 4, int(ids[0, 0])), name="your gradient")
    preserves_arguments(learner)


def draw(rng, V, d, dims):
    """Ids without the largest, with repeats, and more of them than table rows."""
    return rng.normal(size=(V, d)), rng.integers(0, V - 1, size=dims), rng.normal(size=(*dims, d))


def by_torch(E, ids, G, padding=None):
    table = torch.tensor(E, requires_grad=True)
    rows = torch.nn.functional.embedding(torch.tensor(ids), table, padding_idx=padding)
    rows.backward(torch.tensor(G))
    return rows.detach().numpy(), table.grad.numpy()
