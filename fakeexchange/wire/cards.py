"""A recipient of the directory as EWS writes it: mailbox, contact, persona. Source: Exchange's types.xsd."""

from functools import lru_cache

from ..addressbook import Row
from ..resolution import KEPT
from .ids import persona_id
from .xml import escaped


def mailbox(row: Row, tag: str = "t:Mailbox") -> str:
    """Name, address and kind; the order of elements is the schema's."""
    kind = "PublicDL" if row.is_list else "Mailbox"
    return (
        f"<{tag}><t:Name>{escaped(row.display_name)}</t:Name><t:EmailAddress>{escaped(row.address)}"
        f"</t:EmailAddress><t:RoutingType>SMTP</t:RoutingType><t:MailboxType>{kind}</t:MailboxType></{tag}>"
    )


def contact(row: Row) -> str:
    """What the directory has on a recipient."""
    given = f"<t:GivenName>{escaped(row.given_name)}</t:GivenName>" if row.given_name else ""
    surname = f"<t:Surname>{escaped(row.surname)}</t:Surname>" if row.surname else ""
    return (
        f"<t:Contact><t:Culture>en-US</t:Culture><t:DisplayName>{escaped(row.display_name)}</t:DisplayName>"
        f'{given}<t:EmailAddresses><t:Entry Key="EmailAddress1">SMTP:{escaped(row.address)}</t:Entry>'
        f"</t:EmailAddresses><t:ContactSource>ActiveDirectory</t:ContactSource>{surname}</t:Contact>"
    )


@lru_cache(maxsize=KEPT)
def resolution(row: Row, with_contact: bool) -> str:
    """A recipient as a name is resolved to it."""
    return f"<t:Resolution>{mailbox(row)}{contact(row) if with_contact else ''}</t:Resolution>"


def persona(row: Row, recipient: int, tag: str = "t:Persona") -> str:
    """A recipient as people search shows it."""
    kind = "DistributionList" if row.is_list else "Room" if row.is_room else "Person"
    given = f"<t:GivenName>{escaped(row.given_name)}</t:GivenName>" if row.given_name else ""
    surname = f"<t:Surname>{escaped(row.surname)}</t:Surname>" if row.surname else ""
    name = escaped(row.display_name)
    return (
        f'<{tag}><t:PersonaId Id="{persona_id(recipient)}"/><t:PersonaType>{kind}</t:PersonaType>'
        f"<t:DisplayName>{name}</t:DisplayName><t:DisplayNameFirstLast>{name}</t:DisplayNameFirstLast>"
        f"{given}{surname}{mailbox(row, 't:EmailAddress')}"
        f"<t:EmailAddresses>{mailbox(row, 't:Address')}</t:EmailAddresses></{tag}>"
    )
