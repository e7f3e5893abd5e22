"""A cell on a card is as closed as any other, and sees exactly the card that was leased for it.

The cards are a stand-in's, so nothing here shows that CUDA works. What libcuda is known to do while it starts is done
in its place, in a real cell.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from runner import hardware
from runner.hardware import Card
from runner.protocol import Limits, Verdict
from runner.sandbox import card_cells as cells_on_cards
from runner.sandbox import memory
from runner.sandbox.cold_cell import ColdCell
from runner.sandbox.errors import CellError, LearnerError
from runner.tests import card_cells, stand_in
from runner.tests.cells import _ATTEMPT
from tests.patience import PATIENCE_S

pytestmark = [pytest.mark.sandbox, stand_in.NEEDS_ROOT]


@pytest.fixture(scope="module")
def cards(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Card, ...]]:
    with card_cells.cards(tmp_path_factory.mktemp("cards")):
        yield hardware.detect()


def _outcome(card: Card, statement: str, setup: str = "import os") -> str:
    with ColdCell(Limits(), card) as cell:
        cell.load(_ATTEMPT.format(setup=setup, statement=statement))
        return str(cell.call("f"))


@pytest.mark.parametrize("index", [0, 1])
def test_it_sees_exactly_the_leased_cards_nodes(cards: tuple[Card, ...], index: int) -> None:
    with ColdCell(Limits(), cards[index]) as cell:
        cell.load("import os\ndef f(): return sorted(os.listdir('/dev'))")
        nodes = ["null", "nvidia-uvm", "nvidia-uvm-tools", f"nvidia{index}", "nvidiactl", "random", "urandom"]
        assert cell.call("f") == nodes


def test_it_can_open_its_own_node_and_make_no_other(cards: tuple[Card, ...]) -> None:
    assert _outcome(cards[0], "os.close(os.open('/dev/nvidia0', os.O_RDWR))") == "done"
    assert _outcome(cards[0], "os.open('/dev/nvidia1', os.O_RDWR)") == "ENOENT"
    assert _outcome(cards[0], "os.mknod('/tmp/nvidia1', 0o20666, os.makedev(195, 1))") == "EPERM"


def test_cuda_gets_what_it_needs_to_start_and_the_kernel_then_reports_a_closed_cell(cards: tuple[Card, ...]) -> None:
    with ColdCell(Limits(), cards[0]) as cell:
        cell.load("def f(): return 1")
        assert cell.security_status["device"] == card_cells.DEVICE
        assert cell.security_status["seccomp"] == "2"
        assert cell.security_status["dumpable"] == "0"


@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("os.execv('/python/bin/python3', ['python3'])", "EPERM"),
        ("os.fork()", "EPERM"),
        ("socket.socket(socket.AF_UNIX)", "EAFNOSUPPORT"),
        ("os.memfd_create('x')", "EPERM"),
        ("os.pipe()", "EPERM"),
        ("mmap.mmap(-1, 4096)", "EPERM"),
        ("open('/proc/self/maps')", "EACCES"),
        ("open('/proc/self/mountinfo')", "EACCES"),
        ("open('/sys/devices/system/cpu/possible')", "EACCES"),
        ("fcntl.ioctl(os.open('/dev/nvidiactl', os.O_RDWR), 0x5412, b'x')", "ENOTTY"),  # TIOCSTI
        ("fcntl.ioctl(os.open('/dev/null', os.O_RDWR), 0xC00046CA, b'')", "EACCES"),
    ],
)
def test_the_filter_and_landlock_close_what_a_started_cuda_no_longer_needs(
    cards: tuple[Card, ...], statement: str, error: str
) -> None:
    assert _outcome(cards[0], statement, "import fcntl, mmap, os, socket") == error


def test_its_part_of_proc_names_no_process_but_its_own(cards: tuple[Card, ...]) -> None:
    with ColdCell(Limits(), cards[0]) as cell:
        cell.load("import os\ndef f(): return [name for name in os.listdir('/proc') if name.isdigit()]")
        assert cell.call("f") == ["2"]


def test_requests_to_the_driver_reach_it(cards: tuple[Card, ...]) -> None:
    """The null device behind the stand-in's node knows none of them, and says so itself."""
    for request in (0xC00046CA, 0xC030462B, 0x30000001, 37):
        statement = f"fcntl.ioctl(os.open('/dev/nvidia0', os.O_RDWR), {request:#x}, b'')"
        assert _outcome(cards[0], statement, "import fcntl, os") == "ENOTTY"


def test_memory_that_a_file_backs_can_be_shared(cards: tuple[Card, ...]) -> None:
    setup = "import mmap, os\nfile = os.open('/tmp/x', os.O_RDWR | os.O_CREAT)\nos.ftruncate(file, 4096)"
    assert _outcome(cards[0], "mmap.mmap(file, 4096)", setup) == "done"


def test_a_learners_threads_and_files_are_counted_beside_cudas(cards: tuple[Card, ...]) -> None:
    start = "[threading.Thread(target=threading.Event().wait, daemon=True).start() for _ in range({})]"
    limits = Limits(processes=4)
    for count, expected in ((3, "done"), (8, "RuntimeError")):
        with ColdCell(limits, cards[0]) as cell:
            cell.load(_ATTEMPT.format(setup="import threading", statement=start.format(count)))
            assert cell.call("f") == expected


def test_no_path_of_the_host_and_no_other_card_shows(cards: tuple[Card, ...]) -> None:
    source = "import os\ndef f(): return [os.environ.get('CUDA_VISIBLE_DEVICES'), os.environ.get('PYTHONPATH')]"
    with ColdCell(Limits(), cards[1]) as cell:
        cell.load(source)
        assert cell.call("f") == [cards[1].uuid, None]


def test_a_cold_cell_ends_when_the_host_is_nearly_out_of_memory(
    cards: tuple[Card, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The driver pins memory that no limit on the cell's process counts."""
    monkeypatch.setattr(cells_on_cards, "turn_over", lambda card: None)
    with cells_on_cards.ColdCardCell(Limits(wall_s=PATIENCE_S)) as cell:
        cell.load("def f():\n    while True: pass")
        monkeypatch.setattr(memory, "_MIN_AVAILABLE_SHARE", 2.0)
        with pytest.raises(LearnerError) as caught:
            cell.call("f")
        assert caught.value.verdict is Verdict.MEMORY
    monkeypatch.undo()
    with hardware.lease(cell.card):  # it was given back
        pass


def test_nothing_looks_at_the_hosts_memory_once_a_cold_cell_has_ended(
    cards: tuple[Card, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cells_on_cards, "turn_over", lambda card: None)
    with cells_on_cards.ColdCardCell(Limits()) as cell:
        cell.load("def f(): return 1")
        assert cell.call("f") == 1
    assert not any(thread.name == "host memory" for thread in threading.enumerate())


@pytest.mark.parametrize(
    "start_cuda", ["\ndef start_cuda(): raise RuntimeError('CUDA error 304')\n", "\ndef start_cuda(): os._exit(1)\n"]
)
def test_a_cell_in_which_cuda_does_not_start_is_never_given_a_source(tmp_path: Path, start_cuda: str) -> None:
    with card_cells.cards(tmp_path, start_cuda=start_cuda), ColdCell(Limits(), hardware.detect()[0]) as cell:
        with pytest.raises(CellError):
            cell.load("print('it ran')")
        assert cell.read_output() == ""
