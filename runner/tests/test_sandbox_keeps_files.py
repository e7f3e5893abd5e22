"""A learner's code sees Python, the libraries and an empty /tmp on the disk, and none of our files."""

from pathlib import Path

import pytest

from runner.tests.cells import REPOSITORY, answer, outcome

pytestmark = pytest.mark.sandbox


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "/etc/shadow",
        "/root/.bashrc",
        "/proc/self/environ",
        "/proc/1/environ",
        "/proc/self/mem",
        "/sys/kernel",
        "/dev/mem",
        "/dev/vsock",
        "/dev/zero",
        "/var/run/docker.sock",
        str(REPOSITORY / "runner" / "protocol" / "job.py"),
        str(REPOSITORY / "exercises" / "catalog"),
        str(Path(__file__)),
    ],
)
def test_it_sees_no_file_of_the_host(path: str) -> None:
    assert outcome(f"os.stat({path!r})") == "ENOENT"


def test_it_sees_none_of_our_code_except_the_harness() -> None:
    folders = ["/cell", "/cell/runner", "/cell/runner/harness", "/cell/runner/wire"]
    cell, runner, *packages = answer(f"import os\ndef f(): return [sorted(os.listdir(p)) for p in {folders}]")
    assert cell == ["runner"]
    assert runner == ["__init__.py", "harness", "wire"]
    ours = [sorted(path.name for path in (REPOSITORY / "runner" / name).glob("*.py")) for name in ("harness", "wire")]
    assert packages == ours


def test_only_numpy_torch_and_their_dependencies_are_installed() -> None:
    installed = set(answer("import os\ndef f(): return os.listdir('/site')"))
    assert {"numpy", "msgspec"} <= installed
    assert not installed & {"django", "celery", "redis", "psycopg", "pytest", "runner"}
    importable = "[m.name for m in pkgutil.iter_modules()]"
    assert not {"pip", "celery", "pytest"} & set(answer(f"import pkgutil\ndef f(): return {importable}"))
    source = "import os, sysconfig\ndef f():\n    p = sysconfig.get_path('stdlib') + '/site-packages'\n"
    assert answer(source + "    return os.listdir(p) if os.path.exists(p) else []") == []


@pytest.mark.parametrize(
    "path", ["/x", "/python/x", "/site/numpy/x.py", "/cell/runner/harness/server.py", "/usr/lib/x", "/dev/x"]
)
def test_it_cannot_write_outside_its_tmp(path: str) -> None:
    assert outcome(f"open({path!r}, 'w')") in {"EROFS", "EACCES", "ENOENT", "EPERM"}


def test_every_cell_starts_with_an_empty_tmp() -> None:
    source = (
        "import os\ndef f():\n    before = os.listdir('/tmp')\n    open('/tmp/mine', 'w').close()\n    return before"
    )
    assert answer(source) == []
    assert answer(source) == []


def test_it_cannot_create_a_device_or_a_link() -> None:
    assert outcome("os.mknod('/tmp/d', 0o20666, os.makedev(1, 1))") == "EPERM"
    assert outcome("os.symlink('/etc', '/tmp/l')") == "EPERM"
    assert outcome("os.link('/python/bin', '/tmp/l')") == "EPERM"


def test_it_cannot_execute_a_file_that_it_wrote() -> None:
    setup = "import ctypes, shutil\nshutil.copyfile('/site/msgspec/__init__.py', '/tmp/x.so')"
    assert outcome("ctypes.CDLL('/tmp/x.so')", setup) == "OSError"
    mapping = "mmap.mmap(os.open('/tmp/x.so', os.O_RDONLY), 0, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_EXEC)"
    assert outcome(mapping, f"{setup}\nimport mmap, os") == "EPERM"


def test_its_environment_holds_none_of_our_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CELERY_BROKER_URL", "redis://secret@broker/0")
    environment = answer("import os\ndef f(): return dict(os.environ)")
    assert "secret" not in str(environment)
    assert set(environment) <= {
        "HOME", "LC_ALL", "LD_LIBRARY_PATH", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS", "PWD", "TMPDIR",
    }  # fmt: skip


def test_it_inherits_only_its_own_five_descriptors() -> None:
    source = (
        "import os\n"
        "def there(fd):\n"
        "    try: os.fstat(fd)\n"
        "    except OSError: return False\n"
        "    return True\n"
        "def f(): return [fd for fd in range(1024) if there(fd)]"
    )
    with (REPOSITORY / "pyproject.toml").open() as ours:
        assert ours.fileno() >= 0
        assert answer(source) == [0, 1, 2, 3, 4]
