import numpy as np
import torch

from runner.judge import check, close, heatmap, preserves_arguments, shape

EXAMPLE = np.array([[3.0, 0.0], [0.0, -2.0], [0.0, 0.0]])


@check(example=True)
def worked_approximation(learner, rng):
    """The approximation of the worked example"""
    compare(learner, EXAMPLE, 1)


@check
def any_shape(learner, rng):
    """Tall, wide and square matrices, with various ranks"""
    for n, m, k in [(6, 4, 2), (4, 6, 3), (5, 5, 1), (5, 5, 4), (3, 4, 3), (1, 3, 1), (32, 32, 8)]:
        compare(learner, rng.normal(size=(n, m)), k)


@check(example=True)
def worked_ranks(learner, rng):
    """The smallest ranks of the worked example"""
    for share, k in [(0.5, 1), (0.75, 2)]:
        close(learner.smallest_rank(EXAMPLE, share), k, name=f"your smallest rank for a share of {share}")


@check
def smallest_ranks(learner, rng):
    """The smallest rank that keeps the share: just below, exactly at and just above a threshold"""
    doubled = 2 * np.eye(4)  # every singular value is 2, so each share is exact in floating point
    for share, k in [(0.25, 1), (0.5, 2), (0.75, 3)]:
        close(
            learner.smallest_rank(doubled, share), k, name=f"your smallest rank of 2I (4 by 4) for a share of {share}"
        )
    for n, m in [(6, 4), (3, 5)]:
        A = rng.normal(size=(n, m))
        energy = torch.linalg.svdvals(torch.from_numpy(A)).numpy() ** 2
        for k in range(1, 4):
            share = energy[:k].sum() / energy.sum()
            for nudge, expected in [(-1e-6, k), (1e-6, k + 1)]:
                if 0 < share + nudge < 1:
                    yours = learner.smallest_rank(A, float(share + nudge))
                    close(yours, expected, name=f"your smallest rank for a share of {share + nudge:.4f}")


@check
def arguments_unchanged(learner, rng):
    """A is not modified"""
    A = rng.normal(size=(4, 3))
    shape(learner.low_rank(A, 2), (4, 3))
    close(learner.smallest_rank(A, 1e-6), 1, name="your smallest rank for a share of 0.000001")
    preserves_arguments(learner)


def compare(learner, A, k):
    yours, expected = learner.low_rank(A, k), by_torch(A, k)
    if A.size <= 64:  # larger ones can't be read
        learner.show(heatmap({"A": A, "yours": yours, f"nearest of rank {k}": expected}))
    close(yours, expected, name=f"your approximation of rank {k}")


def by_torch(A, k):
    """A seen only along the k strongest directions of its columns: eigenvectors of A A^T, found by PyTorch."""
    A = torch.from_numpy(A)
    strongest = torch.linalg.eigh(A @ A.T).eigenvectors[:, -k:]  # eigenvalues rise
    return (strongest @ strongest.T @ A).numpy()
