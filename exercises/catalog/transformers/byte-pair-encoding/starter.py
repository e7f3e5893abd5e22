def train(text: str, num_merges: int) -> list[tuple[int, int]]:
    """Learn merges from the UTF-8 bytes of a text.

    train("this that then the", 3) -> [(116, 104), (32, 256), (257, 101)]
    """
    raise NotImplementedError


def encode(text: str, merges: list[tuple[int, int]]) -> list[int]:
    """Split a text into token ids: of the pairs present, merge the one learnt first.

    encode("then the", [(116, 104), (32, 256), (257, 101)]) -> [256, 101, 110, 258]
    """
    raise NotImplementedError


def decode(ids: list[int], merges: list[tuple[int, int]]) -> str:
    """Turn token ids back into text; invalid UTF-8 bytes become U+FFFD.

    decode([258, 110], [(116, 104), (32, 256), (257, 101)]) -> " then"
    """
    raise NotImplementedError
