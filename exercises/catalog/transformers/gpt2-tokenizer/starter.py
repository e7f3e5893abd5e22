import re

PATTERN = r"'s|'t|'re|'ve|'m|'ll|'d| ?[^\W\d_]+| ?\d+| ?(?:[^\s\w]|_)+|\s+(?!\S)|\s+"


def split(text):
    """The chunks that merges don't cross.

    split("the  theft, there's 12") is ["the", " ", " theft", ",", " there", "'s", " 12"].
    """
    raise NotImplementedError("return a list of strings")


def encode(text, merges, special):
    """The ids of a text.

    merges: a list such as ["t h", "Ġ th"], the first has the id 256    special: a dict such as {"<|end|>": 260}

    encode("the<|end|> the", ["t h", "Ġ th", "Ġth e", "r e"], {"<|end|>": 260}) is [256, 68, 260, 258].
    """
    raise NotImplementedError("return a list of ints")


def decode(ids, merges, special):
    """The text of the ids.

    decode([258, 260, 127], ["t h", "Ġ th", "Ġth e", "r e"], {"<|end|>": 260}) is " the<|end|>�".
    """
    raise NotImplementedError("return a string")
