"""A host's key is made once, readable by its owner only. Signed messages can't be changed, and no secret is shown."""

import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from runner.identity import BadKey, Identity, load
from runner.protocol import MAX_SIGNED_BYTES, Enrolment, MessageKind, SignedMessage
from runner.tests.cells import REPOSITORY


def test_a_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "runner.key"
    first = load(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert load(path) == first
    assert [file.name for file in path.parent.iterdir()] == ["runner.key"]


def test_two_hosts_have_nothing_in_common(tmp_path: Path) -> None:
    one, two = load(tmp_path / "one"), load(tmp_path / "two")
    assert not {one.host, one.user, one.password} & {two.host, two.user, two.password}


@pytest.mark.parametrize(
    ("content", "mode", "reason"),
    [("ab" * 32, 0o644, "Others can read"), ("ab" * 31, 0o600, "holds no key"), ("secret", 0o600, "holds no key")],
)
def test_a_key_file_that_cannot_be_used_says_what_to_do(tmp_path: Path, content: str, mode: int, reason: str) -> None:
    path = tmp_path / "runner.key"
    path.write_text(content)
    path.chmod(mode)
    with pytest.raises(BadKey, match=reason):
        load(path)


def test_what_registers_a_host_holds_no_secret(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "runner", "identity"]
    environment = {"RUNNER_KEY_FILE": str(tmp_path / "runner.key")}
    ran = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=True)
    identity = load(tmp_path / "runner.key")
    assert Enrolment.from_line(ran.stdout) == identity.enrolment
    for secret in (identity.password, (tmp_path / "runner.key").read_text().strip()):
        assert secret not in ran.stdout + ran.stderr + repr(identity)


@pytest.mark.parametrize(
    "line", ["", "descent-host-1:ab:cd", f"descent-host-1:{'g' * 64}:{'0' * 64}", "ssh-ed25519 AAAA"]
)
def test_another_line_registers_nothing(line: str) -> None:
    with pytest.raises(ValueError, match="runner identity"):
        Enrolment.from_line(line)


@pytest.mark.parametrize(
    ("part", "value"),
    [("kind", MessageKind.HEARTBEAT), ("host", "0" * 16), ("payload", '{"verdict": "failed"}'), ("payload", "")],
)
def test_a_signature_holds_for_every_part_of_a_message(part: str, value: str) -> None:
    identity = Identity(bytes(32))
    message = SignedMessage.from_text(identity.sign(MessageKind.REPORT, '{"verdict": "passed"}\nand a line'))
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(identity.enrolment.public_key))
    key.verify(bytes.fromhex(message.signature), message.signed_bytes)
    fields = {"kind": message.kind, "host": message.host, "payload": message.payload} | {part: value}
    with pytest.raises(InvalidSignature):
        key.verify(bytes.fromhex(message.signature), SignedMessage(**fields).signed_bytes)  # type: ignore[arg-type]  # the fields have several types


def test_the_longest_message_is_read_and_a_longer_one_is_not() -> None:
    room = MAX_SIGNED_BYTES - len(SignedMessage(kind=MessageKind.REPORT, host="h", payload="").to_text())
    longest = SignedMessage(kind=MessageKind.REPORT, host="h", payload="x" * room)
    assert SignedMessage.from_text(longest.to_text()) == longest
    with pytest.raises(ValueError, match="characters"):
        SignedMessage.from_text(f"{longest.to_text()}x")
