"""A22: Close, replace and garble the standard streams.

Output is shown on a mentor's screen and in a terminal's log. Escape sequences can recolour it or change the window's
title, direction marks reorder the text, and half a character breaks a strict decoder. Values are not sent over these
streams, so the submission is judged as usual.

+++
verdict = ["passed"]
layers = ["text", "frames"]

[part]
"escapes, nulls, directions and half characters" = { output = "before" }
+++
"""

import os
import sys


def double(x):
    return x * 2


# %% escapes, nulls, directions and half characters
print("before \x1b[31mred\x1b[0m \x1b]0;title\x07 \x00 \x08\x7f \u202eesrever\u2066 \ufeff \x9b31m")
sys.stdout.flush()
os.write(1, b"\xff\xfe\xc3 \xed\xa0\x80")
os.write(2, b"\x1bP+q544e\x1b\\ \x1b[6n")
# %% closed
os.close(1)
os.close(2)
# %% replaced by nothing
sys.stdout = sys.stderr = None


# %% replaced by what raises
class Hostile:
    def write(self, text):
        raise SystemExit

    flush = write


sys.stdout = sys.stderr = Hostile()
sys.stdout.flush = lambda: 1 / 0
# %% swapped
os.dup2(2, 1)
os.dup2(0, 2)
