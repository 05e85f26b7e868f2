"""许可证 · Run by `nox -s licences` in an environment that holds the service: prints every licence, fails on GPL."""

from __future__ import annotations

import re
import sys
from importlib.metadata import Distribution, distributions

# LGPL is another licence and stays out of this pattern; it may only come with an optional driver.
GPL = re.compile(r"\bA?GPL|(?<!Lesser )(?<!Library or Lesser )(?:Affero )?General Public License")


def licence(dist: Distribution) -> str:
    """What a package says of its licence: the SPDX expression, else its classifiers, else the old free field."""
    said = dist.metadata.json
    lines = [line for line in said.get("classifier", []) if line.startswith("License :: ")]
    classifiers = ", ".join(line.rpartition(" :: ")[2] for line in lines)
    free = str(said.get("license", "")).strip().partition("\n")[0]
    return str(said.get("license_expression") or classifiers or free)


def main() -> int:
    """Print the list; the exit code is 1 when a licence is GPL or is not said at all."""
    held = {dist.metadata["Name"]: (dist.version, licence(dist)) for dist in distributions()}
    for name, (version, words) in sorted(held.items(), key=lambda row: row[0].lower()):
        print(f"{name:24} {version:14} {words or '?'}")
    refused = sorted(name for name, (_, words) in held.items() if not words or GPL.search(words))
    print(f"{len(held)} packages, refused: {', '.join(refused) or 'none'}")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
