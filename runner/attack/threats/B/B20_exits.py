"""B20: Raise what usually ends Python quietly.

Some graders have taken SystemExit(0) for success. Here it is an exception like any other, and a missing value is a
wrong answer.

+++
verdict = ["error"]
layers = ["apart"]
+++
"""

import sys


# %% SystemExit
def double(x):
    raise SystemExit(0)


# %% sys.exit
def double(x):
    sys.exit()


# %% KeyboardInterrupt
def double(x):
    raise KeyboardInterrupt


# %% GeneratorExit
def double(x):
    raise GeneratorExit


# %% StopIteration
def double(x):
    raise StopIteration(x * 2)


# %% BaseException
def double(x):
    raise BaseException("passed")


# %% while the source is loaded
raise SystemExit(0)


# %% a group
def double(x):
    raise BaseExceptionGroup("passed", [SystemExit(0), KeyboardInterrupt()])
