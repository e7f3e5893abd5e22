from __future__ import annotations

import enum
from collections import ChainMap, Counter, OrderedDict, defaultdict, deque, namedtuple
from dataclasses import asdict, dataclass, field, replace
from typing import Generic, NamedTuple, Protocol, TypeVar

T = TypeVar("T")


class Colour(enum.Enum):
    RED = enum.auto()
    BLUE = enum.auto()


class Sized(Protocol):
    def size(self) -> int: ...


@dataclass(order=True, frozen=True)
class Point:
    x: float
    y: float = 0.0


@dataclass
class Stack(Generic[T]):
    items: list[T] = field(default_factory=list)

    def size(self) -> int:
        return len(self.items)


class Pair(NamedTuple):
    left: int
    right: int


def data_structures():
    groups = defaultdict(list)
    for word in ["ab", "cd", "abc"]:
        groups[len(word)].append(word)
    ring = deque(range(5), maxlen=3)
    ring.rotate(1)
    return {
        "groups": dict(groups),
        "ring": list(ring),
        "counter": Counter("hello").most_common(1),
        "chain": ChainMap({"a": 1}, {"a": 2, "b": 3})["b"],
        "ordered": list(OrderedDict(b=1, a=2)),
        "point": asdict(replace(Point(1.0), y=2.0)),
        "sorted": [p.x for p in sorted([Point(2.0), Point(1.0)])],
        "size": Stack([1, 2]).size(),
        "pair": sum(Pair(1, 2)),
        "named": namedtuple("N", "a b")(1, 2).b,
        "colour": Colour["BLUE"].value,
    }
