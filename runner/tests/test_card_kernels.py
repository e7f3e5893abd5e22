"""Triton's kernels in cells on a card: compiled and launched in the cell's process, which starts no program.

The cards are a stand-in's. Compiling is real, up to the PTX that the driver gets, and so is Triton's launcher. What a
driver then does with the PTX, only a card can show (docs/gpu.md).
"""

from __future__ import annotations

import importlib.metadata
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import pytest

from runner import hardware
from runner.catalog import all_exercises, find, load_module, missing_need
from runner.hardware import Card, HardwareError, launcher
from runner.judge import kernels
from runner.judge.card_launches import require_launch
from runner.judge.check_decorator import MethodFailure, checks_of
from runner.judge.proxy import Learner
from runner.protocol import Limits, Need
from runner.sandbox import bubblewrap, supervisor, triton_support
from runner.sandbox.cold_cell import ColdCell
from runner.sandbox.errors import LearnerError
from runner.sandbox.library import host_paths
from runner.sandbox.supervisor import Supervisor
from runner.sandbox.warm_cell import WarmCell
from runner.tests import card_cells, stand_in
from tests.patience import PATIENCE_S

_NEED = missing_need(find("vector-add-kernel").spec)
pytestmark = [stand_in.NEEDS_ROOT, pytest.mark.skipif(bool(_NEED), reason=_NEED)]
_LIMITS = Limits(wall_s=PATIENCE_S)
_KERNELS = """
import ctypes
import torch
import triton
import triton.language as tl

@triton.jit
def add(x_ptr, y_ptr, out_ptr, n, BLOCK: tl.constexpr):
    offsets = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    mask = offsets < n
    tl.store(out_ptr + offsets, tl.load(x_ptr + offsets, mask=mask) + tl.load(y_ptr + offsets, mask=mask), mask=mask)

@triton.jit
def attend(q_ptr, out_ptr, SIZE: tl.constexpr):
    places = tl.arange(0, SIZE)
    block = places[:, None] * SIZE + places[None, :]
    q = tl.load(q_ptr + block)
    weights = tl.exp(tl.dot(q, tl.trans(q), input_precision="ieee"))
    tl.store(out_ptr + block, tl.math.erf(weights / tl.sum(weights, 1)[:, None]))

def launch_add(x, y):
    out = torch.zeros_like(x)
    add[(triton.cdiv(x.numel(), 128),)](x, y, out, x.numel(), BLOCK=128)
    return out, ctypes.CDLL("libcuda.so.1").stand_in_grid()

def compile_attend():
    attend[(1,)](torch.ones(32, 32), torch.ones(32, 32), SIZE=32)
    library = ctypes.CDLL("libcuda.so.1")
    library.stand_in_ptx.restype = ctypes.c_char_p
    return library.stand_in_ptx().decode()
"""
_FROM_NUMPY = _KERNELS.replace("launch_add(x, y):", "launch_add(x, y):\n    x, y = map(torch.from_numpy, (x, y))")
_ATTEMPTS = """
import errno, os, subprocess, triton

def try_one(statement):
    try:
        eval(statement)
    except BaseException as error:
        return errno.errorcode.get(getattr(error, "errno", None), type(error).__name__)
    return "done"

def try_all(statements):
    return {statement: try_one(statement) for statement in statements}
"""
_CLOSED = {
    "os.execv('/bin/sh', ['sh'])": "EPERM",
    "os.execv('/python/bin/python3', ['python3'])": "EPERM",
    "os.execv('/driver/cuda_utils.so', ['x'])": "EPERM",
    "os.posix_spawn('/cell/init', ['x'], {})": "EPERM",
    "subprocess.run(['ptxas', '--version'])": "EPERM",
    "triton.knobs.nvidia.ptxas": "EPERM",
    "triton.runtime.build.compile_module_from_src('int x;', 'x')": "RuntimeError",
    "os.fork()": "EPERM",
    "os.memfd_create('x')": "EPERM",
    "os.pipe()": "EPERM",
    "open('/driver/cuda_utils.so', 'r+b')": "EACCES",
    "open('/proc/self/maps')": "EACCES",
}


_SLUGS = [exercise.slug for exercise in all_exercises() if Need.TRITON in exercise.spec.needs]


@pytest.fixture(scope="module")
def card(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Card]:
    with card_cells.cards(tmp_path_factory.mktemp("cards"), 1, launches=True):
        yield hardware.detect()[0]


def test_a_kernel_becomes_ptx_that_nvidias_assembler_accepts(card: Card, tmp_path: Path) -> None:
    with ColdCell(_LIMITS, card) as cell:
        cell.load(_KERNELS)
        text = cell.call("compile_attend")
    (tmp_path / "attend.ptx").write_text(text)
    ptxas = launcher.libdevice().parents[1] / "bin" / "ptxas"
    words = [str(ptxas), "--gpu-name=sm_80", "attend.ptx", "-o", "attend.cubin"]
    subprocess.run(words, cwd=tmp_path, check=True)
    assert (tmp_path / "attend.cubin").read_bytes().startswith(b"\x7fELF")


