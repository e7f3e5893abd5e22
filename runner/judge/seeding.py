"""Random streams, one for each submission and check. A replay draws the same numbers."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
from numpy.random.bit_generator import ISeedSequence


class _Shake(ISeedSequence):
    """Fills a generator's state from SHAKE-128 of the seed.

    NumPy's own :class:`numpy.random.SeedSequence` is as good for this, but takes four times as long as the rest of
    creating a generator, and each check creates one.
    """

    def __init__(self, seed: bytes) -> None:
        self.seed = seed

    def generate_state(self, n_words: int, dtype: Any = np.uint32) -> np.ndarray[Any, Any]:
        return np.frombuffer(hashlib.shake_128(self.seed).digest(n_words * np.dtype(dtype).itemsize), dtype)


def seed_of(secret: int, check: str) -> bytes:
    """The seed of one check in one submission.

    Args:
        secret: 64 bits that only the judge of this submission knows.
        check: its name.
    """
    return secret.to_bytes(8, "little") + check.encode()


def secret_of(rng: np.random.Generator) -> int:
    """The secret of a stream, for the test that no secret is ever revealed."""
    seed: bytes = rng.bit_generator.seed_seq.seed  # type: ignore[attr-defined]  # the stub leaves out `seed`
    return int.from_bytes(seed[:8], "little")


def stream(seed: bytes) -> np.random.Generator:
    """A generator in the seed's state."""
    return np.random.Generator(np.random.PCG64(_Shake(seed)))  # type: ignore[arg-type] # the stub knows SeedSequence alone
