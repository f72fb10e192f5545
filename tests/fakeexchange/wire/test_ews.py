"""EWS, asked in its own XML: what each operation answers, and each mistake."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, fromstring

import pytest
import requests

from fakeexchange.wire.ids import folder_id, persona_id
from fakeexchange.wire.soap import ERRORS, MESSAGES, SOAP, TYPES

from .toys import NAMES, Toy, served

MANY = 700
M, T = f"{{{MESSAGES}}}", f"{{{TYPES}}}"


@pytest.fixture(scope="module")
def toy() -> Iterator[Toy]:
    """A tenant that is isolated, a large one in its window, and one on the source."""
    with served((2, 1), (MANY, 2), (2, 1)) as found:
        found.world.host(*found.world.tenants[:2])
        found.world.isolate(found.world.tenants[0])
        yield found


def ask(toy: Toy, tenant: int, name: str, inside: str = "", attributes: str = "") -> Element:
    """What an operation answers, in its envelope."""
    body = (
        f'<s:Envelope xmlns:s="{SOAP}" xmlns:m="{MESSAGES}" xmlns:t="{TYPES}"><s:Body>'
        f"<m:{name} {attributes}>{inside}</m:{name}></s:Body></s:Envelope>"
    )
    auth = (toy.address(tenant), toy.password(tenant))
    answer = requests.post(f"{toy.url}/ews/exchange.asmx", body.encode(), auth=auth, timeout=20)
    assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
    return fromstring(answer.content)


def code(root: Element) -> tuple[str, str]:
    """Class and code of the first response, or "Fault" and its code."""
    for element in root.iter():
        if "ResponseClass" in element.attrib:
            return element.attrib["ResponseClass"], str(element.findtext(f"{M}ResponseCode"))
    return "Fault", str(root.findtext(f".//{{{ERRORS}}}ResponseCode"))


def resolve(toy: Toy, tenant: int, query: str, full: str = "false") -> Element:
    """ResolveNames."""
    entry = f"<m:UnresolvedEntry>{query}</m:UnresolvedEntry>"
    return ask(toy, tenant, "ResolveNames", entry, f'ReturnFullContactData="{full}"')


def test_a_query_is_given_a_hundred_rows_at_most(toy: Toy) -> None:
    """Of more a hundred come, and the answer says that there are more; of fewer it says that those are all."""
    begin = {
        letter: sum(
            any(word.startswith(letter) for word in NAMES.person(1, n).display_name.lower().split())
            for n in range(MANY)
        )
        for letter in "mz"
    }
    assert begin["m"] > 100 > begin["z"] > 1
    for letter, rows in (("m", 100), ("z", begin["z"])):
        found = resolve(toy, 1, letter).find(f".//{M}ResolutionSet")
        assert found is not None
        told = found.attrib["TotalItemsInView"], found.attrib["IncludesLastItemInRange"]
        assert (len(found), *told) == (rows, str(rows), str(letter == "z").lower())
    assert people(toy, 1, "m").findtext(f".//{M}TotalNumberOfPeopleInView") == "100"


def test_one_several_and_none_are_told_apart(toy: Toy) -> None:
    """One hit is a success, several are a warning, none is an error."""
    assert code(resolve(toy, 1, NAMES.person(1, 5).address)) == ("Success", "NoError")
    assert code(resolve(toy, 1, "a")) == ("Warning", "ErrorNameResolutionMultipleResults")
    assert code(resolve(toy, 1, "qqq")) == ("Error", "ErrorNameResolutionNoResults")
    assert code(ask(toy, 1, "ResolveNames")) == ("Error", "ErrorSchemaValidation")


def test_a_contact_has_names_and_address_where_it_is_asked_for(toy: Toy) -> None:
    """With ReturnFullContactData, and only then."""
    person = NAMES.person(1, 5)
    contact = resolve(toy, 1, person.address, "true").find(f".//{T}Contact")
    assert contact is not None
    told = [contact.findtext(f"{T}{n}") for n in ("DisplayName", "GivenName", "Surname", "ContactSource")]
    assert told == [person.display_name, person.given_name, person.surname, "ActiveDirectory"]
    assert contact.findtext(f"{T}EmailAddresses/{T}Entry") == f"SMTP:{person.address}"
    assert resolve(toy, 1, person.address).find(f".//{T}Contact") is None


def people(
    toy: Toy, tenant: int, query: str, folder: str = "directory", offset: int = 0, most: int = 100
) -> Element:
    """FindPeople."""
    asked = f"<m:QueryString>{query}</m:QueryString>" if query else ""
    return ask(
        toy,
        tenant,
        "FindPeople",
        f'<m:IndexedPageItemView MaxEntriesReturned="{most}" Offset="{offset}" BasePoint="Beginning"/>'
        f'<m:ParentFolderId><t:DistinguishedFolderId Id="{folder}"/></m:ParentFolderId>{asked}',
    )


def test_people_are_found_page_by_page_and_never_browsed(toy: Toy) -> None:
    """Pages add up to the whole; without a query the directory is refused; a mailbox's own folders are empty."""
    whole = [p.findtext(f"{T}DisplayName") for p in people(toy, 1, "a").iter(f"{T}Persona")]
    pages = [
        p.findtext(f"{T}DisplayName")
        for offset in range(0, len(whole), 7)
        for p in people(toy, 1, "a", offset=offset, most=7).iter(f"{T}Persona")
    ]
    assert pages == whole
    assert len(whole) > 7
    assert people(toy, 1, "a").findtext(f".//{M}TotalNumberOfPeopleInView") == str(len(whole))
    assert code(people(toy, 1, "")) == ("Error", "ErrorInvalidArgument")
    assert people(toy, 1, "a", "contacts").findtext(f".//{M}TotalNumberOfPeopleInView") == "0"
    assert code(ask(toy, 1, "FindPeople")) == ("Error", "ErrorSchemaValidation")


