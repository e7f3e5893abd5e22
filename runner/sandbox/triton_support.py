"""Triton, which runners may have or not. Without it, the exercises about GPU kernels are left to other hosts."""

from __future__ import annotations

from importlib.metadata import version

from runner.hardware import Card, HardwareError, launcher
from runner.harness import interpreter
from runner.protocol import Limits

from .cold_cell import ColdCell
from .errors import CellError, HostStalledError, LearnerError
from .layers import Layer, failed, held, held_if

_INTERPRETER_KIND, _COMPILER_KIND = "InterpretedFunction", "JITFunction"  # Triton's names for a kernel
_FIX_CARD = "run make gpu-proof, which says what a card lacks in a cell (docs/runner-hosts.md, GPU hosts)"
ADVICE = "pip install -r requirements/triton.txt (1 GB) for the exercises about GPU kernels"
_KERNEL = """
import triton
import triton.language as tl

@triton.jit
def kernel(out_ptr, SIZE: tl.constexpr):
    tl.store(out_ptr + tl.arange(0, SIZE), tl.arange(0, SIZE))

def count():
    import torch
    kind = type(kernel).__name__
    device = triton.runtime.driver.active.get_active_torch_device() if kind == "JITFunction" else "cpu"
    out = torch.zeros(4, dtype=torch.int32, device=device)
    kernel[(1,)](out, SIZE=4)
    return kind, out.tolist()
"""


def examine() -> Layer:
    """Run a kernel in the interpreter of a cold cell. A host without Triton is fit all the same."""
    if not interpreter.is_installed():
        evidence = "not installed, so this host grades no exercises about GPU kernels"
        return held("triton", evidence, ADVICE)
    return _count("triton", None, (_INTERPRETER_KIND, "in its interpreter"), ADVICE)


def examine_on(card: Card) -> Layer:
    """Have a cold cell compile a kernel and run it on the card. A host that can't launch kernels is fit nonetheless."""
    name = "triton on the card"
    if not interpreter.is_installed():
        return held(name, "not installed", ADVICE)
    try:
        launcher.find()
    except HardwareError as error:
        evidence = f"this host grades no exercises about GPU kernels: {error.reason}"
        return held(name, evidence, error.fix)
    return _count(name, card, (_COMPILER_KIND, "that the driver compiled"), _FIX_CARD)


def _count(name: str, card: Card | None, expected: tuple[str, str], fix: str) -> Layer:
    """``expected``: what Triton must have made of the kernel, and how to say that. Raises HostStalledError."""
    kind, manner = expected
    try:
        with ColdCell(Limits(), card) as cell:
            cell.load(_KERNEL)
            result = cell.call("count")
    except HostStalledError:
        raise
    except (CellError, LearnerError) as error:
        return failed(name, f"a kernel doesn't run in a cell: {error}", fix)
    works = result == (kind, [0, 1, 2, 3])
    evidence = f"{version('triton')}: a kernel {manner} gave {result[1]}" if works else f"a kernel gave {result}"
    return held_if(works, name, evidence, fix)
