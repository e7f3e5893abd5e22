import ast

import pytest

from tests.lint.code_style import positional_fields


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
