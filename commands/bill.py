"""Writes the bill of materials (CycloneDX 1.6): every locked package, its version and licence."""

import json
import re
import sys
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path

LOCK, BILL = Path("requirements.txt"), Path("docs/bill_of_materials.json")
LOCKED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;]+)", re.MULTILINE)
NOT_TOLD = "not told by the package"


def main() -> int:
    """Write what the lock file and the installed packages say."""
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "components": [component(name, version) for name, version in locked()],
    }
    BILL.write_text(json.dumps(bill, indent=1) + "\n", "utf-8")
    print(f"{BILL}: {len(locked())} packages")
    return 0


def locked() -> list[tuple[str, str]]:
    """Name and version of every package in the lock file; some have two, by version of Python."""
    return sorted(set(LOCKED.findall(LOCK.read_text("utf-8"))))


def component(name: str, version: str) -> dict[str, object]:
    """A package as CycloneDX describes it."""
    return {
        "type": "library",
        "name": name,
        "version": version,
        "purl": f"pkg:pypi/{name}@{version}",
        "licenses": [{"license": {"name": licence}} for licence in licences(name)],
    }


def licences(name: str) -> list[str]:
    """What a package says of its licence: an SPDX expression, else its classifiers or its words."""
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return ["not installed on the machine that wrote this"]
    return stated(told) or [NOT_TOLD]


def stated(told: PackageMetadata) -> list[str]:
    """The most exact statement of a licence that there is."""
    if expression := told.get_all("License-Expression"):
        return expression
    classifiers = [text for text in told.get_all("Classifier") or [] if "License ::" in text]
    if classifiers:
        return [text.rsplit(" :: ", 1)[-1] for text in classifiers]
    return [text.splitlines()[0] for text in told.get_all("License") or [] if text]


if __name__ == "__main__":
    sys.exit(main())
