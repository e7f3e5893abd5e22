def files() -> dict[str, str]:
    return {"counts": "word,count\nthe,12\nwhale,5\nsea,5\n"}
