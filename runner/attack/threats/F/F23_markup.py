"""F23: Put markup, scripts and escape sequences wherever a learner's text is shown.

A mentor opens the submission, and the script runs as the mentor. Here no control character leaves the runner; markup
leaves it as the text it is, and the page escapes every text (the web's own tests hold it to that).

+++
verdict = ["failed", "error", "bad_value"]
layers = ["text"]
+++
"""

SCRIPT = (
    "<script>alert(1)</script><img src=x onerror=alert(1)>[x](javascript:alert(1)) \x1b[31m\x9b5m\u202e\x00{{ 7*7 }}"
)


# %% in an exception
def double(x):
    raise ValueError(SCRIPT)


# %% in an exception's name
def double(x):
    raise type(SCRIPT.replace("\0", ""), (Exception,), {})("x")


# %% in a returned text
double = lambda x: SCRIPT
# %% in a returned key
double = lambda x: {SCRIPT: 1.0}
# %% in the name of a type
double = lambda x: type(SCRIPT.replace("\0", ""), (), {})()


# %% in what it prints
def double(x):
    print(SCRIPT)
    return x


# %% in the name of a function and a line of source
def double(x):
    exec(compile("def f():\n    raise ValueError('<b>\x1b[1m')  # \u202e <script>\nf()", "solution.py", "exec"))


# %% in an attribute that is missing
double = lambda x: getattr(x, SCRIPT)
# %% in a syntax error
double = lambda x: exec("x = '\x1b[31m<script>")
# %% in a warning
import warnings


def double(x):
    warnings.warn(SCRIPT)
    return x
