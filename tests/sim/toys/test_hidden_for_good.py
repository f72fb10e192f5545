"""Mailboxes that an inventory hides from address lists: nobody sees them, and their own clients see as others do."""

from pathlib import Path
from typing import Any

import numpy as np

from sim.judges import Engine
from sim.outcome import Outcome
from sim.streams import Floats, Ints
from sim.tables import Kind
from tests.toys import always, client, play, row, scenario

INVENTORY = """tenant,mailbox,hidden
north,n1,yes
north,n2,no
south,s1,no
south,s2,no
east,e1,yes
east,e2,yes
"""
"""Three tenants of two mailboxes: one of north's in no list, and both of east's."""


def played(engine: Engine, folder: Path, kind: Kind, who: int, **given: Any) -> Outcome:
    """A client of a tenant's first mailbox comes 121 s after its anchor."""
    (folder / "mailboxes.csv").write_text(INVENTORY, encoding="utf-8")
    changes = {key: given.pop(key) for key in list(given) if not callable(given[key])}
    toy = scenario(
        kinds=(kind,),
        population__tenants=3,
        population__inventory=str(folder / "mailboxes.csv"),
        **changes,
    )
    return play(engine, toy, {client(who, 0, kind): (121,)}, **given)


def test_hidden_mailboxes_stand_in_no_list(engine: Engine, tmp_path: Path) -> None:
    """South sees one of north's two and none of east's; east is named, and not disclosed."""
    outcome = played(engine, tmp_path, "outlook_online", 1)
    seen = row(outcome, 1)
    assert (seen["mailboxes"], seen["foreign_mailboxes"], seen["tenants_named"]) == (2, 1, 2)
    unions = outcome.unions
    assert (unions.people_disclosed, unions.tenants_disclosed, unions.tenants_named) == (1, 1, 2)


def test_who_is_hidden_sees_as_others_do(engine: Engine, tmp_path: Path) -> None:
    """East's client sees north's one and south's two."""
    seen = row(played(engine, tmp_path, "outlook_online", 2), 2)
    assert seen["foreign_mailboxes"] == 3


def test_a_query_passes_hidden_mailboxes_by(engine: Engine, tmp_path: Path) -> None:
    """Whatever comes first: three mailboxes stand in the list, two of them south's own."""

    def last_first(entities: Ints, _: int) -> Floats:
        return 0.9 - np.arange(entities.size) / 1000

    outcome = played(engine, tmp_path, "ews", 1, ask_delay=always(0.9), browse_order=last_first)
    assert row(outcome, 1)["foreign_mailboxes"] == 1
    assert outcome.unions.people_disclosed == 1


def test_books_hold_no_hidden_mailbox(engine: Engine, tmp_path: Path) -> None:
    """The default book has three entries, and arrives after 3 s."""
    outcome = played(engine, tmp_path, "outlook_cached", 1, clients__oab_delay="10 s", oab_delay=always(0.0))
    seen = row(outcome, 1)
    assert (seen["exposed_at"] - seen["connected_at"], seen["foreign_mailboxes"]) == (3_000_001, 1)
