"""Write the pages that come from the code (the reference, personal data, the list of ASVS), and see that every link leads somewhere.

With --check change nothing.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import asvs

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "develop" / "reference.md"
ASVS = ROOT / "docs" / "security" / "asvs.md"
PERSONAL = ROOT / "docs" / "security" / "personal-data.md"
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
REACH = {"own": "own unit", "subtree": "unit and below"}


def commands() -> list[str]:
    """The management commands of the project, with their help."""
    from django.core.management import get_commands, load_command_class

    rows = ["| command | what it does |", "|---|---|"]
    for name, app in sorted(get_commands().items()):
        if str(app).startswith("trienkhai"):
            rows.append(f"| `trienkhai {name}` | {load_command_class(str(app), name).help} |")
    return rows


def verbs() -> list[str]:
    """Who may what."""
    from trienkhai.accounts.choices import Role
    from trienkhai.accounts.permissions import VERBS

    rows = ["| verb | " + " | ".join(role.value for role in Role) + " |", "|---" * (len(Role) + 1) + "|"]
    for verb, reach in VERBS.items():
        rows.append(f"| `{verb}` | " + " | ".join(REACH.get(reach.get(role, ""), "–") for role in Role) + " |")
    return rows


def models() -> list[str]:
    """Every table, with its first sentence."""
    from django.apps import apps

    rows = ["| table | what it holds |", "|---|---|"]
    for model in apps.get_models():
        if model.__module__.startswith("trienkhai"):
            said = (model.__doc__ or "").strip().split("\n")[0]
            rows.append(f"| `{model._meta.label}` | {said} |")
    return rows


def reference() -> str:
    """The whole page."""
    parts = [
        "# Reference",
        "Written from the code by `scripts/fix`; do not edit.",
        "## Commands",
        "\n".join(commands()),
        "## Who may what",
        "\n".join(verbs()),
        "## Tables",
        "\n".join(models()),
    ]
    return "\n\n".join(parts) + "\n"


def uses() -> list[str]:
    """What personal data is held for."""
    from trienkhai.privacy import inventory

    known = {use.name: use for _plain, personal in inventory.CLASSES.values() for use in personal.values()}
    rows = ["| use | purpose | basis | kept | sensitive |", "|---|---|---|---|---|"]
    for name, use in sorted(known.items()):
        rows.append(f"| {name} | {use.purpose} | {use.basis} | {use.kept} | {'yes' if use.sensitive else 'no'} |")
    return rows


def personal_fields() -> list[str]:
    """Each table with its fields that hold something about a person."""
    from trienkhai.privacy import inventory

    rows = ["| table | field: use | other fields |", "|---|---|---|"]
    for model in inventory.tables():
        plain, personal = inventory.CLASSES.get(model._meta.label, ("", {}))
        held = ", ".join(f"`{name}`: {use.name}" for name, use in personal.items()) or "–"
        rows.append(f"| `{model._meta.label}` | {held} | {len(plain.split())} |")
    return rows


def terms() -> list[str]:
    """How long things are kept."""
    from trienkhai.privacy import retention

    heads = ["| term | days | what | basis | from |", "|---|---|---|---|---|"]
    rows = [f"| {row.name} | {row.days} | {row.what} | {row.legal_basis} | {row.valid_from} |" for row in retention.TERMS]
    what = "logs of what people did stay readable at least so long after an account was closed"
    logs = [f"| level {log.level} | {log.days} | {what} | {log.legal_basis} | {log.valid_from} |" for log in retention.LOG_TERMS]
    answers = [
        f"| {kind} | {row.days} | doing what was asked ({row.what}); a first answer within {row.first_working_days} working days | "
        f"{row.legal_basis} | {row.valid_from} |"
        for kind, row in retention.ANSWERS.items()
    ]
    return heads + rows + logs + answers


def requests() -> list[str]:
    """What becomes of each table when somebody asks for their data or for its erasure."""
    from trienkhai.privacy import rules

    rows = ["| table | a copy holds | erasure | why, where it stays or is nobody's |", "|---|---|---|---|"]
    for label, rule in sorted(rules.RULES.items()):
        given = [(part.path, ", ".join(f"`{name}`" for name in part.fields.split())) for part in rule.parts]
        parts = "; ".join(f"by `{path}`: {names or 'that it is there'}" for path, names in given)
        done = rule.erase if rule.erase != "blank" else "empties " + ", ".join(f"`{name}`" for name in rule.blank)
        rows.append(f"| `{label}` | {parts or '–'} | {done} | {rule.why or '–'} |")
    return rows


def personal() -> str:
    """The inventory of personal data."""
    parts = [
        "# Personal data",
        "Written from `trienkhai/privacy/inventory.py`, `rules.py` and `retention.py` by `scripts/fix`; do not edit. "
        "Law 91/2025/QH15 and Decree 356/2025/NĐ-CP hold; "
        'their articles are not pinned here. "Sensitive" is how the software treats a field, whether or not the decree lists it.',
        "`kept` says how long a value is of use; `trienkhai retain` removes each day what is past a term below. A person asks for a copy "
        "of everything on their own page; an administrator makes one, without the words of work, on a written request in a timed session. "
        "Erasure on a written request destroys the person's key, so that the personal values of the journal are unreadable while its chain "
        "stays verified, puts a tombstone in the place of the name, and leaves the work; it is refused while the person holds a role, the "
        "account is open, or the logs of it must still be readable.",
        "## Uses",
        "\n".join(uses()),
        "## Tables",
        "\n".join(personal_fields()),
        "## Terms",
        "\n".join(terms()),
        "## Copies and erasure",
        "\n".join(requests()),
    ]
    return "\n\n".join(parts) + "\n"


def broken_links() -> list[str]:
    """Links to files that are not there."""
    out = []
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "reader").glob("*.md")]:
        targets = [t for t in LINK.findall(page.read_text(encoding="utf-8")) if not t.startswith(("http:", "https:", "mailto:"))]
        out += [f"{page.relative_to(ROOT)}: {target}" for target in targets if not (page.parent / target).exists()]
    return out


def main(*, check: bool) -> int:
    """0 when the pages are true."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trienkhai.config.settings")
    sys.path.insert(0, str(ROOT))
    django.setup()
    pages = {REFERENCE: reference(), PERSONAL: personal(), ASVS: asvs.page()}
    stale = [page for page, text in pages.items() if not page.exists() or page.read_text(encoding="utf-8") != text]
    for page in [] if check else stale:
        page.write_text(pages[page], encoding="utf-8")
    lost = broken_links()
    sys.stderr.writelines(f"Broken link: {where}\n" for where in lost)
    if check:
        sys.stderr.writelines(f"{page.relative_to(ROOT)} is behind the code: run scripts/fix.\n" for page in stale)
    return 1 if lost or (stale and check) else 0


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv))
