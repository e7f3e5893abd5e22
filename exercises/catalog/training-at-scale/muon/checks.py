import math

import numpy as np

from runner.judge import array, bars, check, close, parts, preserves_arguments, scales_like

SINGLE = {"rtol": 1e-4, "atol": 1e-4}  # what float32 leaves after five iterations, with a margin
EXAMPLE = np.array([[21.0, 0.0, -9.6], [28.0, 0.0, 7.2]])


@check(example=True)
def worked_matrix(learner, rng):
    """The matrix of the worked example, its singular values and its error"""
    for steps in (1, 0, 5):
        compare(learner, EXAMPLE, steps)
    for steps in (1, 5):
        compare_spectrum(learner, np.array([35.0, 12.0]), steps)
    for steps in (0, 5):
        compare_error(learner, by_svd(EXAMPLE, steps), after=f" after {count(steps)}")


@check(example=True)
def worked_step(learner, rng):
    """The step of the worked example, also with the matrices transposed and with two rows more"""
    W, grad = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), np.array([[10.0, 16.0], [0.0, 0.0], [-4.0, 4.0]])
    tall = W, grad, np.array([[24.0, 16.0], [0.0, 0.0], [-14.4, 4.8]])
    wide = tuple(np.ascontiguousarray(matrix.T) for matrix in tall)
    taller = tuple(np.vstack([matrix, matrix[:2]]) for matrix in tall)  # 3 // 2 is 1, as for a wide matrix
    kinds = {"wide": wide, "tall": tall, "5 by 2": taller}
    answers = {kind: learner.muon_step(*matrices, 0.1, 0.5, 0.2) for kind, matrices in kinds.items()}
    for kind in ("tall", "wide", "5 by 2"):
        judge_step(answers[kind], *kinds[kind], 0.1, 0.5, 0.2, when=f" of the {kind} example")


@check
def any_matrix(learner, rng):
    """Tall, wide and square matrices: the iterations, the singular values and the error"""
    for n, m, steps in [(7, 8, 5), (6, 4, 1), (6, 4, 5), (3, 5, 2), (5, 3, 7), (4, 4, 3), (1, 3, 4), (4, 1, 0)]:
        r = min(n, m)
        s = rng.permutation(np.logspace(0, -2.5, r) * rng.uniform(0.9, 1.1, size=r)) * rng.uniform(2, 20)
        U, V = orthonormal(rng, n, r), orthonormal(rng, m, r)
        X = learner.orthogonalise(U * s @ V.T, steps)
        if isinstance(X, np.ndarray) and X.shape == (n, m) and np.isrealobj(X) and np.isfinite(X).all() and r > 2:
            show_directions(learner, s, np.einsum("ir,ij,jr->r", U, X, V), steps)
        close(X, U * spectrum(s, steps) @ V.T, name=f"your matrix after {count(steps)}", **SINGLE)
        compare_spectrum(learner, s, steps)
        for low, high in [(0.3, 1.2), (0.9, 1.7), (0.05, 0.5)]:
            s = rng.permutation(np.append(rng.uniform(low, high, size=r - 1), low if low < 0.9 else high))
            compare_error(learner, U * s @ V.T)


@check
def several_steps(learner, rng):
    """Steps one after the other, with gradients of any size, even zero"""
    for size in (0.0, 1e-7, 1e-5):
        compare(learner, rng.normal(size=(3, 4)) * size, 5)
        compare_spectrum(learner, rng.uniform(1, 2, size=4) * size, 3)
    for n, m in [(3, 5), (6, 2), (4, 4)]:
        lr, beta, decay = (float(rng.uniform(low, high)) for low, high in [(0.1, 0.3), (0.6, 0.95), (0.2, 0.6)])
        W, B = rng.normal(size=(n, m)) + 1, np.zeros((n, m))
        for t, size in enumerate([0.0, 1e-3, 50.0, 1.0], 1):
            grad = rng.normal(size=(n, m)) * size
            W, B = compare_step(learner, W, grad, B, lr, beta, decay, when=f" after step {t}")


