import pytest

from fakeexchange.cmdlets.shell import HANDLERS
from fakeexchange.cmdlets.table import cmdlet, cmdlets
from fakeexchange.errors import AdminError

from .toys import ANN, EVE, Office, office


def state(of: Office) -> object:
    """All that a cmdlet could have changed of the first two users, and of the lists."""
    return [
        of.run("Get-User"),
        of.run("Get-CASMailbox"),
        of.run("Get-AddressBookPolicy"),
        of.exchange.directory.edition,
    ]


def test_every_cmdlet_of_the_table_does_something() -> None:
    """The table and what is carried out have the same cmdlets."""
    assert sorted(HANDLERS) == sorted(known.name for known in cmdlets().values())


@pytest.mark.parametrize(
    ("name", "parameters", "error", "says"),
    [
        ("Set-Mailboxes", {}, "CommandNotFoundException", "The term 'Set-Mailboxes' is not recognized"),
        ("Set-Mailbox", {}, "ParameterBindingException", "missing mandatory parameters: Identity."),
        (
            "New-AddressBookPolicy",
            {"Name": "x"},
            "ParameterBindingException",
            "AddressLists GlobalAddressList",
        ),
        (
            "Set-Mailbox",
            {"Identity": ANN, "Colour": "red"},
            "ParameterBindingException",
            "parameter name 'Colour'",
        ),
        (
            "Set-Mailbox",
            {"Identity": ANN, "HiddenFromAddressListsEnabled": "perhaps"},
            "ParameterBindingException",
            'cannot convert value "perhaps"; expected $true or $false',
        ),
        (
            "Set-Mailbox",
            {"Identity": ANN, "HiddenFromAddressListsEnabled": None},
            "ParameterBindingException",
            "a value that is not null",
        ),
        ("Set-Mailbox", {"Identity": ["a"]}, "ParameterBindingException", "expected a text"),
        ("Set-Mailbox", {"Identity": " "}, "ParameterBindingException", "a text that is not empty"),
        (
            "Set-Mailbox",
            {"Identity": ANN, "PrimarySmtpAddress": "ann"},
            "ParameterBindingException",
            "an address such as ann@acme.example",
        ),
        (
            "Set-Mailbox",
            {"Identity": "nobody"},
            "ManagementObjectNotFoundException",
            "object 'nobody' couldn't be found on 'dc1.target.example'",
        ),
        (
            "Set-Mailbox",
            {"Identity": EVE, "AddressBookPolicy": None},
            "ManagementObjectNotFoundException",
            "couldn't be found",
        ),
        (
            "Set-Mailbox",
            {"Identity": ANN, "AddressBookPolicy": "no ABP"},
            "ManagementObjectNotFoundException",
            "object 'no ABP'",
        ),
        ("Get-Mailbox", {"Filter": "Alias ~ 'x'"}, "ParameterBindingException", "invalid filter syntax"),
        (
            "Get-Mailbox",
            {"DomainController": "dc9"},
            "SuitabilityDirectoryException",
            "suitability of server 'dc9'",
        ),
    ],
)
def test_what_is_refused(name: str, parameters: dict[str, object], error: str, says: str) -> None:
    """A call that cannot be bound is refused by the error's own name, says why, and changes nothing."""
    of = office()
    before = state(of)
    with pytest.raises(AdminError) as refused:
        of.run(name, **parameters)

    assert refused.value.name == error
    assert says in refused.value.message
    assert state(of) == before
    assert [call.error for call in of.admin.shell.calls if call.error is not None] == [error]


def test_case_does_not_matter() -> None:
    """Cmdlets, parameters and objects are found in small letters or in capitals, and told as Exchange spells them."""
    of = office()
    of.run("set-MAILBOX", identity=ANN.upper(), ADDRESSBOOKPOLICY="ACME abp")

    assert (cmdlet("set-mailbox").name, of.admin.shell.calls[-1].cmdlet) == ("Set-Mailbox", "Set-Mailbox")
    assert of.shown(ANN)["AddressBookPolicy"] == "acme ABP"


def test_what_if_does_nothing() -> None:
    """-WhatIf is bound and recorded, and does nothing."""
    of = office()
    before = state(of)

    assert of.run("Enable-Mailbox", Identity=EVE, WhatIf=True) == []
    assert state(of) == before


def test_calls_are_kept_and_told() -> None:
    """Each call is kept with its instant, parameters and error, and told to whoever listens, refused or not."""
    of = office()
    of.exchange.clock.advance(5)  # type: ignore[attr-defined]
    of.run("Enable-Mailbox", Identity=EVE)
    with pytest.raises(AdminError):
        of.run("Enable-Mailbox", Identity=EVE)
    first, second = of.admin.shell.calls

    assert (first.number, first.at, first.parameters, first.error) == (1, 5, {"Identity": EVE}, None)
    assert second.error == "RecipientTaskException"
    assert of.told == [f"call 1, Enable-Mailbox -Identity {EVE}", f"call 2, Enable-Mailbox -Identity {EVE}"]


def test_failures_in_turn() -> None:
    """Calls told to fail do so in turn, each with its error; other cmdlets go on."""
    of = office()
    of.admin.shell.fail("enable-mailbox", 1, "FirstException")
    of.admin.shell.fail("Enable-Mailbox", 1, "SecondException")
    names = []
    for _ in range(2):
        with pytest.raises(AdminError) as refused:
            of.run("Enable-Mailbox", Identity=EVE)
        names.append(refused.value.name)
        of.run("Get-User", Identity=EVE)
    of.run("Enable-Mailbox", Identity=EVE)

    assert names == ["FirstException", "SecondException"]
    with pytest.raises(AdminError, match="CommandNotFoundException"):
        of.admin.shell.fail("Enable-Mailboxes", 1, "x")
