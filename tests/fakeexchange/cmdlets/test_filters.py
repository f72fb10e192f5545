from typing import Any

import pytest

from fakeexchange.cmdlets.filters import read
from fakeexchange.errors import AdminError

ANN = {"Alias": "ann", "CustomAttribute1": "Acme", "EmailAddresses": ["SMTP:ann@acme.example"], "Notes": ""}


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("Alias -eq 'ANN'", True),
        ("alias -ne 'ann'", False),
        ("Alias -like 'a*' -and CustomAttribute1 -eq acme", True),
        ("Alias -eq 'bob' -or CustomAttribute1 -eq \"acme\"", True),
        ("-not (Alias -eq 'ann') -or Alias -eq 'x'", False),
        ("Alias -eq 'x' -and Alias -eq 'y' -or Alias -eq 'ann'", True),
        ("Alias -eq 'x' -and (Alias -eq 'y' -or Alias -eq 'ann')", False),
        ("EmailAddresses -like '*@acme.example'", True),
        ("Notes -eq $null", True),
        ("Company -eq $null", True),
        ("{Alias -notlike 'b*'}", True),
        ("Alias -eq 'O''Neil'", False),
    ],
)
def test_what_passes(text: str, passes: bool) -> None:
    """Conditions are joined as the shell joins them; case does not matter, and what is not there is null."""
    assert read(text).passes(ANN) is passes


@pytest.mark.parametrize(
    ("text", "equals"),
    [
        ("(Alias -ne $null) -and (CustomAttribute1 -eq 'acme')", (("customattribute1", "acme"),)),
        ("CustomAttribute1 -eq 'acme' -or CustomAttribute1 -eq 'globex'", ()),
        ("-not (CustomAttribute1 -eq 'acme')", ()),
        ("CustomAttribute1 -like 'acme'", ()),
    ],
)
def test_what_must_hold(text: str, equals: Any) -> None:
    """Only a condition that must hold of whatever passes restricts a list."""
    assert read(text).equals == equals


@pytest.mark.parametrize(
    "text", ["", "Alias", "Alias -eq", "Alias -gt 3", "(Alias -eq 'a'", "Alias -eq 'a' 'b'", "'a' -eq Alias"]
)
def test_what_is_no_filter(text: str) -> None:
    """Whatever cannot be read is refused, and named."""
    with pytest.raises(AdminError, match="invalid filter syntax"):
        read(text)
