import numpy as np


def next_token(
    logits: np.ndarray,
    rng: np.random.Generator,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
) -> int:
    """Draw a token id from logits (V,): temperature, then top-k, then top-p.

    With logits [1, 2, -1, 0], temperature 2, top_k 3 and top_p 0.75, token 1 is drawn
    62.2% of the time and token 0 otherwise.
    """
    raise NotImplementedError
