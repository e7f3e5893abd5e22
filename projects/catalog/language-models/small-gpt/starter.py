def files() -> dict[str, str]:
    """The text of each uploaded file: "log", "tokenizer" and "card"."""
    raise NotImplementedError
