def files() -> dict[str, str]:
    """The text of each uploaded file: "qrels", "run", "baseline" and "metrics"."""
    raise NotImplementedError
