"""B20: Raise what usually ends Python quietly.

Some graders have taken SystemExit(0) for success. Here it is an exception like any other, and a missing value is a
wrong answer.

+++
verdict = ["error"]
layers = ["apart"]
+++
"""

import sys


def throw(error):
    raise error


# %% SystemExit
double = lambda x: throw(SystemExit(0))
# %% sys.exit
double = lambda x: sys.exit()
# %% KeyboardInterrupt
double = lambda x: throw(KeyboardInterrupt)
# %% GeneratorExit
double = lambda x: throw(GeneratorExit)
# %% StopIteration
double = lambda x: throw(StopIteration(x * 2))
# %% BaseException
double = lambda x: throw(BaseException("passed"))
# %% while the source is loaded
raise SystemExit(0)
# %% a group
double = lambda x: throw(BaseExceptionGroup("passed", [SystemExit(0), KeyboardInterrupt()]))
