"""A29: Send a source that explodes when it is read, parsed or unpacked.

The parser and the compiler recurse, and a tokenizer may search for the end of a string again at every quote. 60 KiB of
such text hang or crash any process that reads it without limits. A line of quotes blocked our own judge for two
minutes before this test existed. Outside the cell, source is therefore only split into tokens, and it is parsed in the
cell.

+++
verdict = ["error", "memory"]
layers = ["apart", "rlimits", "clock", "source cap"]
exercise = "softmax"
limits = { memory_mib = 128 }
script = true

[part]
"a tower of powers" = { verdict = ["timeout", "memory"] }
"a bomb of zeros" = { verdict = ["memory"] }
+++
"""

import base64
import zlib

N = 60_000

_LINE = zlib.compress(bytes(2**25), 9)
_BOMB = base64.b64encode(zlib.compress(_LINE, 9)).decode()

SOURCES = {
    "parentheses": "x = " + "(" * N,
    "closed parentheses": "x = " + "(" * (N // 2) + "1" + ")" * (N // 2),
    "signs": "x = " + "-" * N + "1",
    "a sum without end": "x = 1" + "+1" * (N // 2),
    "attributes": "x = a" + ".a" * (N // 2),
    "lambdas": "x = " + "lambda:" * (N // 8) + "1",
    "a literal of 60,000 digits": "x = " + "9" * N,
    "quotes without an end": "x = '" + "\\'" * (N // 2),
    "strings that start in strings": 'x = "' + "'\"" * (N // 2),
    "fields in fields": "x = f'{" * (N // 8),
    "indentation": "".join(" " * depth + "if 1:\n" for depth in range(330)),
    "dots": "from " + "." * N + " import x",
    "backslashes": "\\\n" * (N // 2),
    "a tower of powers": "def softmax(x):\n    return 9 ** 9 ** 9\n",
    "a bomb of zeros": (
        f"import base64, zlib\ndata = zlib.decompress(base64.b64decode('{_BOMB}'))\nkept = []\n"
        "while True:\n    kept.append(zlib.decompress(data))\n"
    ),
}
