"""`python -m tests.lint.secrets`: find keys and passwords in the files that git tracks. `make check` runs it.

detect-secrets knows the formats: private keys, tokens of many services, and values beside words like “password”. Its
plugins for values that look random are left out: the repository is full of digests, and of data for exercises.
"""

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
from detect_secrets.core.secrets_collection import SecretsCollection
from detect_secrets.plugins.base import BasePlugin, RegexBasedDetector
from detect_secrets.plugins.keyword import DENYLIST_REGEX
from detect_secrets.settings import get_plugins, transient_settings

ROOT = Path(__file__).resolve().parents[2]
WORDS = "KeywordDetector"
KEYWORDS = re.compile(DENYLIST_REGEX, re.IGNORECASE)
LEFT_OUT = {
    "Base64HighEntropyString",
    "HexHighEntropyString",
    "IPPublicDetector",  # an address is no secret
    # Half of the time, for keys of a cloud that nothing here uses.
    "CloudantDetector",
    "IbmCloudIamDetector",
    "IbmCosHmacDetector",
    "SoftlayerDetector",
}
FOUND = "{path}:{line}: {kind}"
WHAT_TO_DO = """\
If it’s a secret: revoke it first, because it stays in the history, then delete it. If it isn’t, add a row with the
reason to ALLOWED in tests/lint/secrets.py."""
NOTHING = "No keys and no passwords."
# Lines that look like a secret and have none: a pattern, and the reason.
ALLOWED = {
    r"\ba (long enough|wrong) password\b|\banother long password\b|\bslow-rivers-cut\b": "of people in tests",
    r"^DEMO_PASSWORD = ": "printed on purpose, for people who exist only on a site without others",
    r"\baccounts\.sign_in\.forms\.\w+Form\b|\baccount/email/password_\w+": "the name of a class or a template",
    r"_password(_mismatch|_reset)?\": \"[A-Z][^\"]+\.\"": "a sentence for people",
    r"\b(old)?password(less|1)?\": \"(At least|Current|New|Password|Sign in|Your device)\b": "a label of a form",
    r"\"password\": \"wrong\"|\bSECRET = \"Emmy, |secret = 'a learner’s'|\"descent-2026\"": "what a test types",
    r"\bsecret = \"of a page\"|\"of-a-test \"": "a value that a test looks for, or that only its own site has",
    r"^_PASSWORD = \"broker-secret\"": "of a broker that only a test's network namespaces reach",
    r"^HAS_PASSWORD = \"Leave": "a sentence for people",
    r"//(user:word|user:password|ada:secret|web:secret|default:(any|secret1))@": "an example of an address",
    r"\bsecret: \{ secretName: ": "the name of a Kubernetes secret",
}


def find_secrets(root: Path, names: Sequence[str]) -> list[str]:
    """A sentence for each, without the secret itself."""
    texts = {name: (root / name).read_bytes().decode(errors="ignore") for name in names if (root / name).is_file()}
    known: Mapping[str, type[BasePlugin]] = get_mapping_from_secret_type_to_class()
    formats = {plugin.__name__ for plugin in known.values()} - LEFT_OUT - {WORDS}
    return sorted([*_scan(root, texts, formats), *_scan(root, texts, {WORDS})])


def _scan(root: Path, texts: Mapping[str, str], plugins: set[str]) -> Iterator[str]:
    """The library takes each line to each plugin, which takes a minute. So it gets only files with a match in them."""
    with transient_settings({"plugins_used": [{"name": name} for name in sorted(plugins)]}):
        patterns = [pattern for plugin in get_plugins() for pattern in _patterns_of(plugin)]
        secrets = SecretsCollection(root=str(root))
        for name, text in texts.items():
            if any(pattern.search(text) for pattern in patterns):
                secrets.scan_file(name)
        for path, secret in secrets:
            if not _is_allowed(texts[path].splitlines()[secret.line_number - 1]):
                yield FOUND.format(path=path, line=secret.line_number, kind=secret.type)


def _patterns_of(plugin: BasePlugin) -> Iterable[re.Pattern[str]]:
    return plugin.denylist if isinstance(plugin, RegexBasedDetector) else (KEYWORDS,)


def _is_allowed(line: str) -> bool:
    return any(re.search(pattern, line) for pattern in ALLOWED)


def tracked_files(root: Path) -> Iterator[str]:
    """And those that it would add."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(command, cwd=root, capture_output=True, check=True, text=True)
    yield from filter(None, names.stdout.split("\0"))


def main() -> int:
    findings = find_secrets(ROOT, list(tracked_files(ROOT)))
    print("\n".join([*findings, WHAT_TO_DO] if findings else [NOTHING]))  # noqa: T201  it talks to a person
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
