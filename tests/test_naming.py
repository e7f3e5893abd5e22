"""The names and sizes that the house style limits hold everywhere. `make names` lists them."""

import ast
import statistics

import pytest

from tests.naming import (
    bare_names,
    duplicate_classes,
    function_lengths,
    is_bare,
    module_lengths,
    positional_dataclasses,
    positional_fields,
)

MAX_MEDIAN_MODULE_LINES = 80
MAX_FUNCTION_LINES = 40


def test_a_bare_participle_is_distinguished_from_a_noun() -> None:
    assert [is_bare(name) for name in ("found", "_KEPT", "found_at", "seed", "is_retired", "LearnerNeed")] == [
        True, True, False, False, False, False
    ]  # fmt: skip


def test_bare_participles_do_not_come_back() -> None:
    assert not bare_names()


def test_class_names_do_not_get_second_meanings() -> None:
    assert not duplicate_classes()


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("@dataclass\nclass A:\n    x: int\n    y: int = field(init=False)\n    z: ClassVar[int] = 1", 1),
        ("@dataclasses.dataclass(frozen=True)\nclass A:\n    x: int\n    y: int", 2),
        ("@dataclass(kw_only=True)\nclass A:\n    x: int", 0),
        ("class A:\n    x: int", 0),
    ],
)
def test_it_counts_the_fields_that_a_dataclass_takes_by_position(source: str, count: int) -> None:
    node = ast.parse(source).body[0]
    assert isinstance(node, ast.ClassDef)
    assert positional_fields(node) == count


def test_dataclasses_with_many_fields_take_them_by_name() -> None:
    assert not positional_dataclasses()


def test_functions_fit_on_a_screen() -> None:
    assert max(function_lengths()) <= MAX_FUNCTION_LINES


def test_modules_stay_small() -> None:
    assert statistics.median(module_lengths()) <= MAX_MEDIAN_MODULE_LINES
