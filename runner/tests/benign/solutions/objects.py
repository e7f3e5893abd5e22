import array
import copy
import gc
import inspect
import pickle
import weakref
from abc import ABC, abstractmethod


class Shape(ABC):
    registry = {}

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        Shape.registry[cls.__name__] = cls

    @property
    @abstractmethod
    def area(self): ...


class Square(Shape):
    __slots__ = ("side",)

    def __init__(self, side):
        self.side = side

    @property
    def area(self):
        return self.side**2


def objects():
    square = Square(3)
    watched = weakref.ref(square)
    copied = copy.deepcopy(square)
    revived = pickle.loads(pickle.dumps(square))
    del square
    gc.collect()
    source = inspect.getsource(Square.__init__)
    return (
        watched() is None,
        copied.area,
        revived.area,
        list(Shape.registry),
        "side" in source,
        sum(array.array("i", [1, 2])),
    )
