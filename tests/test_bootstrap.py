"""Where `make run` gets PyTorch from. pip itself asks package indexes of the test, in a scratch virtual environment."""

import base64
import functools
import hashlib
import http.server
import os
import shutil
import socket
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.bootstrap import NO_CPU_TORCH
from tests.patience import PATIENCE_S
from tests.site import ROOT

pytestmark = pytest.mark.skipif(os.path.exists("/dev/nvidiactl"), reason="a GPU, and the test is about a host without")


class Index:
    """A package index on this machine that counts what pip asks of it."""

    def __init__(self, folder: Path, wheels: list[tuple[str, str]]) -> None:
        self.requests: list[str] = []
        for name, version in wheels:
            write_wheel(folder / name, name, version)
        requests = self.requests

        class Handler(http.server.SimpleHTTPRequestHandler):
            def log_request(self, *_: object) -> None:
                requests.append(self.path)

        self._server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), functools.partial(Handler, directory=str(folder))
        )
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def write_wheel(folder: Path, name: str, version: str) -> None:
    """An empty module that knows its version."""
    folder.mkdir(parents=True, exist_ok=True)
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": f"__version__ = {version!r}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{path},sha256={_digest(text)},{len(text)}\n" for path, text in files.items())
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        for path, text in (files | {f"{info}/RECORD": f"{record}{info}/RECORD,,\n"}).items():
            wheel.writestr(path, text)


def _digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


@pytest.fixture(scope="module")
def empty_venv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    venv = tmp_path_factory.mktemp("venv") / ".venv"
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    return venv


@pytest.fixture
def indexes(tmp_path: Path) -> Iterator[tuple[Index, Index]]:
    """The usual index, and PyTorch's own, which offers a newer version of something else, too."""
    usual = Index(tmp_path / "usual", [("torch", "2.10.0"), ("helper", "1.0")])
    own = Index(tmp_path / "own", [("torch", "2.10.0+cpu"), ("helper", "2.0")])
    yield usual, own
    usual.close()
    own.close()


@pytest.fixture
def checkout(tmp_path: Path, empty_venv: Path) -> Path:
    folder = tmp_path / "checkout"
    (folder / "config").mkdir(parents=True)
    shutil.copy(ROOT / "config" / "bootstrap.py", folder / "config")
    (folder / "requirements").mkdir()
    (folder / "requirements" / "gpu.txt").write_text("torch>=2.9,<3\n")
    (folder / "requirements.txt").write_text("helper\n")
    shutil.copytree(empty_venv, folder / ".venv", symlinks=True)
    return folder


def bootstrap(checkout: Path, usual: Index, cpu_index: str, **environment: str) -> str:
    """Install, and return what it said."""
    (checkout / "requirements" / "cpu.txt").write_text(f"--index-url {cpu_index}\ntorch>=2.9,<3\n")
    outside = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    pip = {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": usual.url, "PIP_NO_CACHE_DIR": "1"}
    return subprocess.run(
        [sys.executable, "config/bootstrap.py", "requirements.txt"],
        cwd=checkout, env=outside | pip | environment, check=True, stdout=subprocess.PIPE, text=True,
        timeout=PATIENCE_S,
    ).stdout  # fmt: skip


def installed(checkout: Path) -> tuple[str, str]:
    """The versions of torch and of the helper."""
    code = "import torch, helper; print(torch.__version__, helper.__version__)"
    answer = subprocess.run(
        [checkout / ".venv" / "bin" / "python", "-c", code], check=True, stdout=subprocess.PIPE, text=True
    )
    torch, helper = answer.stdout.split()
    return torch, helper


def test_without_a_driver_only_pytorch_comes_from_its_own_index(checkout: Path, indexes: tuple[Index, Index]) -> None:
    usual, own = indexes
    bootstrap(checkout, usual, own.url)

    assert installed(checkout) == ("2.10.0+cpu", "1.0")
    assert not any("helper" in path for path in own.requests)


@pytest.mark.parametrize("is_listening", [False, True], ids=["refused", "silent"])
def test_a_dead_index_costs_one_sentence(checkout: Path, indexes: tuple[Index, Index], *, is_listening: bool) -> None:
    usual, _ = indexes
    with socket.socket() as dead:
        dead.bind(("127.0.0.1", 0))
        if is_listening:
            dead.listen()
        output = bootstrap(checkout, usual, f"http://127.0.0.1:{dead.getsockname()[1]}")

    assert installed(checkout) == ("2.10.0", "1.0")
    assert NO_CPU_TORCH in output
    assert "ERROR" not in output


def test_an_index_without_a_build_for_this_python_costs_one_sentence(
    checkout: Path, indexes: tuple[Index, Index], tmp_path: Path
) -> None:
    usual, _ = indexes
    (tmp_path / "empty" / "torch").mkdir(parents=True)
    empty = Index(tmp_path / "empty", [])
    output = bootstrap(checkout, usual, empty.url)
    empty.close()

    assert installed(checkout) == ("2.10.0", "1.0")
    assert NO_CPU_TORCH in output


def test_a_wheel_on_disk_is_used_and_no_other_index_asked(
    checkout: Path, indexes: tuple[Index, Index], tmp_path: Path
) -> None:
    usual, own = indexes
    write_wheel(tmp_path / "wheels", "torch", "2.11.0+cpu")
    bootstrap(checkout, usual, own.url, PIP_FIND_LINKS=str(tmp_path / "wheels"))

    assert installed(checkout) == ("2.11.0+cpu", "1.0")
    assert own.requests == []


def test_with_a_driver_pytorch_comes_from_pypi(checkout: Path, indexes: tuple[Index, Index], tmp_path: Path) -> None:
    usual, own = indexes
    driver = tmp_path / "bin" / "nvidia-smi"
    driver.parent.mkdir()
    driver.touch(mode=0o755)
    bootstrap(checkout, usual, own.url, PATH=f"{driver.parent}:{os.environ['PATH']}")

    assert installed(checkout) == ("2.10.0", "1.0")
    assert own.requests == []


def test_a_second_start_asks_nobody(checkout: Path, indexes: tuple[Index, Index]) -> None:
    usual, own = indexes
    bootstrap(checkout, usual, own.url)
    del usual.requests[:], own.requests[:]

    assert bootstrap(checkout, usual, own.url) == ""
    assert usual.requests == own.requests == []
