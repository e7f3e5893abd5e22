"""Describe a browser in our own words, because its header may contain anything."""

# The first match counts: Edge and Opera also claim to be Chrome, and Chrome to be Safari.
BROWSERS = {
    "Edg": "Edge", "OPR/": "Opera", "SamsungBrowser": "Samsung Internet", "Firefox": "Firefox", "FxiOS": "Firefox",
    "CriOS": "Chrome", "Chrome": "Chrome", "Safari": "Safari", "curl": "curl", "python": "a Python program",
}  # fmt: skip
SYSTEMS = {
    "iPhone": "an iPhone", "iPad": "an iPad", "Android": "Android", "Windows": "Windows", "CrOS": "ChromeOS",
    "Macintosh": "a Mac", "Linux": "Linux",
}  # fmt: skip


def describe_device(user_agent: str) -> str:
    """ "Firefox on Linux", or what of it is known."""
    browser = next((name for sign, name in BROWSERS.items() if sign in user_agent), "")
    system = next((name for sign, name in SYSTEMS.items() if sign in user_agent), "")
    text = f"{browser or 'A browser'} on {system}" if system else browser
    return text[:1].upper() + text[1:] if text else "Unknown device"
