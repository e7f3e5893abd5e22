"""The expected results of the benign solutions, computed differently: with loops, by definition or by hand."""

from __future__ import annotations

import hashlib
import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from runner.wire.values import Rng

Array = np.ndarray


@dataclass(frozen=True, kw_only=True)
class Case:
    """A solution's arguments, expected result, expected output and tolerance."""

    args: tuple[Any, ...]
    expected: Any
    printed: str = ""
    within: float = 1e-7


_draw = np.random.default_rng(2026)
A = _draw.normal(size=(5, 5))
X, Y = _draw.normal(size=(6, 4)), _draw.normal(size=(6, 2))
W1, W2 = _draw.normal(size=(4, 3)), _draw.normal(size=(3, 2))
Q, K, V = (_draw.normal(size=(5, 4)) for _ in range(3))
SQUARE = [_draw.normal(size=(4, 4)) for _ in range(4)]
POINTS = np.concatenate([_draw.normal(size=(20, 2)), _draw.normal(size=(30, 2)) + 50])


def _weights(scores: Array) -> Array:
    return np.array([[math.exp(s) / sum(math.exp(t) for t in row) for s in row] for row in scores])


def _attend(q: Array, k: Array, v: Array) -> Array:
    scores = [[sum(one * other) / math.sqrt(len(one)) for other in k] for one in q]
    return np.array(_weights(np.array(scores)) @ v)


def _slope(weights: Array, place: tuple[int, ...], loss: Any) -> float:
    """The loss's derivative with respect to one weight, by central differences."""
    kept, results = weights[place], []
    for step in (1e-6, -1e-6):
        weights[place] = kept + step
        results.append(loss())
    weights[place] = kept
    return float((results[0] - results[1]) / 2e-6)


def _backprop() -> tuple[float, Array, Array]:
    def loss() -> float:
        return float(0.5 * ((np.tanh(X @ W1) @ W2 - Y) ** 2).sum())

    first, second = (
        [[_slope(w, (i, j), loss) for j in range(w.shape[1])] for i in range(w.shape[0])] for w in (W1, W2)
    )
    return np.float64(loss()), np.array(first), np.array(second)


def _multi_head() -> Array:
    q, k, v = (X[:, :4] @ w for w in SQUARE[:3])
    heads = [_attend(q[:, s], k[:, s], v[:, s]) for s in (slice(0, 2), slice(2, 4))]
    return np.concatenate(heads, axis=1) @ SQUARE[3]


def _cached() -> Array:
    return np.concatenate([_attend(Q[i : i + 1], K[: i + 1], V[: i + 1]) for i in range(len(Q))])


def _rotary() -> Array:
    out = np.empty_like(Q)
    for place, pair in itertools.product(range(5), range(2)):
        angle = place * 10_000 ** (-2 * pair / 4)
        turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
        out[place, 2 * pair : 2 * pair + 2] = turn @ Q[place, 2 * pair : 2 * pair + 2]
    return out


def _convolved(image: Array, kernel: Array) -> Array:
    padded = np.zeros((image.shape[0] + 2, image.shape[1] + 2))
    padded[1:-1, 1:-1] = image
    return np.array([[sum(padded[i + k, j + m] * kernel[k, m] for k in range(3) for m in range(3))
                      for j in range(image.shape[1])] for i in range(image.shape[0])])  # fmt: skip


def _numpy_random(seed: int) -> dict[str, Any]:
    rng, old = np.random.default_rng(seed), np.random.RandomState(seed)
    spawned = [np.random.SeedSequence(seed, spawn_key=(key,)) for key in range(2)]
    return {
        "normal": rng.normal(size=3),
        "permutation": rng.permutation(5),
        "choice": rng.choice(10, 3, replace=False),
        "multinomial": rng.multinomial(9, [0.2, 0.3, 0.5]),
        "gamma": rng.gamma(2.0, size=2),
        "old": old.randint(0, 100, 4),
        "legacy": np.random.RandomState(seed).rand(2),
        "philox": np.random.Generator(np.random.Philox(seed)).integers(0, 99, 3),
        "mersenne": np.random.Generator(np.random.MT19937(seed)).random(2),
        "spawned": np.array([np.random.default_rng(child).random() for child in spawned]),
    }


