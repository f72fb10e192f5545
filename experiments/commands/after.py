"""After the night: who connected, who asked, who received, and what the notice must say."""

import json
from pathlib import Path
from typing import Final

import click

from sim.errors import InputError

from ..options import Asked, json_option, out_option, scenario_options_but

SETTLED: Final = {
    "procedure": "each cell has its own",
    "window": "all cells have the same",
}
"""What --score settles by itself, and why."""


@click.command()
@click.option(
    "--logs", default=None, metavar="DIR", help="The servers' logs: HttpProxy, MapiHttp, IIS; gzip too."
)
@click.option("--journal", default=None, metavar="FILE.csv", help="What was done to whom, and when.")
@click.option(
    "--journal-map",
    default=None,
    metavar="TOML",
    help="What the columns and steps of another's journal mean.",
)
@click.option(
    "--customers", default=None, metavar="CSV", help="tenant, domain, mailboxes, lists. [default: in DIR]"
)
@click.option(
    "--books", default=None, metavar="CSV", help="guid, tenant, sequence, generated, bytes. [default: in DIR]"
)
@click.option(
    "--target-server",
    "targets",
    multiple=True,
    metavar="NAME",
    help="A server of the target that ought to have logs; again for all. [default: those with HttpProxy or MapiHttp]",
)
@click.option(
    "--lag",
    default="1 min",
    metavar="DUR",
    show_default=True,
    help="A controller has a policy after so long.",
)
@click.option(
    "--skew", default="2 s", metavar="DUR", show_default=True, help="Clocks differ by so much at most."
)
@click.option(
    "--default-lists",
    type=click.Choice(["open", "denied"]),
    default="open",
    show_default=True,
    help="What a mailbox without a policy saw.",
)
@click.option(
    "--likelihood",
    default=None,
    metavar="TOML",
    help="How likely bytes are of a list, as --fit writes it. [default: one fitted in the lab]",
)
@click.option(
    "--fit",
    "fits_into",
    default=None,
    metavar="TOML",
    help="Write how likely bytes are by these logs, from sessions that were surely narrow.",
)
@click.option(
    "--notice",
    is_flag=True,
    help="With --out: the draft for the authority and the letter to customers, Markdown and HTML.",
)
@click.option(
    "--facts",
    default=None,
    metavar="TOML",
    help="With --notice: what only you know: found_at, contact, measures.",
)
@click.option(
    "--score",
    is_flag=True,
    help="In place of all that: campaigns of the lab, whose truth is known; how well do their logs tell?",
)
@out_option("A results folder: the list of tenants, tables, the time line as a figure.")
@json_option
@scenario_options_but("--inventory", "--map", "--window", "--names")
def forensics(
    logs: str | None,
    journal: str | None,
    journal_map: str | None,
    customers: str | None,
    books: str | None,
    targets: tuple[str, ...],
    lag: str,
    skew: str,
    default_lists: str,
    likelihood: str | None,
    fits_into: str | None,
    notice: bool,
    facts: str | None,
    score: bool,
    out: str | None,
    as_json: bool,
    asked: Asked,
) -> None:
    """From logs and journal: who connected, asked, received, how sure that is, and what stays on clients."""
    from ..files import refuse_file, refuse_taken
    from ..folders import Kind
    from ..forensics.command import Given, inquire
    from ..forensics.declared import declared
    from ..forensics.described import to_json
    from ..forensics.fitting import load_likelihood, write_fitted
    from ..forensics.folder import write_folder
    from ..forensics.notice.asked import Facts
    from ..forensics.words import show
    from ..progress import Progress

    if score:
        _score(asked, out, as_json, {"--logs": logs, "--journal": journal, "--notice": notice or None})
        return
    asked.refuse("cannot bear without --score: logs and journal are given")
    if logs is None or journal is None:
        raise InputError("--logs" if logs is None else "--journal", "expected beside the other; or --score")
    if notice and out is None:
        raise InputError("--notice", "expected --out DIR beside it, to write the drafts into")
    if facts is not None and not notice:
        raise InputError("--facts", f"{facts}: cannot bear without --notice")
    if fits_into is not None:
        refuse_file("--fit", Path(fits_into))
    if out is not None:
        refuse_taken(Path(out), Kind.FORENSICS.mark)
    known = None if not notice else Facts() if facts is None else Facts.load(Path(facts))
    given = Given(
        Path(logs),
        Path(journal),
        None if customers is None else Path(customers),
        None if books is None else Path(books),
        targets,
        declared(lag, skew, default_lists),
        likelihood=None if likelihood is None else load_likelihood(Path(likelihood)),
        journal_map=None if journal_map is None else Path(journal_map),
    )
    with Progress("files") as told:
        found = inquire(given, told)
    if fits_into is not None:
        write_fitted(found.inquiry, Path(fits_into), Path(logs).name)
    if out is not None:
        write_folder(found, Path(out), known)
    click.echo(to_json(found)) if as_json else show(found)


def _score(asked: Asked, out: str | None, as_json: bool, idle: dict[str, object]) -> None:
    from ..files import refuse_taken
    from ..folders import Kind
    from ..progress import Progress
    from ..scoring.command import score_all
    from ..scoring.folder import class_rows, write_folder
    from ..scoring.words import show

    for option, value in idle.items():
        if value is not None:
            raise InputError(option, "cannot bear on --score, which plays campaigns of its own")
    if out is not None:
        refuse_taken(Path(out), Kind.SCORING.mark)
    scenario = asked.loaded(settled=SETTLED)
    with Progress("cells") as told:
        cells = score_all(scenario, asked.first_seed, told)
    if out is not None:
        write_folder(cells, Path(out), scenario.population.tenants, asked.first_seed)
    if as_json:
        click.echo(json.dumps({"tenants": scenario.population.tenants, "classes": list(class_rows(cells))}))
    else:
        show(cells)
