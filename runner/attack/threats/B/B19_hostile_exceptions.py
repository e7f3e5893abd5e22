"""B19: Raise an exception whose text loops, raises, or takes 1 GB.

Reporting an exception runs its `__str__`, and in the wrong process that happens without any limit.

+++
verdict = ["error"]
layers = ["apart", "text", "clock"]

[part]
"its text loops" = { verdict = ["timeout"] }
"its text takes 1 GB" = { verdict = ["error", "memory"] }
+++
"""


def double(x):
    raise Hostile()


# %% its text loops
class Hostile(Exception):
    def __str__(self):
        while True:
            pass


# %% its text raises
class Hostile(Exception):
    def __str__(self):
        raise self

    __repr__ = __str__


# %% its text ends the program
class Hostile(Exception):
    def __str__(self):
        raise SystemExit(0)


# %% its text takes 1 GB
class Hostile(Exception):
    def __str__(self):
        return "x" * 10**9


# %% its text is long
Hostile = lambda: ValueError("y" * 10**6)


# %% its text is no text
class Hostile(Exception):
    def __str__(self):
        return b"bytes"


# %% its name lies
class Meta(type):
    @property
    def __name__(cls):
        return 42


class Hostile(Exception, metaclass=Meta):
    pass


# %% its text is half a character
Hostile = lambda: ValueError("\ud800 \x1b[31m \u202e \x00")
