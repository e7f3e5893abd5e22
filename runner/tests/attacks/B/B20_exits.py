"""B20: Raise what usually ends Python quietly.

SystemExit(0) has read as success in more than one grader. Here every exception is one like any other, and no value is
no answer.

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
