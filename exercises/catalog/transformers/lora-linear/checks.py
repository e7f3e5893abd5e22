import numpy as np
import torch

from runner.judge import check, close, gradient, preserves_arguments

SHAPES = [((4,), 3, 5, 2), ((2, 3), 4, 2, 3), ((), 3, 3, 3), ((2, 1, 3), 4, 3, 2)]  # leading axes, d_in, d_out, rank


@check(example=True)
def worked_example(learner, rng):
    """Output, gradients and merged matrix of the worked example"""
    W, A, B = np.eye(2), np.array([[1.0, 2.0]]), np.array([[1.0], [3.0]])
    x = G = np.ones((1, 2))
    close(learner.forward(x, W, A, B, 0.5), np.array([[2.5, 5.5]]), name="your output")
    compare(learner.gradients(x, A, B, 0.5, G), {"B": np.full((2, 1), 1.5), "A": np.full((1, 2), 2.0)}, 1, 0.5)
    close(learner.merge(W, A, B, 0.5), np.array([[1.5, 1.0], [1.5, 4.0]]), name="your merged matrix")


@check
def output(learner, rng):
    """The output for any shape and any rank"""
    for dims, d_in, d_out, r in [*SHAPES, ((16,), 32, 40, 4)]:
        x, W, A, B, alpha, _ = draw(rng, dims, d_in, d_out, r)
        expected, _ = by_torch(x, W, A, B, alpha)
        close(learner.forward(x, W, A, B, alpha), expected, name="your output", sizes={"the rank": r})


@check
def gradients_of_the_factors(learner, rng):
    """The gradients of A and B, summed over all examples"""
    for dims, d_in, d_out, r in [*SHAPES, ((5,), 3, 3, 3), ((16,), 32, 40, 4)]:
        x, W, A, B, alpha, G = draw(rng, dims, d_in, d_out, r)
        _, expected = by_torch(x, W, A, B, alpha, G)
        compare(learner.gradients(x, A, B, alpha, G), expected, int(np.prod(dims)), alpha / r)
    # so large that differences of the output for each of 8,192 parameters take too long
    x, A, B, G = (rng.normal(size=size) for size in [(64, 512), (8, 512), (512, 8), (64, 512)])
    _, expected = by_torch(x, None, A, B, 5.0, G)
    compare(learner.gradients(x, A, B, 5.0, G), expected, 64, 5.0 / 8)


@check
def merged(learner, rng):
    """The merged matrix gives the same output as the layer"""
    for d_in, d_out, r in [(3, 5, 2), (4, 4, 4)]:
        x, W, A, B, alpha, _ = draw(rng, (6,), d_in, d_out, r)
        expected = np.array([[W[i, j] + alpha / r * sum(B[i] * A[:, j]) for j in range(d_in)] for i in range(d_out)])
        close(learner.merge(W, A, B, alpha), expected, name="your merged matrix", sizes={"the rank": r})


@check
def arguments_unchanged(learner, rng):
    """No argument is modified"""
    x, W, A, B, alpha, G = draw(rng, (2, 2), 3, 2, 2)
    expected, grads = by_torch(x, W, A, B, alpha, G)
    close(learner.forward(x, W, A, B, alpha), expected, name="your output")
    compare(learner.gradients(x, A, B, alpha, G), grads, 4, alpha / 2)
    close(learner.merge(W, A, B, alpha), W + alpha / 2 * B @ A, name="your merged matrix")
    preserves_arguments(learner)


def draw(rng, dims, d_in, d_out, r):
    x, W, A, B = (rng.normal(size=size) for size in [(*dims, d_in), (d_out, d_in), (r, d_in), (d_out, r)])
    return x, W, A, B, float(rng.uniform(3, 9)), rng.normal(size=(*dims, d_out))


def compare(grads, expected, n, scale):
    gradient(
        grads,
        expected,
        batch=n,
        suspects={name: {"the factor alpha / r is missing": expected[name] / scale} for name in expected},
    )


def by_torch(x, W, A, B, alpha, G=None):
    """The output, and the gradients of A and B. Without W, which these don't depend on, it is only the adapter's."""
    x, A, B = torch.tensor(x), torch.tensor(A, requires_grad=True), torch.tensor(B, requires_grad=True)
    y = alpha / A.shape[0] * torch.nn.functional.linear(torch.nn.functional.linear(x, A), B)
    if W is not None:
        y = y + torch.nn.functional.linear(x, torch.tensor(W))
    if G is None:
        return y.detach().numpy(), {}
    y.backward(torch.tensor(G))
    return y.detach().numpy(), {"B": B.grad.numpy(), "A": A.grad.numpy()}
