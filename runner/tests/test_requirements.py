"""A course's requirements.txt has exact pins with hashes and nothing else. Each refusal names its line."""

from __future__ import annotations

import pytest

from runner.protocol import (
    MAX_PACKAGES,
    MAX_REQUIREMENTS_BYTES,
    RequirementsError,
    package_set_name,
    package_set_of,
    packages_need,
    queue_name,
    read_requirements,
    write_requirements,
)
from runner.protocol.exercise import Device

HASH = f"--hash=sha256:{'a' * 64}"
OTHER = f"--hash=sha256:{'B' * 64}"


def test_it_reads_what_pip_compile_writes() -> None:
    text = f"#\n# by pip-compile\n#\nSQL_Glot==25.1.0 \\\n    {OTHER} \\\n    {HASH}\n    # via -r requirements.in\n"
    (requirement,) = read_requirements(text)
    assert str(requirement) == "sql-glot 25.1.0"
    assert requirement.hashes == ("a" * 64, "b" * 64)


def test_the_name_of_a_set_depends_on_its_pins_alone() -> None:
    first, second = f"b==1 {HASH}\n", f"a==2.0.post1+cpu {HASH} {OTHER}\n"
    name = package_set_name(read_requirements(first + second))
    assert name == package_set_name(read_requirements(f"# sorted\r\n{second}\r\n\r\n{first.strip()}  # why"))
    assert name != package_set_name(read_requirements(first))
    assert write_requirements(read_requirements(first + second)).startswith("a==2.0.post1+cpu --hash")
    assert package_set_of(packages_need(name)) == name
    assert package_set_of("triton") == ""
    assert queue_name(Device.CPU, [packages_need(name)]) == f"cpu+packages-{name}"


def test_comments_alone_declare_nothing() -> None:
    assert read_requirements("") == read_requirements("# none\n\n  # yet\n") == ()


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a==1", 1, "a==1 has no hash"),
        (f"\na>=1 {HASH}", 2, "“a>=1” isn’t a package with its exact version"),
        (f"a {HASH}", 1, "exact version"),
        (f"a==1.* {HASH}", 1, "exact version"),
        (f"a===1 {HASH}", 1, "exact version"),
        (f"a==1,<2 {HASH}", 1, "exact version"),
        (f"a[extra]==1 {HASH}", 1, "exact version"),
        (f"a @ https://example.org/a.whl {HASH}", 1, "exact version"),
        (f"https://example.org/a.whl {HASH}", 1, "exact version"),
        (f"git+https://example.org/a.git {HASH}", 1, "exact version"),
        (f"./a.whl {HASH}", 1, "exact version"),
        (f"ünïcode==1 {HASH}", 1, "exact version"),
        (f"a==1 ; python_version > '3' {HASH}", 1, "“;” can’t stand after a==1"),
        (f"a==1; {HASH}", 1, "exact version"),
        ("a==1 --hash=md5:00", 1, "“--hash=md5:00” can’t stand"),
        ("a==1 --hash=sha256:00", 1, "64 digits"),
        (f"a==1 {HASH} --no-binary=:all:", 1, "“--no-binary=:all:” can’t stand"),
        ("-r other.txt", 1, "“-r” is an option"),
        ("# x\n\n--index-url https://example.org", 3, "“--index-url” is an option"),
        ("-e .", 1, "“-e” is an option"),
        (f"a==1 {HASH}\nA==2 {HASH}", 2, "“a” is here twice"),
        (f"b==1 {HASH}\na==1 \\", 2, "backslash"),
        ("".join(f"a{n}==1 {HASH}\n" for n in range(MAX_PACKAGES + 1)), MAX_PACKAGES + 1, "20 packages at most"),
        ("#" * (MAX_REQUIREMENTS_BYTES + 1), 0, "64 KiB at most"),
        ("\udcff==1", 1, "exact version"),
    ],
)
def test_anything_else_is_refused_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(RequirementsError) as refusal:
        read_requirements(text)
    assert words in str(refusal.value)
    assert refusal.value.line == line
