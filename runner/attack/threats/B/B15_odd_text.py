"""B15: Return text that is too long, half a character, or runs from right to left.

The text is shown beside the expected value. Half a surrogate pair breaks every encoder, and direction marks can make a
wrong answer look like the right one.

+++
verdict = ["bad_value"]
layers = ["frames", "text"]

[part]
"1 GB" = { verdict = ["memory"] }
"from right to left" = { verdict = ["failed"] }
"controls" = { verdict = ["failed"] }
"a megabyte that is shown" = { verdict = ["failed"] }
+++
"""

# %% half a character
double = lambda x: "\ud800"
# %% 16 MB
double = lambda x: "x" * 2**24
# %% 1 GB
double = lambda x: "x" * 10**9
# %% from right to left
double = lambda x: "\u202e0.6 ,0.4 ,0.2\u2066"
# %% controls
double = lambda x: ["\x1b]0;title\x07\x1b[2J", "\x00\x08\r", b"\x1b[31m"]
# %% a megabyte that is shown
double = lambda x: "x" * 400_000
