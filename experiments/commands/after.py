"""After the night: who connected, who asked, who received, and what the notice must say."""

from pathlib import Path

import click

from ..options import json_option, out_option


@click.command()
@click.option(
    "--logs", required=True, metavar="DIR", help="The servers' logs: HttpProxy, MapiHttp, IIS; gzip too."
)
@click.option("--journal", required=True, metavar="FILE.csv", help="What was done to whom, and when.")
@click.option(
    "--customers", default=None, metavar="CSV", help="tenant, domain, mailboxes, lists. [default: in DIR]"
)
@click.option(
    "--books", default=None, metavar="CSV", help="guid, tenant, sequence, generated, bytes. [default: in DIR]"
)
@click.option(
    "--source-server",
    "sources",
    multiple=True,
    metavar="NAME",
    help="A server of the source; again for more. [default: those without logs of Exchange 2013 and later]",
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
@out_option("A results folder: the list of tenants, tables, the time line as a figure.")
@json_option
def forensics(
    logs: str,
    journal: str,
    customers: str | None,
    books: str | None,
    sources: tuple[str, ...],
    lag: str,
    skew: str,
    default_lists: str,
    out: str | None,
    as_json: bool,
) -> None:
    """From logs and journal: who connected, asked, received, how sure that is, and what stays on clients."""
    from ..forensics.command import Given, inquire
    from ..forensics.declared import declared
    from ..forensics.described import to_json
    from ..forensics.folder import write_folder
    from ..forensics.words import show
    from ..progress import Progress

    given = Given(
        Path(logs),
        Path(journal),
        None if customers is None else Path(customers),
        None if books is None else Path(books),
        sources,
        declared(lag, skew, default_lists),
    )
    with Progress("files") as told:
        found = inquire(given, told)
    if out is not None:
        write_folder(found, Path(out))
    click.echo(to_json(found)) if as_json else show(found)
