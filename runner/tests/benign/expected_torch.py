"""Like :mod:`expected`, for the solutions that use torch. Tensors come back as arrays."""

from __future__ import annotations

import math

import numpy as np

from runner.tests.benign.expected import Case
from runner.wire.values import Tensor

_draw = np.random.default_rng(7)
X = _draw.normal(size=4)
Z = np.array([0.0, 0.4, 0.6, 2.0])
M = _draw.normal(size=(4, 4))
B1, B2 = _draw.normal(size=(2, 3, 4)), _draw.normal(size=(2, 4, 5))
Q, K, V = (_draw.normal(size=(2, 5, 4)) for _ in range(3))
IMAGE, KERNEL = _draw.normal(size=(1, 1, 6, 6)), _draw.normal(size=(1, 1, 3, 3))
ROWS = np.array([[4.0, 1, 3, 2], [0, 5, 1, 6]])
TEXT = "to be or not to"
_BETAS = np.linspace(1e-4, 0.2, 10)
_ALPHAS = np.array([math.prod(1 - b for b in _BETAS[: k + 1]) for k in range(10)])


def tensor(array: np.ndarray) -> Tensor:
    """An argument that the cell turns into a torch tensor."""
    return Tensor(array, False, array.dtype.name)


def _causal(q: np.ndarray, k: np.ndarray, v: np.ndarray) -> np.ndarray:
    out = np.zeros_like(v)
    for batch in range(2):
        for i in range(5):
            chances = [math.exp(q[batch, i] @ k[batch, j] / 2) for j in range(i + 1)]
            out[batch, i] = sum(p / sum(chances) * v[batch, j] for j, p in enumerate(chances))
    return out


