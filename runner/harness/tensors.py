"""Turn torch tensors into wire values and back, without importing torch for a learner who doesn't use it."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from runner.wire.nodes import DTYPES
from runner.wire.values import Rng, Tensor, UnfitValueError

_MAX_TENSOR_BYTES = 2**40


def warm_up() -> None:
    """Use torch once if it is loaded, so that what it makes and prints on first use isn't the learner's."""
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.set_num_threads(1)
        torch.softmax(torch.zeros(2, 2, requires_grad=True), 0).sum().backward()
        _detect_processor(torch)


def prepare() -> None:
    """Make what torch makes at first use and a fork may share. No second thread, no autograd."""
    import torch

    torch.set_num_threads(1)
    torch.softmax(torch.zeros(2, 2), 0)
    _detect_processor(torch)


def _detect_processor(torch: Any) -> None:
    """Have torch look up the processor for half precision and convolutions. It does so once, and can't in a cell."""
    with torch.no_grad():
        torch.ones(1).half().float()
        torch.nn.functional.conv2d(torch.ones(1, 1, 3, 3), torch.ones(1, 1, 3, 3))


def realise(value: Tensor | Rng) -> Any:
    """Return what a learner's function gets for a Tensor or an Rng in its arguments."""
    if isinstance(value, Rng):
        return np.random.default_rng(value.seed)
    import torch  # only a learner who takes tensors waits for the import

    tensor = torch.from_numpy(value.array)
    if value.dtype == "bfloat16":
        tensor = tensor.to(torch.bfloat16)
    return tensor.requires_grad_(value.requires_grad)


def convert(value: Any, where: str) -> Tensor | Rng | None:
    """The wire's form of a torch tensor; None for any other value.

    Raises:
        UnfitValueError: a tensor that has no plain values.
    """
    torch = sys.modules.get("torch")
    kind = type(value)
    if torch is None or (kind is not torch.Tensor and kind is not torch.nn.Parameter):  # not "in": a metaclass may lie
        return None
    if value.layout is not torch.strided or value.is_quantized or value.device.type not in ("cpu", "cuda"):
        raise UnfitValueError(f"{where} is a {value.layout} tensor on {value.device}; return a dense one on the CPU")
    if value.is_nested:
        raise UnfitValueError(f"{where} is a nested tensor; return a list of plain ones")
    dtype = str(value.dtype).removeprefix("torch.")
    if dtype not in DTYPES and dtype != "bfloat16":
        raise UnfitValueError(f"{where} is a tensor of dtype {dtype}; return a common one such as float32")
    plain = value.detach()
    if plain.numel() * plain.element_size() > _MAX_TENSOR_BYTES:
        raise UnfitValueError(f"{where} is a tensor of shape {tuple(plain.shape)}, which is too large")
    plain = plain.cpu().resolve_conj().resolve_neg()
    if dtype == "bfloat16":
        plain = plain.to(torch.float32)
    return Tensor(plain.numpy(), bool(value.requires_grad), dtype)
