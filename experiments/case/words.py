"""Dossiers and marks for a terminal, and as plain objects for JSON."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from .key import Solved
from .mark import Mark


def described(written: Sequence[Solved], out: Path) -> dict[str, Any]:
    """What was written: nothing of the key is in it."""
    return {
        "out": str(out),
        "groups": [
            {
                "group": solved.group,
                "tenants": solved.findings.tenants,
                "exposed": len(solved.campaign.exposed),
                "false_trails": solved.trails.count,
                "log_lines": solved.findings.reading.lines,
                "words": solved.words,
            }
            for solved in written
        ],
    }


def show(written: Sequence[Solved], out: Path) -> None:
    """Say what lies where."""
    for group in described(written, out)["groups"]:
        click.echo(
            f"{out}/group-{group['group']}/dossier.html: {group['words']:,} words, {group['log_lines']} log lines,"
            f" {group['exposed']} of {group['tenants']} tenants received, {group['false_trails']} false trails"
        )
    click.echo(f"{out}/key/key.html: keep this to yourself")


def described_marks(marks: Sequence[Mark]) -> dict[str, Any]:
    """Marks by group."""
    return {
        "groups": [
            {
                "group": group,
                "points": round(sum(mark.points for mark in mine), 2),
                "of": sum(mark.of for mark in mine),
                "questions": [
                    {"question": mark.question, "points": mark.points, "of": mark.of, "says": mark.says}
                    for mark in mine
                ],
            }
            for group, mine in (
                (group, list(each)) for group, each in groupby(marks, lambda mark: mark.group)
            )
        ]
    }


def show_marks(marks: Sequence[Mark]) -> None:
    """Print them: a line a group, and one for each answer that was not all right."""
    for group in described_marks(marks)["groups"]:
        click.echo(f"group {group['group']}: {group['points']:g} of {group['of']} points")
        for each in group["questions"]:
            if each["says"]:
                click.echo(f"  {each['question']}: {each['points']:g} of {each['of']}; {each['says']}")
