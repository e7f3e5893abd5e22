"""The command config: which site commands go to, how long they wait, and where the client's files are."""

import math
from collections.abc import Callable
from typing import Any

from descent import places, sign_in
from descent.api import NOT_SIGNED_IN_THERE, site_address
from descent.errors import ExitCode, SignedOutError, UsageError
from descent.output import Arguments, write, write_json
from descent.waiting import DEFAULT_TIMEOUT_S

NO_SECONDS = "{text} isn’t a number of seconds. Enter one such as 300."
NO_VALUE = "Say what {name} is to be: descent config {name} VALUE"


def config(arguments: Arguments) -> ExitCode:
    """Show the configuration, after a change if one was named."""
    if arguments.name:
        if not arguments.value:
            raise UsageError(NO_VALUE.format(name=arguments.name))
        SETTERS[arguments.name](arguments.value)
    found = _configuration()
    write_json(found) if arguments.json else write("\n".join(_lines(found)))
    return ExitCode.PASSED


def timeout() -> float:
    """How long to wait for a verdict, in seconds."""
    try:
        return _seconds(str(places.read_json(places.settings_file()).get("timeout", DEFAULT_TIMEOUT_S)))
    except UsageError:
        return DEFAULT_TIMEOUT_S


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise UsageError(NO_SECONDS.format(text=text))
    return seconds


def _set_site(text: str) -> None:
    site = site_address(text)
    if site not in sign_in.sites():
        raise SignedOutError(NOT_SIGNED_IN_THERE.format(site=site))
    sign_in.use(site)


def _set_timeout(text: str) -> None:
    places.write_json(places.settings_file(), {"timeout": _seconds(text)})


SETTERS: dict[str, Callable[[str], None]] = {"site": _set_site, "timeout": _set_timeout}


def _configuration() -> dict[str, Any]:
    return {
        "site": sign_in.current_site(),
        "sites": sign_in.sites(),
        "timeout": timeout(),
        "files": [str(path) for path in (places.sign_in_file(), places.settings_file(), places.exercises_file())],
    }


def _lines(found: dict[str, Any]) -> list[str]:
    others = [site for site in found["sites"] if site != found["site"]]
    return [
        f"site     {found['site'] or 'none: run descent login'}",
        *(f"         {site} (descent config site {site})" for site in others),
        f"timeout  {found['timeout']:g} s",
        *(f"{'files' if not number else '':<7}  {path}" for number, path in enumerate(found["files"])),
    ]
