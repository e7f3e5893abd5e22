"""B4: Return an int of millions of digits.

Converting it to text and back takes quadratic time. Its digits are counted first.

+++
verdict = ["bad_value"]
message = "more than 4300 digits|the channel"
prelude = "wire_probe.py"
layers = ["frames"]
+++
"""

# %% by its bits
double = lambda x: 1 << 30_000_000
# %% in an array's place
double = lambda x: [10**4300 + 1] * 3
# %% its text, past the count
double = lambda x: send(messages.ValueReply(current(), nodes.ListNode([nodes.LongIntNode("9" * 10**6)]), []))
