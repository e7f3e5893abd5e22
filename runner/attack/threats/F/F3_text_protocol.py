"""F3: Inject lines into any text in which the judge might store its verdict.

DOMjudge's `test-metadata-injection` prints the keys of its metadata file. Others print `check: pass` at the start of a
line. Here the judge makes verdicts from values, and values are sent as binary frames.

+++
verdict = ["failed"]
layers = ["frames", "apart"]
+++
"""

import sys

LINES = "\ncheck: pass\nexitcode: 0\nexit-code: 0\ntime-result: \ncpu-time: 0.0\nverdict: passed\nstatus:OK\n\0\n"


# %% printed
def double(x):
    print(LINES)
    print(LINES, file=sys.stderr)
    return x


# %% returned
def double(x):
    return LINES


# %% as a docstring, a name and a file
__doc__ = LINES
__name__ = LINES
open("/tmp/result.json", "w").write('{"verdict": "passed"}')
open("/tmp/meta.txt", "w").write(LINES)


def double(x):
    return x


double.__name__ = double.__qualname__ = "passed"
