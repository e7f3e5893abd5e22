def files() -> dict[str, str]:
    """The text of each uploaded file: "claim", "curve" and "paper_points"."""
    raise NotImplementedError
