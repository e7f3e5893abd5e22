"""`make check` finds a key that somebody committed."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.lint.secrets import ALLOWED, ROOT, find_secrets, tracked_files

# Put together here, so that the scan doesn't find them in this file.
PLANTED = {
    "deploy/id_ed25519": ("-----BEGIN OPENSSH " + "PRIVATE KEY-----\nb3BlbnNzaC1rZXk=\n", "Private Key"),
    "config/local.py": (
        'DATABASE = "postgres://descent:' + 'xK3v9pLq2@db.example.org/descent"\n',
        "Basic Auth Credentials",
    ),
    "notes.md": ("export TOKEN=" + "ghp_" + "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8" + "\n", "GitHub Token"),
    "aws.ini": ("aws_access_key_id = " + "AKIA" + "IOSFODNN7EXAMPLF" + "\n", "AWS Access Key"),
}
HINT = re.compile(r"(?i)passw|secret|://")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    (tmp_path / "README.md").write_text("Nothing secret.\n")
    return tmp_path


def commit(repository: Path) -> list[str]:
    subprocess.run(["git", "add", "-A"], cwd=repository, check=True)
    return find_secrets(repository, list(tracked_files(repository)))


@pytest.mark.parametrize("name", PLANTED)
def test_it_finds_a_planted_key(repository: Path, name: str) -> None:
    text, kind = PLANTED[name]
    (repository / name).parent.mkdir(exist_ok=True)
    (repository / name).write_text(f"# Settings\n{text}")
    assert commit(repository) == [f"{name}:2: {kind}"]


def test_a_file_that_git_doesn_t_track_is_no_concern_of_it(repository: Path) -> None:
    (repository / ".gitignore").write_text("var\n")
    (repository / "var").mkdir()
    (repository / "var" / "key.pem").write_text(PLANTED["deploy/id_ed25519"][0])
    assert commit(repository) == []


def test_each_exception_is_needed_and_has_its_reason() -> None:
    lines = {line for name in tracked_files(ROOT) if name != "tests/lint/secrets.py" for line in lines_of(ROOT / name)}
    for pattern, reason in ALLOWED.items():
        assert any(re.search(pattern, line) for line in lines), pattern
        assert len(reason.split()) >= 3, pattern


def lines_of(path: Path) -> list[str]:
    is_text = path.suffix in (".py", ".md", ".yml") and path.is_file()
    return [line for line in path.read_text(encoding="utf-8").splitlines() if HINT.search(line)] if is_text else []
