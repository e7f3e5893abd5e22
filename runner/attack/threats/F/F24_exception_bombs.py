"""F24: Raise chains, groups, notes and tracebacks that never end, and lie about where they come from.

Python's own printer follows every cause and every note. Here a fixed number of lines is taken, each is cut to size,
and only lines of the learner's own file are shown.

+++
verdict = ["error"]
layers = ["text", "apart"]
limits = { wall_s = 6.0, cpu_s = 6.0 }

[part]
"a line that no file has" = { verdict = ["error", "bad_value"] }
+++
"""

import sys
import types


# %% a chain of causes
def double(x):
    error = ValueError("first")
    for number in range(10_000):
        nested = ValueError(str(number))
        nested.__cause__, nested.__context__ = error, error
        error = nested
    raise error


# %% a ring of causes
def double(x):
    one, other = ValueError("one"), ValueError("other")
    one.__cause__, other.__cause__ = other, one
    raise one


# %% a group of groups
def double(x):
    error = ValueError("x" * 1000)
    for _ in range(500):
        error = ExceptionGroup("g" * 1000, [error] * 100)
    raise error


# %% a hundred thousand notes
def double(x):
    error = ValueError("noted")
    error.__notes__ = ["<note>" * 100] * 100_000
    raise error


# %% a deep traceback
sys.setrecursionlimit(100_000)


def deep(depth):
    if depth == 0:
        raise ValueError("deep")
    deep(depth - 1)


double = lambda x: deep(50_000)
# %% a file that it is not
double = lambda x: exec(compile("raise ValueError('elsewhere')", "/root/secret/judge.py", "exec"))


# %% a line that no file has
def double(x):
    code = compile("\n" * 2_000_000 + "raise ValueError('far')", "solution.py", "exec")
    exec(code)


# %% a traceback of its own making
def double(x):
    try:
        raise ValueError
    except ValueError as error:
        frame = error.__traceback__.tb_frame
    tail = None
    for number in range(50_000):
        tail = types.TracebackType(tail, frame, 0, number % 100 + 1)
    raise ValueError("made").with_traceback(tail)


# %% a name as long as a book
def double(x):
    raise type("E" * 10**6, (Exception,), {})("e" * 10**6)
