"""What a verdict rests on, as a list to tick off on a pilot tenant and every controller."""

from sim.explorer.assessment import Assessment
from sim.explorer.conditions import Condition
from sim.explorer.instance import NOT_COVERED

from . import sentences


def checklist(found: Assessment) -> str:
    """The list, as Markdown."""
    verdict = found.verdict
    inside = [each for each in found.conditions if each.is_in_model]
    outside = [each for each in found.conditions if not each.is_in_model]
    lines = [
        f"# {sentences.headline(verdict)}: what that rests on",
        "",
        sentences.searched(verdict),
        "Run each line for a mailbox of a pilot tenant, on every domain controller that may answer a client.",
        "",
        "## Seen in the search: not true, and the verdict changes",
        *(line for each in inside for line in _entry(each)),
    ]
    if outside:
        lines += ["", "## Outside the model", *(line for each in outside for line in _entry(each))]
    if found.warnings:
        lines += ["", "## Warnings", "", *(f"- {warning}" for warning in found.warnings)]
    lines += ["", "## Not covered by the search", "", *(f"- {each}" for each in NOT_COVERED)]
    return "\n".join(lines) + "\n"


def _entry(condition: Condition) -> list[str]:
    lines = ["", f"- [ ] {sentences.claim(condition)}"]
    for each in condition.any_of:
        lines += ["", f"  Source: {each.source}", "", "  ```powershell", f"  {each.check}", "  ```"]
    return lines
