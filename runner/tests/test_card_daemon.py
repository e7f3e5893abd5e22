"""A warm cell on a card: one at a time, made only after the card was made ready for it, and never lent twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import pytest

from runner import hardware
from runner.protocol import Device, Limits, Verdict
from runner.sandbox import card_cells as cells_on_cards
from runner.sandbox import card_doctor, factory, memory, supervisor
from runner.sandbox.card_daemon import TurnoverProgram
from runner.sandbox.errors import CellError, LearnerError
from runner.sandbox.supervisor import CARD_SOCKET, Supervisor
from runner.sandbox.warm_cell import WarmCell
from runner.tests import card_cells, stand_in
from tests.patience import PATIENCE_S, comes_true

pytestmark = [pytest.mark.sandbox, stand_in.NEEDS_ROOT]
_LIMITS = Limits(wall_s=PATIENCE_S)


class _Host:
    """A daemon for the stand-in's card, and a program in the place of the real turnover that notes each run."""

    def __init__(self, folder: Path) -> None:
        self.notes, self.fails = folder / "turnovers", folder / "fails"
        self.notes.write_text("")
        notes, fails = str(self.notes), str(self.fails)
        self.program = f"import os, sys; open({notes!r}, 'a').write('t'); sys.exit(os.path.exists({fails!r}))"

    @property
    def turnovers(self) -> int:
        return len(self.notes.read_text())

    @contextmanager
    def supervised(self, card: hardware.Card) -> Iterator[Supervisor]:
        with (
            mock.patch.object(supervisor, "turnover_command", return_value=("-c", self.program)),
            hardware.lease(card) as lock,
            Supervisor(cells=1, card=card, lock=lock) as supervised,
        ):
            yield supervised


@pytest.fixture
def host(tmp_path: Path) -> Iterator[_Host]:
    with card_cells.cards(tmp_path, 1):
        yield _Host(tmp_path)


def test_each_tenant_gets_a_new_cell_and_a_card_made_ready_for_it(host: _Host) -> None:
    card = hardware.detect()[0]
    with host.supervised(card) as supervised:
        assert supervised.wait(PATIENCE_S)
        before, inits = host.turnovers, set()
        for _ in range(3):
            with WarmCell(_LIMITS, supervised.socket, PATIENCE_S) as cell:
                cell.load("import os\ndef f(): return sorted(os.listdir('/dev'))")
                assert "nvidia0" in cell.call("f")
                assert cell.security_status["device"] == card_cells.DEVICE
                inits.add(cell.init_pid)
        assert len(inits) == 3
        assert host.turnovers - before >= 3


def test_two_judges_have_the_card_one_after_the_other(host: _Host) -> None:
    with host.supervised(hardware.detect()[0]) as supervised:
        assert supervised.wait(PATIENCE_S)
        with WarmCell(_LIMITS, supervised.socket, PATIENCE_S), pytest.raises(CellError):
            WarmCell(_LIMITS, supervised.socket, 1.0)
        WarmCell(_LIMITS, supervised.socket, PATIENCE_S).close()


def test_another_size_of_cell_is_made_on_request(host: _Host) -> None:
    with host.supervised(hardware.detect()[0]) as supervised:
        assert supervised.wait(PATIENCE_S)
        limits = Limits(wall_s=PATIENCE_S, memory_mib=300)
        with WarmCell(limits, supervised.socket, PATIENCE_S) as cell:
            cell.load("def f(): return 1")
            assert cell.call("f") == 1


def test_a_card_that_can_not_be_made_ready_gets_no_tenant(host: _Host) -> None:
    with host.supervised(hardware.detect()[0]) as supervised:
        assert supervised.wait(PATIENCE_S)
        with WarmCell(_LIMITS, supervised.socket, PATIENCE_S):
            host.fails.touch()
            count = host.turnovers
        assert comes_true(lambda: host.turnovers > count)
        with pytest.raises(CellError):
            WarmCell(_LIMITS, supervised.socket, 1.0)
        host.fails.unlink()
        WarmCell(_LIMITS, supervised.socket, PATIENCE_S).close()


def test_no_cold_cell_takes_the_card_while_a_daemon_has_it(host: _Host) -> None:
    with host.supervised(hardware.detect()[0]), pytest.raises(CellError, match="another runner"):
        cells_on_cards.ColdCardCell(_LIMITS)


def test_the_daemon_keeps_the_lease_when_its_owner_lets_go(host: _Host) -> None:
    card = hardware.detect()[0]
    with host.supervised(card) as supervised:
        assert supervised.wait(PATIENCE_S)
        with pytest.raises(hardware.CardBusyError), hardware.lease(card):
            pass
    with hardware.lease(card):
        pass


def test_an_endless_learner_is_stopped_and_the_next_gets_the_card(host: _Host) -> None:
    with host.supervised(hardware.detect()[0]) as supervised:
        assert supervised.wait(PATIENCE_S)
        with (
            WarmCell(Limits(wall_s=0.5), supervised.socket, PATIENCE_S) as cell,
            pytest.raises(LearnerError) as caught,
        ):
            cell.load("while True: pass")
        assert caught.value.verdict is Verdict.TIMEOUT
        WarmCell(_LIMITS, supervised.socket, PATIENCE_S).close()


def test_grading_on_a_card_names_it(host: _Host, monkeypatch: pytest.MonkeyPatch) -> None:
    card = hardware.detect()[0]
    monkeypatch.setattr(card_doctor, "require_fit", lambda: None)
    with host.supervised(card) as supervised:
        assert supervised.wait(PATIENCE_S)
        monkeypatch.setenv(CARD_SOCKET, supervised.socket)
        with factory.open_cell(Limits(), device=Device.GPU) as cell:
            assert cell.device_name == card.description


def test_a_failed_turnover_is_tried_again_later_each_time(tmp_path: Path) -> None:
    turnover = TurnoverProgram(["/bin/false"])
    moments, now = [], 0.0
    for _ in range(4):
        _until_ended(turnover, now)
        moments.append(now := turnover.retry_at)
    pauses = [later - earlier for earlier, later in zip([0.0, *moments], moments, strict=False)]
    assert pauses == sorted(pauses)
    assert pauses[-1] > pauses[0]


def _until_ended(turnover: TurnoverProgram, now: float) -> None:
    before = turnover.retry_at
    assert comes_true(lambda: turnover.is_done(now) or turnover.retry_at != before)


def test_a_host_that_is_nearly_out_of_memory_is_noticed() -> None:
    assert not memory.is_host_short()
    with mock.patch.object(memory, "_MIN_AVAILABLE_SHARE", 2.0):
        assert memory.is_host_short()
