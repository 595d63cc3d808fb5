"""Compares Cargo.lock with a copy of the RustSec advisory database: python3 .ci/advisories.py DATABASE.

A vulnerable or unsound crate fails; one that is no longer maintained is named. What deny.toml ignores is passed over. `cargo deny check advisories`
says the same with a database of today; this needs nothing but Python, and a copy of the database in a folder.
"""

import pathlib
import re
import sys
import tomllib


def version(text):
    """The parts of a version as numbers; what comes before a release sorts before it."""
    release, _, before = text.split("+")[0].partition("-")
    numbers = [int(part) for part in release.split(".")]
    return (*(numbers + [0, 0])[:3], before == "", before)


def meets(have, requirement):
    """Whether a version meets a requirement such as `>= 1.2.3, < 2`, `^1.2` or `= 1.0.0`."""
    for part in requirement.split(","):
        sign, wanted = re.fullmatch(r"\s*(>=|<=|>|<|=|\^|~)?\s*([\w.+-]+)\s*", part).groups()
        want = version(wanted)
        if sign in (None, "^"):
            given = [int(number) for number in wanted.split("-")[0].split(".")]
            # A caret leaves the first part that is not 0 as it is.
            at = next((at for at, number in enumerate(given) if number), len(given) - 1)
            met = have >= want and have[: at + 1] == want[: at + 1]
        elif sign == "~":
            met = have >= want and have[:2] == want[:2]
        else:
            met = {">=": have >= want, "<=": have <= want, ">": have > want, "<": have < want, "=": have == want}[sign]
        if not met:
            return False
    return True


def advisories(folder):
    """Every advisory of a crate, as its head says."""
    for file in sorted(folder.glob("*.md")):
        head = re.search(r"```toml\n(.*?)```", file.read_text(encoding="utf-8"), re.DOTALL)
        if head:
            yield tomllib.loads(head[1])


def main():
    database = pathlib.Path(sys.argv[1]) / "crates"
    if not database.is_dir():
        sys.exit(f"{database} is no folder of advisories")
    ignored = tomllib.load(open("deny.toml", "rb")).get("advisories", {}).get("ignore", [])
    ignored = {entry["id"] if isinstance(entry, dict) else entry for entry in ignored}
    packages = tomllib.load(open("Cargo.lock", "rb"))["package"]
    read, problems, notes = 0, [], []
    for package in packages:
        for advisory in advisories(database / package["name"]):
            read += 1
            about, versions = advisory["advisory"], advisory.get("versions", {})
            safe = versions.get("patched", []) + versions.get("unaffected", [])
            if about.get("withdrawn") or about["id"] in ignored:
                continue
            if any(meets(version(package["version"]), requirement) for requirement in safe):
                continue
            kind = about.get("informational", "vulnerability")
            line = f"{package['name']} {package['version']}: {about['id']} ({kind}) {about.get('url', '')}"
            (notes if kind in ("unmaintained", "notice") else problems).append(line)
    print("\n".join(notes + problems))
    print(f"{len(packages)} packages, {read} advisories of theirs, {len(problems)} that concern them")
    sys.exit(bool(problems))


main()
