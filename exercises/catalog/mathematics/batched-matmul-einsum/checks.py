import numpy as np
import torch

from runner.judge import check, close, preserves_arguments, shape

A_EXAMPLE = np.array([[[1.0, 2.0]], [[3.0, 4.0]]])
B_EXAMPLE = np.array([[[1.0], [1.0]], [[2.0], [0.0]]])
X_EXAMPLE, W_EXAMPLE = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 0.0], [1.0, 2.0]])
Y_EXAMPLE = np.array([[1.0, 1.0], [2.0, 0.0]])


@check(example=True)
def worked_products(learner, rng):
    """The batched product of the worked example"""
    close(learner.batched_matmul(A_EXAMPLE, B_EXAMPLE), np.array([[[3.0]], [[6.0]]]), name="your batched product")


@check(example=True)
def worked_bilinear(learner, rng):
    """The bilinear scores of the worked example"""
    close(learner.bilinear(X_EXAMPLE, W_EXAMPLE, Y_EXAMPLE), np.array([7.0, 14.0]), name="your bilinear scores")


@check
def batched_products(learner, rng):
    """Batches of matrices of any shape, compared with PyTorch"""
    for b, n, k, m in [(3, 2, 4, 5), (3, 3, 3, 3), (1, 1, 4, 1), (4, 2, 1, 3), (6, 10, 12, 16)]:
        A, B = rng.normal(size=(b, n, k)), rng.normal(size=(b, k, m))
        expected = torch.bmm(torch.from_numpy(A), torch.from_numpy(B)).numpy()
        close(learner.batched_matmul(A, B), expected, name="your batched product")


@check
def scores_of_every_head(learner, rng):
    """Every query is paired with every key of its own example and head"""
    for b, n, m, h, d in [(2, 3, 4, 5, 6), (2, 3, 3, 3, 3), (1, 4, 2, 1, 3), (3, 1, 1, 2, 1)]:
        Q, K = rng.normal(size=(b, n, h, d)), rng.normal(size=(b, m, h, d))
        expected = Q.transpose(0, 2, 1, 3) @ K.transpose(0, 2, 3, 1)
        close(learner.scores(Q, K), expected, name="your table of scores")


@check
def bilinear_scores(learner, rng):
    """One score for each pair of vectors"""
    for b, n, m in [(4, 2, 3), (3, 3, 3), (1, 4, 2), (5, 1, 1)]:
        X, W, Y = rng.normal(size=(b, n)), rng.normal(size=(n, m)), rng.normal(size=(b, m))
        expected = np.array([x @ W @ y for x, y in zip(X, Y)])
        close(learner.bilinear(X, W, Y), expected, name="your bilinear scores")


@check
def arguments_unchanged(learner, rng):
    """No argument is modified"""
    cube = rng.normal(size=(2, 2, 2))
    shape(learner.batched_matmul(cube, cube + 1), (2, 2, 2))
    shape(learner.scores(rng.normal(size=(2, 3, 2, 3)), rng.normal(size=(2, 3, 2, 3))), (2, 2, 3, 3))
    shape(learner.bilinear(rng.normal(size=(3, 3)), rng.normal(size=(3, 3)), rng.normal(size=(3, 3))), (3,))
    preserves_arguments(learner)
