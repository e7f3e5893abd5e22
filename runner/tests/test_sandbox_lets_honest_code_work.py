"""Everything an honest solution needs works in the sandbox, under the usual limits."""

import numpy as np
import pytest

from runner.protocol import Limits
from runner.sandbox.factory import open_cell
from runner.tests.cells import answer

pytestmark = pytest.mark.sandbox

NUMPY = {
    "lu": "np.linalg.solve(A, A)[0, 0]",
    "svd": "(lambda u, s, v: (u * s) @ v)(*np.linalg.svd(A))[0, 0] / A[0, 0]",
    "inverse": "(np.linalg.inv(A) @ A)[1, 1]",
    "eigen": "np.linalg.eigh(A + A.T)[0].size / 200",
    "einsum": "np.einsum('ij,jk->ik', A, np.eye(200))[0, 0] / A[0, 0]",
    "fft": "np.fft.ifft(np.fft.fft(A[0])).real[0] / A[0, 0]",
    "random": "float(np.random.default_rng(0).integers(1, 2))",
    "sorting": "float(np.all(np.diff(np.sort(A.ravel())) >= 0))",
    "convolution": "np.convolve([1.0, 1.0], [1.0])[0]",
    "convolve a window": "np.lib.stride_tricks.sliding_window_view(np.ones(9), 3).sum() / 21",
}

TORCH = {
    "backward": "(lambda x: (x.pow(2).sum().backward(), x.grad[0] / 2)[1])(torch.ones(3, requires_grad=True))",
    "double backward": "torch.autograd.functional.hessian(lambda x: (x**2).sum() / 2, torch.ones(2))[0, 0]",
    "convolution": "F.conv2d(torch.ones(1, 1, 3, 3), torch.ones(1, 1, 3, 3)).item() / 9",
    "attention": "F.scaled_dot_product_attention(*[torch.ones(1, 2, 4, 8)] * 3)[0, 0, 0, 0]",
    "layers": "nn.Sequential(nn.Linear(4, 4), nn.LayerNorm(4), nn.GELU())(torch.ones(2, 4)).shape[0] / 2",
    "orthogonal": "nn.init.orthogonal_(torch.empty(4, 4)).pow(2).sum() / 4",
    "a recurrent network": "nn.LSTM(4, 8)(torch.ones(3, 1, 4))[0].shape[0] / 3",
}
TRAINING = """
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
def f():
    torch.manual_seed(0)
    x = torch.randn(64, 4)
    y = (x.sum(1, keepdim=True) > 0).float()
    model = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 1))
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.05)
    for _ in range(20):
        for bx, by in DataLoader(TensorDataset(x, y), batch_size=16, shuffle=True):
            optimizer.zero_grad()
            loss = nn.functional.binary_cross_entropy_with_logits(model(bx), by)
            loss.backward()
            optimizer.step()
    return loss.item()
"""


@pytest.mark.parametrize("name", NUMPY)
def test_numpy_computes(name: str) -> None:
    source = f"import numpy as np\ndef f(A): return float({NUMPY[name]})"
    array = np.random.default_rng(0).normal(size=(200, 200))
    assert answer(source, array) == pytest.approx(1.0)


def test_torch_computes() -> None:
    functions = [f"def f{i}(): return float({body})" for i, body in enumerate(TORCH.values())]
    with open_cell(Limits()) as cell:
        cell.load("import torch\nfrom torch import nn\nimport torch.nn.functional as F\n" + "\n".join(functions))
        for number, name in enumerate(TORCH):
            assert cell.call(f"f{number}") == pytest.approx(1.0, rel=1e-5), name


def test_a_network_can_be_trained() -> None:
    assert answer(TRAINING) < 0.2


def test_torch_prints_nothing_to_the_learners_output() -> None:
    with open_cell(Limits()) as cell:
        cell.load("import torch\ndef f(): return torch.softmax(torch.ones(3), 0).tolist()")
        cell.call("f")
        assert cell.read_output() == ""


def test_threads_of_the_c_library_can_be_joined() -> None:
    """pthread_join waits on a futex without the private flag, which the filter doesn't allow."""
    source = """
import ctypes
libc = ctypes.CDLL(None)
def f():
    threads = [ctypes.c_ulong() for _ in range(8)]
    for thread in threads:
        assert libc.pthread_create(ctypes.byref(thread), None, libc.usleep, ctypes.c_void_p(50_000)) == 0
    return [libc.pthread_join(thread, None) for thread in threads]
"""
    assert answer(source) == [0] * 8


def test_saving_and_flushing_a_file_works() -> None:
    source = """
import mmap, os
def f():
    with open("/tmp/saved", "w+b") as file:
        file.write(b"weights")
        file.flush()
        os.fsync(file.fileno())
        os.fdatasync(file.fileno())
    os.sync()
    return open("/tmp/saved", "rb").read()
"""
    assert answer(source) == b"weights"


def test_the_standard_library_can_be_imported() -> None:
    source = """
import ast, asyncio, bisect, collections, copy, dataclasses, functools, heapq, itertools, json, math, random, re
import statistics, string, time, typing, unicodedata
def f(): return json.dumps(collections.Counter("abca")), math.sqrt(4)
"""
    assert answer(source) == ('{"a": 2, "b": 1, "c": 1}', 2.0)


def test_threads_within_the_limit_work() -> None:
    source = "from concurrent.futures import ThreadPoolExecutor\ndef f():\n    with ThreadPoolExecutor(4) as pool:\n"
    source += "        return list(pool.map(abs, range(-20, 0)))"
    assert answer(source) == list(range(20, 0, -1))


def test_a_file_in_tmp_can_be_written_and_read() -> None:
    source = "import numpy as np\ndef f(a):\n    np.save('/tmp/a.npy', a)\n    return np.load('/tmp/a.npy')"
    assert answer(source, np.arange(3.0)).tolist() == [0, 1, 2]


def test_the_learners_own_dataclasses_and_pickles_work() -> None:
    source = """
import copy, dataclasses, pickle
@dataclasses.dataclass
class P:
    x: int = 1
def f(): return copy.deepcopy(P(4)).x + pickle.loads(pickle.dumps(P(5))).x
"""
    assert answer(source) == 9


def test_a_source_without_torch_does_not_import_it() -> None:
    assert answer("import sys\ndef f(): return 'torch' in sys.modules") is False