@check
def long_matrices(learner, rng):
    """A matrix of 4 rows or 4 columns takes time in proportion to its longer side"""
    for side, shape in [("the number of rows", lambda n: (n, 4)), ("the number of columns", lambda n: (4, n))]:
        scales_like(
            learner,
            lambda M: in_single_precision(learner.orthogonalise(M, 5)),
            four_by_four,
            (80, 480),
            draw=lambda n, shape=shape: rng.normal(size=shape(n)),
            most=8,
            size=side,
            name="your matrix after 5 iterations",
        )


@check
def arguments_unchanged(learner, rng):
    """No argument is modified"""
    for n, m in [(3, 4), (5, 2)]:
        M = rng.normal(size=(n, m))
        compare(learner, M, 2)
        compare_error(learner, M)
        compare_spectrum(learner, rng.uniform(1, 3, size=3), 2)
        compare_step(learner, *rng.normal(size=(3, n, m)), 0.1, 0.9, 0.1)
    preserves_arguments(learner)


def compare(learner, M, steps):
    close(learner.orthogonalise(M, steps), by_svd(M, steps), name=f"your matrix after {count(steps)}", **SINGLE)


def compare_spectrum(learner, s, steps):
    name = f"your array of singular values after {count(steps)}"
    close(learner.singular_values(s, steps), np.array(spectrum(s, steps)), name=name, **SINGLE)


def compare_error(learner, X, after=""):
    expected = max(abs(sigma - 1) for sigma in np.linalg.svd(X, compute_uv=False).tolist())
    close(learner.orthogonality_error(X), expected, name=f"your error{after}", **SINGLE)


def compare_step(learner, W, grad, B, lr, beta, decay, when=""):
    return judge_step(learner.muon_step(W, grad, B, lr, beta, decay), W, grad, B, lr, beta, decay, when)


def judge_step(answer, W, grad, B, lr, beta, decay, when):
    """The momentum first, because the weights follow from it. Returns the expected (W, B)."""
    answer = parts(answer, "W", "B")
    momentum = np.empty_like(B)
    for i in np.ndindex(B.shape):
        momentum[i] = beta * B[i] + grad[i]
    close(answer[1], momentum, name=f"your momentum B{when}", rtol=1e-4, atol=1e-6)
    rows, columns = W.shape
    factor = math.sqrt(rows / columns) if rows > columns else 1.0
    weights = W - lr * factor * by_svd(grad + beta * momentum, 5) - lr * decay * W
    close(answer[0], weights, name=f"your matrix W{when}", **SINGLE)
    return weights, momentum


def orthonormal(rng, n, r):
    return np.linalg.qr(rng.normal(size=(n, r)))[0]


def show_directions(learner, s, yours, steps):
    """How much of each singular direction is left, the strongest first."""
    order = np.argsort(-s)
    before, after = s / math.sqrt(s @ s), np.array(spectrum(s, steps))
    series = {"before": before[order], "yours": yours[order], "expected": after[order]}
    learner.show(bars([f"σ{i + 1}" for i in range(len(s))], series))


def spectrum(s, steps):
    """One singular value at a time."""
    norm = math.sqrt(math.fsum(float(sigma) ** 2 for sigma in s)) + 1e-7
    return [iterate(float(sigma) / norm, steps) for sigma in s]


def iterate(sigma, steps):
    for _ in range(steps):
        sigma = 3.4445 * sigma - 4.775 * sigma**3 + 2.0315 * sigma**5
    return sigma


def by_svd(M, steps):
    U, s, V = np.linalg.svd(M, full_matrices=False)
    return U * spectrum(s, steps) @ V


def in_single_precision(X):
    """So that float32 is precise enough for the comparison."""
    X = array(X, name="your matrix after 5 iterations")
    return X.astype(np.float32) if X.dtype.kind == "f" else X


def count(steps):
    return "1 iteration" if steps == 1 else f"{steps} iterations"


def four_by_four(M):
    """The iterations on the short side, with a loop over the long one, four lines at a time."""
    lines = M if M.shape[0] > M.shape[1] else M.T
    blocks = np.split(lines / (math.sqrt(float((M * M).sum())) + 1e-7), len(lines) // 4)
    for _ in range(5):
        gram = sum(block.T @ block for block in blocks)
        factor = 3.4445 * np.eye(len(gram)) - 4.775 * gram + 2.0315 * gram @ gram
        blocks = [block @ factor for block in blocks]
    lines = np.concatenate(blocks)
    return lines if M.shape[0] > M.shape[1] else lines.T
