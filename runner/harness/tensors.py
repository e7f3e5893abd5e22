"""torch tensors in and out of a cell, without importing torch for a learner who does not use it."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from . import values, wire


def warm() -> None:
    """Use torch once if it is loaded, so that what it makes and prints on first use is not the learner's."""
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.set_num_threads(1)
        torch.softmax(torch.zeros(2, 2, requires_grad=True), 0).sum().backward()
        _meet_the_processor(torch)


def prepare() -> None:
    """In a process that will fork: what is made at first use and is safe to share. No second thread, no autograd."""
    import torch

    torch.set_num_threads(1)
    torch.softmax(torch.zeros(2, 2), 0)
    _meet_the_processor(torch)


def _meet_the_processor(torch: Any) -> None:
    """Half precision and convolutions ask what they run on, once, and a closed cell could not tell them."""
    with torch.no_grad():
        torch.ones(1).half().float()
        torch.nn.functional.conv2d(torch.ones(1, 1, 3, 3), torch.ones(1, 1, 3, 3))


def realise(value: values.Tensor | values.Rng) -> Any:
    """What a learner's function gets for a Tensor or an Rng in its arguments."""
    if isinstance(value, values.Rng):
        return np.random.default_rng(value.seed)
    import torch  # a learner who takes tensors pays for torch, others don't

    tensor = torch.from_numpy(value.array)
    if value.dtype == "bfloat16":
        tensor = tensor.to(torch.bfloat16)
    return tensor.requires_grad_(value.requires_grad)


def foreign(value: Any, where: str) -> values.Tensor | values.Rng | None:
    """The wire's form of what only a cell knows: a torch tensor.

    Raises:
        UnfitValueError: a tensor that has no plain values.
    """
    torch = sys.modules.get("torch")
    kind = type(value)
    if torch is None or (kind is not torch.Tensor and kind is not torch.nn.Parameter):  # not "in": a metaclass may lie
        return None
    if value.layout is not torch.strided or value.is_quantized or value.device.type not in ("cpu", "cuda"):
        raise values.UnfitValueError(
            f"{where} is a {value.layout} tensor on {value.device}; return a dense one on the CPU"
        )
    if value.is_nested:
        raise values.UnfitValueError(f"{where} is a nested tensor; return a list of plain ones")
    dtype = str(value.dtype).removeprefix("torch.")
    if dtype not in wire.DTYPES and dtype != "bfloat16":
        raise values.UnfitValueError(f"{where} is a tensor of dtype {dtype}; return a common one such as float32")
    plain = value.detach()
    if plain.numel() * plain.element_size() > 2**40:
        raise values.UnfitValueError(f"{where} is a tensor of shape {tuple(plain.shape)}, which is too large")
    plain = plain.cpu().resolve_conj().resolve_neg()
    if dtype == "bfloat16":
        plain = plain.to(torch.float32)
    return values.Tensor(plain.numpy(), bool(value.requires_grad), dtype)
