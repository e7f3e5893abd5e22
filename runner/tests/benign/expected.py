"""What the benign solutions must give, reckoned here by another way than theirs: by loops, by definition, by hand."""

from __future__ import annotations

import hashlib
import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from runner.sandbox.frames import Rng

Array = np.ndarray


@dataclass(frozen=True)
class Case:
    """The arguments a solution gets, what it must return, what it must print, and how near is equal."""

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
    """The loss's derivative by one weight: central differences."""
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
    "backprop": Case((X, Y, W1, W2), _backprop(), within=1e-6),
    "attention": Case((Q, K, V), _attend(Q, K, V)),
    "multi_head": Case((X[:, :4], *SQUARE, 2), _multi_head()),
    "causal_mask": Case((np.zeros((3, 3)),), np.array([[1, 0, 0], [1 / 2, 1 / 2, 0], [1 / 3, 1 / 3, 1 / 3]])),
    "kv_cache": Case((Q, K, V), _cached()),
    "rotary": Case((Q,), _rotary()),
    "layer_norm": Case(
        (X, 2.0, 1.0),
        np.array(
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
        (np.array([[0.0, 0.0], [2.0, 0.0]]), np.array([1, 0])), (math.log(2) - math.log(_SIGMOID_2)) / 2
    ),
    "bpe": Case(("aaabdaaabac", 3), ([("a", "a"), ("a", "b"), ("aa", "ab")], ["aaab", "d", "aaab", "a", "c"])),
    "sampling": Case(
        ([10.0, 0.0, -8.0, 4.0], 2.0, 2, Rng(3), 20_000),
        np.array([1 - 1 / (1 + math.exp(3)), 0, 0, 1 / (1 + math.exp(3))]),
        within=0.01,
    ),
    "nucleus": Case((_P, 0.3, Rng(1)), [1] * 50),
    "conv2d": Case((A, W1[:3, :3]), _convolved(A, W1[:3, :3])),
    "pooling": Case(
        (np.arange(16.0).reshape(4, 4), 2), (np.array([[5.0, 7], [13, 15]]), np.array([[2.5, 4.5], [10.5, 12.5]]))
    ),
    "lu": Case((A,), (A, np.ones(5))),
    "svd": Case((X,), (X, np.sqrt(np.sort(np.linalg.eigvalsh(X.T @ X))[::-1]))),
    "qr": Case((X,), (X, np.ones(4))),
    "inverse": Case((A,), (np.eye(5), np.eye(5), 0.0)),
    "eigh": Case((6,), (_EIGEN := np.array([2 - 2 * math.cos(k * math.pi / 7) for k in range(1, 7)]), 0.0, _EIGEN)),
    "einsum": Case((X, W1, W2), (X @ W1 @ W2, (X * X).sum(1), float((X * X).sum()), X @ W1)),
    "least_squares": Case((X, X @ np.array([1.0, -2, 3, 0])), (np.array([1.0, -2, 3, 0]), np.array([1.0, -2, 3, 0]))),
    "broadcasting": Case((X, Q), np.array([[math.dist(x, q) for q in Q] for x in X])),
    "principal_components": Case((POINTS,), _PRINCIPAL * np.sign(_PRINCIPAL[0])),
    "k_means": Case(
        (POINTS, POINTS[[0, 49]]), (np.stack([POINTS[:20].mean(0), POINTS[20:].mean(0)]), np.array([20, 30]))
    ),
    "numpy_random": Case((5,), _numpy_random(5)),
    "random_unseeded": Case((), (np.True_, np.True_, True)),
    "fourier": Case(
        (np.array([1.0, 2, 3]), np.array([1.0, 1])),
        (np.array([1.0, 3, 5, 3]), np.array([[4.0, 0], [0, 0]]), np.array([0, 0.25, -0.5, -0.25])),
    ),
    "sorting": Case(
        ([3.0, -1.0, 2.2, 2.0],),
        {
            "own": [-1.0, 2.0, 2.2, 3.0],
            "heap": [-1.0, 2.0, 2.2, 3.0],
            "argsort": np.array([-1.0, 2.0, 2.2, 3.0]),
            "partition": 2.2,
            "lexsort": np.array([1, 3, 2, 0]),
            "unique": np.array([-1.0, 2.0, 3.0]),
        },
    ),
    "complex_numbers": Case(
        (4,), (np.array([1, 1j, -1, -1j]), np.float64(0), np.complex128(2j), np.array([1.0, -1.0]))
    ),
    "half_precision": Case((), (np.float16(np.inf), np.float16(2**-10), np.float16(2048))),
    "large_temporaries": Case((8 * 2**20,), 9.0 * 8 * 2**20),
    "matrix_product": Case(
        (400,), (float(sum((k % 7) ** 2 for k in range(160_000))), float(sum(k % 7 for k in range(160_000))))
    ),
    "structured_arrays": Case((), (["b", "a"], 1, 1.5)),
    "numpy_text": Case(
        (np.array([0.5, 2.0]),), (np.array([0.5, 2.0]), np.array([1.0, 4.0]), np.array([0.5, 2.0]), "[0.5]")
    ),
    "linear_regression": Case((X, X @ np.array([1.0, -2, 3, 0])), np.array([1.0, -2, 3, 0]), within=1e-3),
    "numpy_adam": Case((np.array([3.0, -1.0]),), np.array([3.0, -1.0]), within=1e-3),
    "recurrent_network": Case((X[:, :4], W1, A[:3, :3]), _states()),
    "dropout": Case((np.ones((200, 200)), 0.25, Rng(8)), (0.75, 1.0), within=0.02),
    "batch_norm": Case((X[:, :2],), (np.zeros(2), np.ones(2), 0.1 * X[:, :2].mean(0))),
    "beam_search": Case(
        (_TABLE, 2, 3),
        max(
            ("a" + "".join(p) for p in itertools.product("abc", repeat=3)),
            key=lambda t: math.prod(_TABLE[a].get(b, 0.0) for a, b in itertools.pairwise(t)),
        ),
    ),
    "edit_distance": Case(("kitten", "sitting"), 3),
    "viterbi": Case((*_HIDDEN, [0, 1, 2, 2]), _likeliest(*_HIDDEN, [0, 1, 2, 2])),
    "scalar_autograd": Case((0.3, 0.5), [(0.5 + 0.6) * (1 - math.tanh(0.24) ** 2), 0.3 * (1 - math.tanh(0.24) ** 2)]),
    "newton": Case(([9.0, -7.0], 3), np.array([1.0, 2.0])),
    "data_structures": Case(
        (),
        {
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
        (5,),
        {
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
        ("words",),
        {
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
        (),
        {
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
    "streams": Case((), ("inside\nclosed<b>\nbold </b>\n", b"bc")),
    "light_threads": Case((5,), (6, 4, [0, 1, 4, 9, 16], True, True)),
    "clocks": Case((), (True, True, True, True, "2026-03-01T00:00:00+00:00", True, "1970", True)),
    "warned": Case((1.5,), ["UserWarning", "RuntimeWarning"], "INFO loss 1.5\n"),
    "printed": Case((), 2, "to stderr\nnaïve café, 数学, 🎓, ∑ xᵢ²\na-b!\n{'k': [1, 2]}\n"),
    "deep_recursion": Case((900,), (900, 1800, 63)),
    "exceptions": Case((), ("no convergence after 9 steps", "KeyError", True, 2)),
    "objects": Case((), (True, 9, 9, ["Square"], True, 3)),
    "files": Case((), (["один", "two"], [], 3)),
    "own_tests": Case((), (1, 0, None)),
    "measured": Case((), (True, True, True, 8, "Linux", True, True, 4)),
    "coroutines": Case(([1, 2, 3],), 12),
    "game_of_life": Case((_GLIDER, 4), np.roll(_GLIDER, (1, 1), (0, 1))),
    "monte_carlo": Case((100_000, Rng(4)), math.pi, within=0.03),
    "word_vectors": Case((["a b b", "B c"],), (["a", "b", "c"], np.eye(2))),
}