@pytest.mark.parametrize("slug", _SLUGS)
def test_the_solutions_of_the_catalogue_compile_for_a_card(card: Card, slug: str) -> None:
    """Every launch that the checks ask for. Nothing is computed, so no value is looked at."""
    exercise = find(slug)
    checks = load_module(exercise.folder / "checks.py")
    blind = {"launch": _launch_blindly, "faster_than": mock.Mock()}
    blind |= {name: mock.Mock() for name in ("close", "dtype", "shape", "preserves_arguments", "fail")}
    vars(checks).update({name: value for name, value in blind.items() if name in vars(checks)})
    source = (exercise.folder / "solution.py").read_text(encoding="utf-8")
    with ColdCell(_LIMITS, card) as cell:
        cell.device_name = card.description
        cell.load(source.replace('device="cuda"', 'device="cpu"'), exercise.spec.forbidden)
        for check in checks_of(checks):
            check.body(Learner(cell, exercise.spec.entry), np.random.default_rng(1))


def _launch_blindly(function: Any, rng: np.random.Generator, **arguments: Any) -> Any:
    """As :func:`runner.judge.launch`, for a card that computes nothing."""
    for name in ("launches", "scratch", "limits"):
        arguments.pop(name, None)
    function(*(kernels._laid_out(value, rng) for value in arguments.values()))
    results = [np.ones(value.shape, value.dtype) for value in arguments.values() if isinstance(value, kernels.Result)]
    return tuple(results) if len(results) != 1 else results[0]


def test_a_launch_reaches_the_driver_with_its_grid_and_arguments(card: Card) -> None:
    import torch

    x, y = torch.arange(300, dtype=torch.int32).numpy(), torch.full((300,), 7, dtype=torch.int32).numpy()
    with ColdCell(_LIMITS, card) as cell:
        cell.load(_FROM_NUMPY)
        out, grid = cell.call("launch_add", (x, y))
    assert grid == 3
    assert (out.array == x + y).all()


def test_code_that_launches_no_kernel_of_its_own_is_noticed(card: Card) -> None:
    import torch

    x = torch.arange(300, dtype=torch.int32).numpy()
    with ColdCell(_LIMITS, card) as cell:
        cell.device_name = card.description
        cell.load(_FROM_NUMPY)
        learner = Learner(cell, ("launch_add",))
        with pytest.raises(MethodFailure, match="launched no kernel of its own"):
            require_launch(learner, "")
        learner.launch_add(x, x)
        require_launch(learner, "")


def test_a_cell_that_compiles_kernels_starts_no_program(card: Card) -> None:
    with ColdCell(_LIMITS, card) as cell:
        cell.load(_ATTEMPTS)
        assert cell.call("try_all", (list(_CLOSED),)) == _CLOSED


def test_a_cell_on_the_cpu_has_none_of_it(card: Card) -> None:
    words = " ".join(bubblewrap.command(requests=0, replies=1, info=2))
    assert "cuda_utils" not in words
    assert "TRITON" not in words
    assert "libdevice" not in words


def test_a_warm_cell_launches_kernels_too(card: Card) -> None:
    with (
        mock.patch.object(supervisor, "turnover_command", return_value=("-c", "")),
        hardware.lease(card) as lock,
        Supervisor(cells=1, card=card, lock=lock) as supervised,
    ):
        assert supervised.wait(PATIENCE_S)
        with WarmCell(_LIMITS, supervised.socket, PATIENCE_S) as cell:
            cell.load(triton_support._KERNEL)
            assert cell.call("count") == ("JITFunction", [0, 1, 2, 3])


def test_the_doctor_has_a_kernel_compiled(card: Card) -> None:
    layer = triton_support.examine_on(card)
    assert layer.ok, layer
    assert importlib.metadata.version("triton") in layer.evidence


def test_a_card_on_which_a_kernel_computes_wrongly_is_refused(card: Card) -> None:
    with mock.patch.object(triton_support, "_KERNEL", triton_support._KERNEL.replace("out.tolist()", "[0, 0, 0, 0]")):
        layer = triton_support.examine_on(card)
    assert not layer.ok
    assert layer.fix


def test_a_host_without_a_compiler_says_what_to_install(card: Card) -> None:
    with mock.patch.object(launcher, "_find_or_build", stand_in.build_no_launcher):
        layer = triton_support.examine_on(card)
        with ColdCell(_LIMITS, card) as cell:
            cell.load("import triton, os\ndef f(): return os.listdir('/driver')")
            assert cell.call("f") == ["libcuda.so.1"]
    assert layer.ok
    assert layer.fix


def test_the_launcher_is_built_once_and_names_no_path_of_this_host(card: Card) -> None:
    path = launcher.find()
    with mock.patch.object(subprocess, "run", side_effect=AssertionError):
        assert launcher.find() == path
    data = path.read_bytes()
    assert not any(word in data for word in [*host_paths(), str(launcher.libdevice().parent).encode()])


def test_a_compiler_that_fails_is_quoted(card: Card, tmp_path: Path) -> None:
    (tmp_path / "driver.c").write_text("#error no headers")
    with pytest.raises(HardwareError, match="no headers"):
        launcher._build(tmp_path / "driver.c", tmp_path / "x.so")


def test_code_that_asks_for_a_wrong_launch_gets_tritons_error(card: Card) -> None:
    with ColdCell(_LIMITS, card) as cell:
        cell.load(f"{_KERNELS}\ndef wrong():\n    add[(1,)](1, 2, 3, 4, BLOCK=100)\n")
        with pytest.raises(LearnerError, match="power of 2"):
            cell.call("wrong")