def _states() -> Array:
    h, states = [0.0, 0.0, 0.0], []
    for row in X[:, :4]:
        h = [math.tanh(sum(row[i] * W1[i, j] for i in range(4)) + sum(h[i] * A[i, j] for i in range(3)))
             for j in range(3)]  # fmt: skip
        states.append(h)
    return np.array(states)


def _likeliest(start: Array, move: Array, emit: Array, seen: list[int]) -> list[int]:
    def chance(steps: Iterable[int]) -> float:
        path = tuple(steps)
        p = start[path[0]] * emit[path[0], seen[0]]
        for (a, b), symbol in zip(itertools.pairwise(path), seen[1:], strict=True):
            p *= move[a, b] * emit[b, symbol]
        return float(p)

    return list(max(itertools.product(range(2), repeat=len(seen)), key=chance))


_HIDDEN = (np.array([0.6, 0.4]), np.array([[0.7, 0.3], [0.4, 0.6]]), np.array([[0.5, 0.4, 0.1], [0.1, 0.3, 0.6]]))
_TABLE = {"a": {"b": 0.6, "c": 0.4}, "b": {"a": 0.5, "b": 0.5}, "c": {"c": 0.9, "a": 0.1}}
_P = np.array([0.05, 0.5, 0.05, 0.4])
_CENTRED = POINTS - POINTS.mean(0)
_PRINCIPAL = np.linalg.svd(_CENTRED)[2][0]
_GLIDER = np.zeros((6, 6), dtype=np.int64)
_GLIDER[[0, 1, 2, 2, 2], [1, 2, 0, 1, 2]] = 1
_SIGMOID_2 = 1 / (1 + math.exp(-2))


