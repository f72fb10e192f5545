"""Files as exporters write them: headers and forms of cells from their source; names of people are made up."""

from pathlib import Path

from sim.inventory import Inventory, read_inventory
from sim.tables import KINDS

# FuseCP/SolidCP 69e3a055, SolidCP.Providers.Base/HostedSolution/ExchangeStatisticsReport.cs: AddCSVHeader, which
# misspells one name and begins two with a blank; cells by BaseReport.cs: dates "G", numbers "F", flags in words,
# SharedMailbox as the default "Undefined".
SOLIDCP_MAILBOXES = (
    "Top Reseller,Reseller,Customer,Customer Created,Hosting Space,Hosting Space Created,Ogranization Name,"
    "Organization Created,Organization ID,Mailbox Display Name,Account Created,Primary E-mail Address,MAPI,OWA,"
    "ActiveSync,POP 3,IMAP,Mailbox Size (Mb),Max Mailbox Size (Mb),Last Logon,Enabled,Mailbox Type, BlackBerry,"
    " Mailbox Plan"
)
# Same commit, OrganizationStatisticsReport.cs: AddCSVHeader; ToCSV forgets the comma after TotalLyncEVUsers.
SOLIDCP_ORGANISATIONS = (
    "Top Reseller,Reseller,Customer,Customer Created,Hosting Space,Hosting Space Created,Ogranization Name,"
    "Ogranization Created,Organization ID,Total mailboxes,Total mailboxes size(Mb),Total Public Folders size(Mb),"
    "Total SharePoint site collections,Total SharePoint site collections size(Mb),Total CRM users,Total Lync users,"
    "Total Lync EV users, Total SfB users,Total SfB EV users"
)
# Windows PowerShell's Export-Csv writes the type first, unless told -NoTypeInformation, and quotes every cell.
TYPE_LINE = "#TYPE Selected.Microsoft.Exchange.Data.Directory.Management.Mailbox"


def solidcp_mailbox(
    tenant: str,
    name: str,
    size: str = "10.00",
    kind: str = "User Mailbox",
    protocols: str = "Enabled,Enabled,Enabled",
    enabled: str = "Enabled",
) -> str:
    """One row of SolidCP's mailbox report; protocols are MAPI, OWA and ActiveSync."""
    dates = "4/25/2016 1:05:09 PM"
    return (
        f"top,reseller,customer,{dates},space,{dates},{tenant} Ltd,{dates},{tenant},{name},{dates},"
        f"{name}@{tenant}.example,{protocols},Disabled,Disabled,{size},Unlimited,,{enabled},{kind},Disabled,plan"
    )


def solidcp_organisation(tenant: str, mailboxes: str, size: str = "10.00", created: str = "4/25/2016") -> str:
    """One row of SolidCP's organisation report: one cell short, for two of them are written as one."""
    return f"top,reseller,customer,,space,,{tenant} Ltd,{created},{tenant},{mailboxes},{size},0.00,0,0.00,0,0,00,0"


def quoted(*rows: str, sign: str = ",") -> str:
    """Rows as Export-Csv writes them, from cells apart by bars."""
    return "".join(sign.join(f'"{cell}"' for cell in row.split("|")) + "\r\n" for row in rows)


def written(folder: Path, text: str, name: str = "export.csv", encoding: str = "utf-8") -> str:
    """The path of a file with this text."""
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return str(path)


def read(folder: Path, *texts: str, own_map: str | None = None) -> Inventory:
    """The inventory in files with these texts."""
    paths = tuple(written(folder, text, f"{place}.csv") for place, text in enumerate(texts))
    return read_inventory(paths, KINDS, None if own_map is None else written(folder, own_map, "map.toml"))


def clients(found: Inventory) -> list[list[str]]:
    """The kinds of clients that each mailbox may have."""
    assert found.allowed is not None
    return [[kind for k, kind in enumerate(KINDS) if bits >> k & 1] for bits in found.allowed.tolist()]
