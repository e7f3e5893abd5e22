"""The attention exercise expects what PyTorch computes, although its checks don't import PyTorch."""

from itertools import product

import numpy as np
import torch

from runner import catalog


def test_its_definition_is_pytorchs() -> None:
    checks = catalog.load_module(catalog.find("scaled-dot-product-attention").folder / "checks.py")
    rng = np.random.default_rng(0)
    for batch, n, m in product([(), (3,), (2, 4)], [1, 5], [2, 6]):
        Q, K, V = checks.draw(rng, batch, n, m, 3, 2)
        for mask in (None, checks.draw_mask(rng, (*batch, n, m)), checks.draw_mask(rng, (1, m))):
            allowed = None if mask is None else torch.from_numpy(mask)
            q, k, v = map(torch.from_numpy, (Q, K, V))
            wanted = torch.nn.functional.scaled_dot_product_attention(q, k, v, allowed)
            np.testing.assert_allclose(checks.by_arrays(Q, K, V, mask), wanted.numpy(), rtol=1e-12, atol=1e-14)
