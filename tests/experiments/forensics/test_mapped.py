"""Another hoster's journal, in its own words and times, is read as ours is."""

from pathlib import Path

import pytest

from experiments.forensics.customers import Customers
from experiments.forensics.mapped import JournalMap
from sim.errors import InputError
from sim.journal.line import Line, Reported
from sim.words import NEVER

MAP = """
time_zone = "Europe/Paris"
format = "%d/%m/%Y %H:%M:%S"
[columns]
tenant = "Client"
verb = "Étape"
start = "Début"
end = "Fin"
outcome = "Résultat"
[verbs]
"Bascule" = "cut_over"
"Affectation ABP" = "assign_policy"
[outcomes]
"OK" = "done"
"Échec" = "failed"
"""
ROWS = """Client;Étape;Début;Fin;Résultat
globex.example;Bascule;18/04/2016 22:00:00;18/04/2016 22:02:00;OK
globex.example;Courriel au client;18/04/2016 22:02:00;18/04/2016 22:02:30;OK
0;affectation abp;18/04/2016 22:03:00;;OK
"""
CUSTOMERS = Customers({"globex.example": 0, "initech.example": 1}, {0: 3, 1: 1}, {0: 0, 1: 0})
AT = 1_461_009_600_000_000
"""2016-04-18 20:00 UTC, 22:00 in Paris."""


def written(place: Path, rows: str = ROWS, mapped: str = MAP) -> tuple[Path, Path]:
    """A journal and its map."""
    (place / "journal.csv").write_text(rows, encoding="utf-8")
    (place / "map.toml").write_text(mapped, encoding="utf-8")
    return place / "journal.csv", place / "map.toml"


def test_a_journal_is_read_in_its_own_words(tmp_path: Path) -> None:
    """Steps, outcomes and local times are translated; what is no step on the platform is passed over and named."""
    journal, mapped = written(tmp_path)
    lines, passed = JournalMap.load(mapped).read(journal, CUSTOMERS)
    assert lines == [
        Line(0, "cut_over", AT, AT + 120_000_000, Reported.DONE),
        Line(0, "assign_policy", AT + 180_000_000, NEVER, Reported.RUNNING),
    ]
    assert passed == {"Courriel au client": 1}


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("globex", "nobody", 'journal.csv: line 2: client = "nobody.example": expected a customer\'s number'),
        (
            "22:02:00;OK",
            "22:02:00;Peut-être",
            'journal.csv: line 2: résultat = "Peut-être": expected one of ok',
        ),
        ("18/04/2016 22:00", "le 18", 'journal.csv: line 2: début = "le 18:00": expected a time in the form'),
        ('"cut_over"', '"move"', 'map.toml: verbs."Bascule" = "move": expected one of provision'),
        ("format =", "forms =", 'map.toml: forms = "%d/%m/%Y %H:%M:%S": no such key; expected columns'),
        (
            "Europe/Paris",
            "Paris",
            'map.toml: time_zone = "Paris": expected a time zone of the IANA database such as "Europe/Paris"',
        ),
        ('tenant = "Client"', "", "map.toml: columns: expected tenant, verb, start, end; there is no tenant"),
    ],
)
def test_what_cannot_be_read_is_named(old: str, new: str, line: str, tmp_path: Path) -> None:
    """The file, the line and column or the key, and what was expected."""
    journal, mapped = written(tmp_path, ROWS.replace(old, new), MAP.replace(old, new))
    with pytest.raises(InputError) as error:
        JournalMap.load(mapped).read(journal, CUSTOMERS)
    assert line in str(error.value)
