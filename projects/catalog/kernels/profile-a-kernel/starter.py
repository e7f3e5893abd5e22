def files() -> dict[str, str]:
    """The text of each uploaded file: "benchmark", "hardware" and "card"."""
    raise NotImplementedError
