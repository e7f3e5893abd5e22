def files() -> dict[str, str]:
    """The text of each file, by its name."""
    return {}
