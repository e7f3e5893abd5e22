"""A30: Send source that is hardly text: 50 MB, null characters, half characters, byte order marks and false encodings.

Each of these has broken an upload somewhere. Source that is too large never reaches a cell. If it isn't Python, the
learner has to repair it. None of this is reported as the judge's fault.

+++
verdict = ["refused"]
layers = ["source cap", "text"]
script = true

[part]
"a byte order mark" = { verdict = ["passed", "error"] }
"a false encoding" = { verdict = ["passed", "error"] }
"DOS lines" = { verdict = ["passed"] }
"old Macintosh lines" = { verdict = ["passed"] }
"nothing" = { verdict = ["error"], message = "defines no function double" }
"blanks" = { verdict = ["error"], message = "defines no function double" }
"controls" = { verdict = ["error"] }
"directions" = { verdict = ["passed", "error"] }
+++
"""

RIGHT = "def double(x):\n    return x * 2\n"

SOURCES = {
    "50 MB": RIGHT + "#" * 50_000_000,
    "one byte too many": RIGHT + "#" * (64 * 1024 + 1 - len(RIGHT)),
    "a null character": RIGHT + "\0",
    "half a character": RIGHT + "x = '\ud800'\n",
    "half a character in a comment": RIGHT + "# \udfff\n",
    "a byte order mark": "\ufeff" + RIGHT,
    "a false encoding": "# -*- coding: klingon -*-\n" + RIGHT,
    "DOS lines": RIGHT.replace("\n", "\r\n"),
    "old Macintosh lines": RIGHT.replace("\n", "\r"),
    "nothing": "",
    "blanks": " \t\n" * 100,
    "controls": "\x01\x1b[31m" + RIGHT,
    "directions": "# \u202e\u2066 esrever\n" + RIGHT,
}