def _strided(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    padded = np.pad(image, 1)
    return np.array([[(padded[2 * i : 2 * i + 3, 2 * j : 2 * j + 3] * kernel).sum() for j in range(3)]
                     for i in range(3)])  # fmt: skip


def _input_gradient_sum(kernel: np.ndarray) -> float:
    """For each weight, the weight times the number of pixels without padding that it is applied to."""
    meets = [sum(0 <= 2 * i + k - 1 < 6 for i in range(3)) for k in range(3)]
    return float(sum(kernel[k, m] * meets[k] * meets[m] for k in range(3) for m in range(3)))


_IDS = np.array([[1, 2, 0], [2, 2, 9]])
_OPTIMISERS = ["SGD", "Adam", "AdamW", "RMSprop", "NAdam", "RAdam", "Adamax", "LBFGS", "Adagrad"]

CASES: dict[str, Case] = {
    "torch_autograd": Case(args=(tensor(X),), expected=(np.cos(X) * X + np.sin(X), float(sum(np.sin(X) * X)))),
    "torch_double_backward": Case(args=(tensor(X),), expected=(4 * X**3, 2 * 4 * X**3 * 12 * X**2)),
    "torch_custom_function": Case(args=(tensor(Z),), expected=(np.array([0.0, 0, 1, 1]), True)),
    "torch_modules": Case(args=(4,), expected=(True, 2 * 4 + 4 * 8 + 8 + 8 * 4 + 4, [(3, 4)], True)),
    "torch_optimisers": Case(args=(), expected=dict.fromkeys(_OPTIMISERS, True)),
    "torch_schedulers": Case(
        args=(),
        expected={
            "step": [1.0, 1.0, 0.1, 0.1],
            "exponential": [1.0, 0.5, 0.25, 0.125],
            "cosine": [(1 + math.cos(math.pi * k / 4)) / 2 for k in range(4)],
            "lambda": [1.0, 1 / 2, 1 / 3, 1 / 4],
        },
    ),
    "torch_training": Case(args=(150,), expected=1.0, within=0.05),
    "torch_cnn_training": Case(args=(), expected=32),
    "torch_data_loader": Case(args=(), expected=(float(sum(i * i for i in range(10))), [4, 4, 2], [7, 3], [1, 2, 3])),
    "torch_fourier": Case(
        args=(tensor(X),), expected=(X, abs(sum(X)), np.array([[4.0, 0], [0, 0]]), np.array([0, 0.25, -0.5, -0.25]))
    ),
    "torch_attention": Case(args=(tensor(Q), tensor(K), tensor(V)), expected=(_causal(Q, K, V), 0.0)),
    "torch_transformer": Case(args=(), expected=(True, np.ones((2, 5)), [2, 5, 16]), within=1e-4),
    "torch_recurrent": Case(args=(), expected=([7, 2, 10], [4, 2, 5], True, np.array([7, 4]), 0.0)),
    "torch_embedding": Case(args=(tensor(_IDS),), expected=(np.array([0, 4.0, 12, 0, 0, 0, 0, 0, 0, 4]), [2, 4])),
    "torch_linalg": Case(args=(tensor(M),), expected=([True] * 10, np.float64(0)), within=1e-6),
    "torch_einsum": Case(
        args=(tensor(B1), tensor(B2)),
        expected=(
            np.stack([B1[i] @ B2[i] for i in range(2)]),
            np.stack([np.tile(B2[i].sum(1), (3, 1)) for i in range(2)]),
            np.array([3.0, 3.0]),
        ),
    ),
    "torch_bfloat16": Case(
        args=(tensor(np.array([[1.0, 257.0]])),),
        expected=(
            Tensor(np.array([[1.0, 256.0]], np.float32), False, "bfloat16"),
            np.array([[65536.0]]),
            "torch.bfloat16",
            2**-7,
        ),
    ),
    "torch_half": Case(
        args=(tensor(np.array([1.0, 2049.0])),),
        expected=(Tensor(np.array([2.0, 4096.0], np.float16), False, "float16"), np.float64(1 + 2048**2), True),
    ),
    "torch_complex": Case(args=(4,), expected=(np.float64(0), np.array([[2.0, 4.0]]), np.array([1, 1j, -1, -1j]))),
    "torch_distributions": Case(
        args=(),
        expected={
            "log_prob": -math.log(2 * math.sqrt(2 * math.pi)),
            "kl": 0.0,
            "mean": 1.0,
            "entropy": math.log(4),
            "bernoulli": 0.3,
        },
        within=0.06,
    ),
    "torch_random": Case(
        args=(11,),
        expected={
            "again": True,
            "within": True,
            "permutation": np.arange(10),
            "multinomial": np.ones(5),
            "state": True,
        },
    ),
    "torch_func": Case(
        args=(tensor(np.array([1.0, 2, 3], np.float32)),),
        expected=(np.array([3.0, 12, 27]), np.diag([2.0, 4, 6]), 2 * np.eye(3), np.array([14.0, 14]), np.array([6.0])),
        within=1e-5,
    ),
    "torch_checkpoint": Case(args=(tensor(np.ones((2, 3), np.float32)),), expected=0.0),
    "torch_save_load": Case(args=(tensor(X),), expected=(X, 3)),
    "torch_indexing": Case(
        args=(tensor(ROWS),),
        expected=(
            np.array([[4.0, 3], [6, 5]]),
            np.array([[4.0, 3], [6, 5]]),
            np.array([2.0, 2]),
            4,
            np.float64(5),
            ROWS[::-1],
        ),
    ),
    "torch_convolution": Case(
        args=(tensor(IMAGE), tensor(KERNEL)),
        expected=(
            _strided(IMAGE[0, 0], KERNEL[0, 0])[None, None],
            _input_gradient_sum(KERNEL[0, 0]),
            [1, 1, 5, 5],
            [3, 3, 1],
            12,
        ),
    ),
    "torch_sparse": Case(args=(), expected=(np.array([[0.0, 2], [3, 0]]), np.array([2.0, 3]), np.array([0, 1]))),
    "torch_threads": Case(args=(300,), expected=(300.0, 300.0, 2)),
    "torch_large": Case(args=(64,), expected=3 * 2.0 * 64 * 2**18),
    "torch_traced": Case(args=(tensor(X),), expected=(2 * X + 1, False)),
    "torch_gpt": Case(args=(TEXT, 120), expected=TEXT),
    "torch_vae": Case(args=(), expected=True),
    "torch_bridge": Case(
        args=(np.zeros(2),), expected=(np.ones(2), np.array([1, 2]), np.ones(2, np.float32), [1.0, 1.0])
    ),
    "torch_reinforce": Case(args=(), expected=1),
    "torch_diffusion": Case(args=(10,), expected=(np.ones(4), _ALPHAS)),
}
