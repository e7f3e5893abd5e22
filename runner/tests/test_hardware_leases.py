"""A card has one tenant at a time, whoever asks and however the tenant ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from runner import hardware
from runner.hardware import quarantine, state
from runner.tests import stand_in
from runner.tests.cells import REPOSITORY
from runner.tests.stand_in import StandIn

pytestmark = stand_in.NEEDS_ROOT

_TENANT = """
import sys, time
from pathlib import Path
from runner.hardware import Card, lease, state
state.FOLDER = Path(sys.argv[1])
card = Card(index=0, uuid=sys.argv[2], name="", pci="", driver="", cuda="", memory_mib=0, nodes=())
with lease(card):
    print("leased", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def host(tmp_path: Path) -> Iterator[StandIn]:
    with stand_in.host(tmp_path, 2) as host:
        yield host


def _tenant(uuid: str) -> subprocess.Popen[str]:
    words = [sys.executable, "-c", _TENANT, str(state.FOLDER), uuid]
    return subprocess.Popen(words, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_two_processes_never_have_the_same_card(host: StandIn) -> None:
    first, second = hardware.detect()
    with hardware.lease(first):
        other = _tenant(first.uuid)
        _, errors = other.communicate(timeout=60)
        assert "CardBusyError" in errors
        with hardware.lease(second):  # another card is free
            pass


def test_a_killed_tenant_leaves_no_lock(host: StandIn) -> None:
    card = hardware.detect()[0]
    tenant = _tenant(card.uuid)
    assert _first_line(tenant) == "leased"
    with pytest.raises(hardware.CardBusyError), hardware.lease(card):
        pass
    tenant.send_signal(signal.SIGKILL)
    tenant.communicate(timeout=60)
    with hardware.lease(card):
        pass


def test_a_child_that_holds_the_descriptor_keeps_the_card(host: StandIn) -> None:
    card = hardware.detect()[0]
    with hardware.lease(card) as lock:
        child = subprocess.Popen(["sleep", "600"], pass_fds=(lock,))
    with pytest.raises(hardware.CardBusyError), hardware.lease(card):
        pass
    child.kill()
    child.wait()
    with hardware.lease(card):
        pass


def test_a_card_out_of_service_is_not_leased(host: StandIn) -> None:
    card = hardware.detect()[0]
    quarantine.quarantine(card.uuid, "Xid 79")
    with pytest.raises(hardware.QuarantinedError, match="Xid 79"), hardware.lease(card):
        pass


def test_records_that_others_could_change_are_not_believed(host: StandIn) -> None:
    card = hardware.detect()[0]
    state.FOLDER.mkdir()
    os.chmod(state.FOLDER, 0o777)  # noqa: S103 - the mistake that this test is about
    with pytest.raises(hardware.HardwareError, match="only root"), hardware.lease(card):
        pass