CASES: dict[str, Case] = {
    "backprop": Case(args=(X, Y, W1, W2), expected=_backprop(), within=1e-6),
    "attention": Case(args=(Q, K, V), expected=_attend(Q, K, V)),
    "multi_head": Case(args=(X[:, :4], *SQUARE, 2), expected=_multi_head()),
    "causal_mask": Case(
        args=(np.zeros((3, 3)),), expected=np.array([[1, 0, 0], [1 / 2, 1 / 2, 0], [1 / 3, 1 / 3, 1 / 3]])
    ),
    "kv_cache": Case(args=(Q, K, V), expected=_cached()),
    "rotary": Case(args=(Q,), expected=_rotary()),
    "layer_norm": Case(
        args=(X, 2.0, 1.0),
        expected=np.array(
            [
                [
                    1 + 2 * (x - sum(row) / 4) / math.sqrt(sum((y - sum(row) / 4) ** 2 for y in row) / 4 + 1e-5)
                    for x in row
                ]
                for row in X
            ]
        ),
    ),
    "cross_entropy": Case(
        args=(np.array([[0.0, 0.0], [2.0, 0.0]]), np.array([1, 0])), expected=(math.log(2) - math.log(_SIGMOID_2)) / 2
    ),
    "bpe": Case(
        args=("aaabdaaabac", 3), expected=([("a", "a"), ("a", "b"), ("aa", "ab")], ["aaab", "d", "aaab", "a", "c"])
    ),
    "sampling": Case(
        args=([10.0, 0.0, -8.0, 4.0], 2.0, 2, Rng(3), 20_000),
        expected=np.array([1 - 1 / (1 + math.exp(3)), 0, 0, 1 / (1 + math.exp(3))]),
        within=0.01,
    ),
    "nucleus": Case(args=(_P, 0.3, Rng(1)), expected=[1] * 50),
    "conv2d": Case(args=(A, W1[:3, :3]), expected=_convolved(A, W1[:3, :3])),
    "pooling": Case(
        args=(np.arange(16.0).reshape(4, 4), 2),
        expected=(np.array([[5.0, 7], [13, 15]]), np.array([[2.5, 4.5], [10.5, 12.5]])),
    ),
    "lu": Case(args=(A,), expected=(A, np.ones(5))),
    "svd": Case(args=(X,), expected=(X, np.sqrt(np.sort(np.linalg.eigvalsh(X.T @ X))[::-1]))),
    "qr": Case(args=(X,), expected=(X, np.ones(4))),
    "inverse": Case(args=(A,), expected=(np.eye(5), np.eye(5), 0.0)),
    "eigh": Case(
        args=(6,), expected=(_EIGEN := np.array([2 - 2 * math.cos(k * math.pi / 7) for k in range(1, 7)]), 0.0, _EIGEN)
    ),
    "einsum": Case(args=(X, W1, W2), expected=(X @ W1 @ W2, (X * X).sum(1), float((X * X).sum()), X @ W1)),
    "least_squares": Case(
        args=(X, X @ np.array([1.0, -2, 3, 0])), expected=(np.array([1.0, -2, 3, 0]), np.array([1.0, -2, 3, 0]))
    ),
    "broadcasting": Case(args=(X, Q), expected=np.array([[math.dist(x, q) for q in Q] for x in X])),
    "principal_components": Case(args=(POINTS,), expected=_PRINCIPAL * np.sign(_PRINCIPAL[0])),
    "k_means": Case(
        args=(POINTS, POINTS[[0, 49]]),
        expected=(np.stack([POINTS[:20].mean(0), POINTS[20:].mean(0)]), np.array([20, 30])),
    ),
    "numpy_random": Case(args=(5,), expected=_numpy_random(5)),
    "random_unseeded": Case(args=(), expected=(np.True_, np.True_, True)),
    "fourier": Case(
        args=(np.array([1.0, 2, 3]), np.array([1.0, 1])),
        expected=(np.array([1.0, 3, 5, 3]), np.array([[4.0, 0], [0, 0]]), np.array([0, 0.25, -0.5, -0.25])),
    ),
    "sorting": Case(
        args=([3.0, -1.0, 2.2, 2.0],),
        expected={
            "own": [-1.0, 2.0, 2.2, 3.0],
            "heap": [-1.0, 2.0, 2.2, 3.0],
            "argsort": np.array([-1.0, 2.0, 2.2, 3.0]),
            "partition": 2.2,
            "lexsort": np.array([1, 3, 2, 0]),
            "unique": np.array([-1.0, 2.0, 3.0]),
        },
    ),
    "complex_numbers": Case(
        args=(4,), expected=(np.array([1, 1j, -1, -1j]), np.float64(0), np.complex128(2j), np.array([1.0, -1.0]))
    ),
    "half_precision": Case(args=(), expected=(np.float16(np.inf), np.float16(2**-10), np.float16(2048))),
    "large_temporaries": Case(args=(8 * 2**20,), expected=9.0 * 8 * 2**20),
    "matrix_product": Case(
        args=(400,),
        expected=(float(sum((k % 7) ** 2 for k in range(160_000))), float(sum(k % 7 for k in range(160_000)))),
    ),
    "structured_arrays": Case(args=(), expected=(["b", "a"], 1, 1.5)),
    "numpy_text": Case(
        args=(np.array([0.5, 2.0]),),
        expected=(np.array([0.5, 2.0]), np.array([1.0, 4.0]), np.array([0.5, 2.0]), "[0.5]"),
    ),
    "linear_regression": Case(args=(X, X @ np.array([1.0, -2, 3, 0])), expected=np.array([1.0, -2, 3, 0]), within=1e-3),
    "numpy_adam": Case(args=(np.array([3.0, -1.0]),), expected=np.array([3.0, -1.0]), within=1e-3),
    "recurrent_network": Case(args=(X[:, :4], W1, A[:3, :3]), expected=_states()),
    "dropout": Case(args=(np.ones((200, 200)), 0.25, Rng(8)), expected=(0.75, 1.0), within=0.02),
    "batch_norm": Case(args=(X[:, :2],), expected=(np.zeros(2), np.ones(2), 0.1 * X[:, :2].mean(0))),
    "beam_search": Case(
        args=(_TABLE, 2, 3),
        expected=max(
            ("a" + "".join(p) for p in itertools.product("abc", repeat=3)),
            key=lambda t: math.prod(_TABLE[a].get(b, 0.0) for a, b in itertools.pairwise(t)),
        ),
    ),
    "edit_distance": Case(args=("kitten", "sitting"), expected=3),
    "viterbi": Case(args=(*_HIDDEN, [0, 1, 2, 2]), expected=_likeliest(*_HIDDEN, [0, 1, 2, 2])),
    "scalar_autograd": Case(
        args=(0.3, 0.5), expected=[(0.5 + 0.6) * (1 - math.tanh(0.24) ** 2), 0.3 * (1 - math.tanh(0.24) ** 2)]
    ),
    "newton": Case(args=([9.0, -7.0], 3), expected=np.array([1.0, 2.0])),
    "data_structures": Case(
        args=(),
        expected={
            "groups": {2: ["ab", "cd"], 3: ["abc"]},
            "ring": [4, 2, 3],
            "counter": [("l", 2)],
            "chain": 3,
            "ordered": ["b", "a"],
            "point": {"x": 1.0, "y": 2.0},
            "sorted": [1.0, 2.0],
            "size": 2,
            "pair": 3,
            "named": 2,
            "colour": 2,
        },
    ),
    "iteration": Case(
        args=(5,),
        expected={
            "first": [0, 1, 2],
            "sent": 40,
            "flat": [1, 2, 3, 4],
            "combinations": 10,
            "product": ("a", "b"),
            "groups": [("a", 2), ("b", 3)],
            "accumulated": [1, 2, 6],
            "reduced": 10,
            "partial": 32,
            "sliced": [1, 2, 1],
        },
    ),
    "text": Case(
        args=("words",),
        expected={
            "json": {"x": [1, None, "é"]},
            "re": "here at me",
            "named": "2026",
            "sha": hashlib.sha256(b"words").hexdigest()[:8],
            "zlib": True,
            "struct": (-2, 7),
            "base64": "aGk=",
            "csv": [["a", "b"], ["1", "2"]],
            "wrapped": "one two",
            "letters": "abc",
            "form": "é",
            "format": "    3.14|1,000,000|0xff",
        },
    ),
    "exact_numbers": Case(
        args=(),
        expected={
            "decimal": "1.41421356237309504880168872421",
            "fraction": "25/12",
            "median": 2,
            "stdev": 1.0,
            "comb": 120,
            "isqrt": 10**20,
            "gamma": 24.0,
            "fsum": 1.0,
            "big": pow(2, 200, 10**9 + 7),
            "shuffled": True,
        },
    ),
    "streams": Case(args=(), expected=("inside\nclosed<b>\nbold </b>\n", b"bc")),
    "light_threads": Case(args=(5,), expected=(6, 4, [0, 1, 4, 9, 16], True, True)),
    "clocks": Case(args=(), expected=(True, True, True, True, "2026-03-01T00:00:00+00:00", True, "1970", True)),
    "warned": Case(args=(1.5,), expected=["UserWarning", "RuntimeWarning"], printed="INFO loss 1.5\n"),
    "printed": Case(args=(), expected=2, printed="to stderr\nnaïve café, 数学, 🎓, ∑ xᵢ²\na-b!\n{'k': [1, 2]}\n"),
    "deep_recursion": Case(args=(900,), expected=(900, 1800, 63)),
    "exceptions": Case(args=(), expected=("no convergence after 9 steps", "KeyError", True, 2)),
    "objects": Case(args=(), expected=(True, 9, 9, ["Square"], True, 3)),
    "files": Case(args=(), expected=(["один", "two"], [], 3)),
    "own_tests": Case(args=(), expected=(1, 0, None)),
    "measured": Case(args=(), expected=(True, True, True, 8, "Linux", True, True, 4)),
    "coroutines": Case(args=([1, 2, 3],), expected=12),
    "game_of_life": Case(args=(_GLIDER, 4), expected=np.roll(_GLIDER, (1, 1), (0, 1))),
    "monte_carlo": Case(args=(100_000, Rng(4)), expected=math.pi, within=0.03),
    "word_vectors": Case(args=(["a b b", "B c"],), expected=(["a", "b", "c"], np.eye(2))),
}