def test_a_persona_is_shown_to_whom_it_may_be(toy: Toy) -> None:
    """Who kept a stranger's identifier is not shown him once he is isolated; a made-up one is malformed."""
    stranger = toy.world.tenants[1].first_recipient
    asked = f'<m:PersonaId Id="{persona_id(stranger)}"/>'
    assert code(ask(toy, 1, "GetPersona", asked)) == ("Success", "NoError")
    assert code(ask(toy, 0, "GetPersona", asked)) == ("Error", "ErrorItemNotFound")
    assert code(ask(toy, 0, "GetPersona", '<m:PersonaId Id="AAAA"/>')) == ("Error", "ErrorInvalidIdMalformed")
    assert code(ask(toy, 0, "GetPersona", f'<m:PersonaId Id="{persona_id(99_999)}"/>')) == (
        "Error",
        "ErrorItemNotFound",
    )


def test_a_list_is_expanded_whole_as_far_as_the_session_sees_it(toy: Toy) -> None:
    """All members in one answer for whom sees them; to others there is no such list."""
    box = f"<m:Mailbox><t:EmailAddress>{NAMES.distribution_list(1, 0)[1]}</t:EmailAddress></m:Mailbox>"
    found = ask(toy, 1, "ExpandDL", box).find(f".//{M}DLExpansion")
    assert found is not None
    assert (len(found), found.attrib) == (
        MANY,
        {"TotalItemsInView": str(MANY), "IncludesLastItemInRange": "true"},
    )
    assert code(ask(toy, 0, "ExpandDL", box)) == ("Error", "ErrorNameResolutionNoResults")
    person = f"<m:Mailbox><t:EmailAddress>{NAMES.person(1, 0).address}</t:EmailAddress></m:Mailbox>"
    assert code(ask(toy, 1, "ExpandDL", person)) == ("Error", "ErrorNameResolutionNoResults")


def test_the_source_is_older_and_shows_its_own(toy: Toy) -> None:
    """It says which version it is, does not know FindPeople, and shows a tenant that the target knows nothing of."""
    root = resolve(toy, 2, NAMES.person(2, 1).address)
    info = root.find(f".//{T}ServerVersionInfo")
    assert info is not None
    assert (info.attrib["MajorVersion"], info.attrib["Version"]) == ("14", "Exchange2010_SP2")
    assert root.findtext(f".//{T}EmailAddress") == NAMES.person(2, 1).address
    assert code(resolve(toy, 2, NAMES.person(1, 5).address)) == ("Error", "ErrorNameResolutionNoResults")
    assert code(people(toy, 2, "a")) == ("Fault", "ErrorInvalidRequest")


def test_folders_are_told_one_by_one(toy: Toy) -> None:
    """A response an identifier: the element of its kind, an identifier that leads back to it, an error of its own."""
    named = (
        '<t:DistinguishedFolderId Id="contacts"/>',
        '<t:DistinguishedFolderId Id="nowhere"/>',
        '<t:FolderId Id="x"/>',
    )
    root = ask(toy, 0, "GetFolder", f"<m:FolderIds>{''.join(named)}</m:FolderIds>")
    codes = [m.findtext(f"{M}ResponseCode") for m in root.iter(f"{M}GetFolderResponseMessage")]
    assert codes == ["NoError", "ErrorFolderNotFound", "ErrorInvalidIdMalformed"]
    identifier = root.find(f".//{T}ContactsFolder/{T}FolderId")
    assert identifier is not None
    assert (
        identifier.attrib["Id"]
        == folder_id(toy.address(0), "contacts")
        != folder_id(toy.address(1), "contacts")
    )
    own = f'<m:FolderIds><t:FolderId Id="{identifier.attrib["Id"]}"/></m:FolderIds>'
    assert code(ask(toy, 0, "GetFolder", own)) == ("Success", "NoError")
    assert code(ask(toy, 1, "GetFolder", own)) == ("Error", "ErrorAccessDenied")
    items = ask(toy, 0, "FindItem", own.replace("FolderIds", "ParentFolderIds"))
    assert items.find(f".//{M}RootFolder").attrib["TotalItemsInView"] == "0"  # type: ignore[union-attr]
    inside = ask(
        toy, 0, "FindFolder", '<m:ParentFolderIds><t:DistinguishedFolderId Id="root"/></m:ParentFolderIds>'
    )
    assert len(inside.find(f".//{T}Folders") or ()) == 14
    converted = ask(
        toy,
        0,
        "ConvertId",
        '<m:SourceIds><t:AlternateId Id="abc"/></m:SourceIds>',
        'DestinationFormat="OwaId"',
    )
    assert converted.find(f".//{M}AlternateId").attrib["Mailbox"] == toy.address(0)  # type: ignore[union-attr]
