import numpy as np
import torch

from runner.judge import check, close, preserves_arguments


@check(example=True)
def worked_example(learner, rng):
    """The two networks of the worked example"""
    x = np.array([[1.0, 2.0]])
    weights = [np.array([[1.0, 1.0], [1.0, -1.0]]), np.array([[1.0, 5.0], [0.0, 2.0]])]
    close(learner.mlp_forward(x, weights, [np.array([0.0, -1.0]), np.array([-1.0, 2.0])]), np.array([[0.5, 0.5]]))
    p = 1 / (1 + np.exp(-1.0))
    close(learner.mlp_forward(x, weights, [np.array([0.0, -1.0]), np.array([-1.0, 1.0])]), np.array([[p, 1 - p]]))


@check
def one_layer(learner, rng):
    """One layer: a softmax of the scores, with no ReLU before it"""
    for n in (1, 5):
        x, weights, biases = draw(rng, n, [3, 4])
        close(learner.mlp_forward(x, weights, biases), by_torch(x, weights, biases), name="your probability")


@check
def any_depth(learner, rng):
    """Any number of layers, widths and examples, compared with PyTorch"""
    for widths in ([4, 6, 3], [2, 5, 3, 4], [3, 3, 3, 3, 3], [1, 7, 1, 2], [30, 40, 10], [3] * 12):
        for n in (1, 6):
            x, weights, biases = draw(rng, n, widths)
            close(learner.mlp_forward(x, weights, biases), by_torch(x, weights, biases), name="your probability")


@check
def large_scores(learner, rng):
    """Scores of ±1000 give finite probabilities that sum to 1"""
    x, weights, biases = draw(rng, 4, [3, 5, 4])
    biases[-1] = biases[-1] + rng.permutation([1000.0, 1000.0, -1000.0, 0.0])
    close(learner.mlp_forward(x, weights, biases), by_torch(x, weights, biases), name="your probability")
    weights, biases = [np.array([[1.0], [1.0]])], [rng.normal(size=2)]
    far_apart = np.array([[-1000.0], [1000.0]])  # one row far below the other
    expected = by_torch(far_apart, weights, biases)
    close(learner.mlp_forward(far_apart, weights, biases), expected, name="your probability")


@check
def arguments_unchanged(learner, rng):
    """The batch, the weights and the biases are not modified"""
    for widths in ([3, 4], [3, 4, 5, 2]):
        x, weights, biases = draw(rng, 3, widths)
        close(learner.mlp_forward(x, weights, biases), by_torch(x, weights, biases), name="your probability")
    preserves_arguments(learner)


def draw(rng, n, widths):
    weights = [rng.normal(size=(d_out, d_in)) for d_in, d_out in zip(widths, widths[1:])]
    biases = [rng.normal(size=d_out) for d_out in widths[1:]]
    return rng.normal(size=(n, widths[0])) + 0.5, weights, biases


def by_torch(x, weights, biases):
    h = torch.from_numpy(x)
    for i, (W, b) in enumerate(zip(weights, biases)):
        h = torch.nn.functional.linear(torch.relu(h) if i else h, torch.from_numpy(W), torch.from_numpy(b))
    return torch.softmax(h, dim=1).numpy()
