"""Triton, which runners may have or not. Without it, the exercises about GPU kernels are left to other hosts."""

from __future__ import annotations

from importlib.metadata import version

from runner.harness import interpreter
from runner.protocol import Limits

from .cold_cell import ColdCell
from .errors import CellError, LearnerError
from .layers import Layer

ADVICE = "pip install -r requirements/triton.txt (1 GB) for the exercises about GPU kernels"
_KERNEL = """
import triton
import triton.language as tl

@triton.jit
def kernel(out_ptr, SIZE: tl.constexpr):
    tl.store(out_ptr + tl.arange(0, SIZE), tl.arange(0, SIZE))

def count():
    import torch
    out = torch.zeros(4, dtype=torch.int32)
    kernel[(1,)](out, SIZE=4)
    return out.tolist()
"""


def examine() -> Layer:
    """Run a kernel in the interpreter of a cold cell. A host without Triton is fit all the same."""
    if not interpreter.is_installed():
        evidence = "not installed, so this host grades no exercises about GPU kernels"
        return Layer(name="triton", ok=True, evidence=evidence, fix=ADVICE)
    try:
        with ColdCell(Limits()) as cell:
            cell.load(_KERNEL)
            result = cell.call("count")
    except (CellError, LearnerError) as error:
        evidence = f"a kernel doesn't run in a cell: {error}"
        return Layer(name="triton", ok=False, evidence=evidence, fix=ADVICE)
    works = result == [0, 1, 2, 3]
    evidence = f"{version('triton')}: a kernel in its interpreter gave {result}"
    return Layer(name="triton", ok=works, evidence=evidence, fix="" if works else ADVICE)
