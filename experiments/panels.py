"""Two public control panels, as they provision a tenant: their cmdlets in their order, made on a running fake.

The order and the parameters are those of SolidCP's provider of Exchange 2016 (FuseCP/SolidCP, Exchange2016.cs:
ExtendToExchangeOrganizationInternal, CreateOrganizationOfflineAddressBookInternal,
CreateOrganizationAddressBookPolicyInternal, CreateMailEnableUserInternal) and of CloudPanel (Know-More-IT,
CloudPanel.Legacy, ExchCmds.cs). Both make the users in the directory themselves; the objects stand for that. How
long a call takes is an assumption, as in ``sim/procedures/solidcp.toml``. ``python -m experiments.panels`` writes the
recordings in ``experiments/samples``.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from fakeexchange.testing import ExchangeServer, exchange_server

SAMPLES: Final = Path(__file__).parent / "samples"
NEWCO: Final = "newco"
USERS: Final = ("eve@newco.example", "frank@newco.example")
OBJECTS: Final = {
    "tenants": [
        {"name": "acme", "users": ["ann", "bob"], "groups": ["everyone"], "state": "isolated"},
        {"name": NEWCO, "users": [address.partition("@")[0] for address in USERS], "groups": [NEWCO]},
    ]
}
"""A tenant that is there already, and the one that is provisioned, with the users that its panel has made."""


class Typist:
    """Makes calls, each of which takes its time before it has done what it does."""

    def __init__(self, server: ExchangeServer) -> None:
        self._server = server

    def __call__(self, cmdlet: str, takes: str = "1 s", /, **parameters: object) -> list[dict[str, Any]]:
        """One call."""
        self._server.clock.advance(takes)
        return self._server.cmdlet(cmdlet, **parameters)


def solidcp(server: ExchangeServer) -> None:
    """SolidCP: a mailbox is enabled, and given its policy by a later call."""
    typed, org = Typist(server), NEWCO
    _solidcp_tenant(typed, org)
    for i, user in enumerate(USERS):
        (enabled,) = typed("Enable-Mailbox", "2 s", Identity=user, Alias=user.partition("@")[0])
        mailbox = enabled["DistinguishedName"]
        if i == 0:
            _solidcp_folders(typed, org)
        typed(
            "Set-Mailbox",
            Identity=mailbox,
            OfflineAddressBook=f"{org} Offline Address Book",
            EmailAddressPolicyEnabled=False,
            CustomAttribute1=org,
            CustomAttribute3=enabled["WindowsEmailAddress"],
            PrimarySmtpAddress=user,
            WindowsEmailAddress=user,
            UseDatabaseQuotaDefaults=False,
            UseDatabaseRetentionDefaults=False,
            IssueWarningQuota="1945600 KB",
            ProhibitSendQuota="2048000 KB",
            ProhibitSendReceiveQuota="2097152 KB",
            RetainDeletedItemsFor="14",
            RecipientLimits="Unlimited",
            MaxSendSize="Unlimited",
            MaxReceiveSize="Unlimited",
            HiddenFromAddressListsEnabled=False,
            AddressBookPolicy=f"{org} Address Policy",
            DefaultPublicFolderMailbox=f"{org} Public Folder Mailbox",
        )
        typed(
            "Set-CASMailbox",
            Identity=mailbox,
            ActiveSyncEnabled=True,
            ActiveSyncMailboxPolicy=org,
            OWAEnabled=True,
            MAPIEnabled=True,
            PopEnabled=False,
            ImapEnabled=False,
        )
        typed(
            "Add-DistributionGroupMember", Identity=org, Member=mailbox, BypassSecurityGroupManagerCheck=True
        )
        typed(
            "Set-MailboxFolderPermission",
            Identity=f"{mailbox}:\\calendar",
            AccessRights="None",
            User="Default",
        )
        if i == 0:
            typed("Update-OfflineAddressBook", Identity=f"{org} Offline Address Book")


def _solidcp_tenant(typed: Typist, org: str) -> None:
    typed("Enable-DistributionGroup", Identity=org, Alias=org)
    typed(
        "Set-DistributionGroup",
        Identity=org,
        CustomAttribute1=org,
        HiddenFromAddressListsEnabled=True,
        BypassSecurityGroupManagerCheck=True,
    )
    gal, book = f"{org} Global Address List", f"{org} Offline Address Book"
    lists = f"{org} Address List", f"{org} Rooms"
    typed(
        "New-GlobalAddressList",
        Name=gal,
        RecipientFilter=f"(Alias -ne $null -and CustomAttribute1 -eq '{org}')",
    )
    typed("Update-GlobalAddressList", Identity=gal)
    for name, included in zip(lists, ("AllRecipients", "Resources"), strict=True):
        typed("New-AddressList", Name=name, IncludedRecipients=included, ConditionalCustomAttribute1=org)
        typed("Update-AddressList", Identity=name)
    typed("New-ActiveSyncMailboxPolicy", Name=org, AllowNonProvisionableDevices=True)
    (virtual,) = typed("Get-OabVirtualDirectory", Server="ex1")
    typed(
        "New-OfflineAddressBook",
        Name=book,
        AddressLists=lists[0],
        IsDefault=False,
        GlobalWebDistributionEnabled=False,
        VirtualDirectories=[virtual["Identity"]],
    )
    typed(
        "New-AcceptedDomain",
        Name="newco-mail.example",
        DomainName="newco-mail.example",
        DomainType="Authoritative",
    )
    typed(
        "New-AddressBookPolicy",
        Name=f"{org} Address Policy",
        AddressLists=lists[0],
        RoomList=lists[1],
        GlobalAddressList=gal,
        OfflineAddressBook=book,
    )


def _solidcp_folders(typed: Typist, org: str) -> None:
    folders = f"{org} Public Folder Mailbox"
    typed("Get-Mailbox", PublicFolder=True)
    typed(
        "New-Mailbox",
        Name=folders,
        PublicFolder=True,
        PrimarySmtpAddress="newcoPublicFolderMailbox@newco.example",
        OrganizationalUnit=f"target.example/Hosting/{org}",
        AddressBookPolicy=f"{org} Address Policy",
    )
    typed("Get-PublicFolder", Mailbox=folders)
    typed("New-PublicFolder", Name=org, Path="\\", Mailbox=folders)
    typed("Remove-PublicFolderClientPermission", Identity=f"\\{org}", User="Anonymous")
    typed("Add-PublicFolderClientPermission", Identity=f"\\{org}", User=org, AccessRights="PublishingEditor")


def cloudpanel(server: ExchangeServer) -> None:
    """CloudPanel: the call that enables the mailbox names its policy."""
    typed, code = Typist(server), NEWCO
    typed("New-AcceptedDomain", Name="newco-mail.example", DomainName="newco-mail.example")
    held = f"(Alias -ne $null) -and (CustomAttribute1 -eq '{code}')"
    typed("New-GlobalAddressList", Name=f"{code} GAL", RecipientFilter=held)
    lists = [f"{code} - All {what}" for what in ("Rooms", "Users", "Contacts", "Groups")]
    for name in lists:
        typed("New-AddressList", Name=name, RecipientFilter=held)
    typed("New-OfflineAddressBook", Name=f"{code} OAL", AddressLists=f"{code} GAL")
    typed(
        "Add-ADPermission",
        Identity=f"{code} OAL",
        User=f"ExchangeSecurity@{code}",
        ExtendedRights="MS-EXCH-DOWNLOAD-OAB",
    )
    typed(
        "New-AddressBookPolicy",
        Name=f"{code} ABP",
        AddressLists=lists[1:],
        GlobalAddressList=f"{code} GAL",
        OfflineAddressBook=f"{code} OAL",
        RoomList=lists[0],
    )
    for user in USERS:
        typed(
            "Enable-Mailbox",
            "2 s",
            Identity=user,
            AddressBookPolicy=f"{code} ABP",
            PrimarySmtpAddress=user,
            Alias=user.replace("@", "_"),
        )
        typed(
            "Set-Mailbox",
            Identity=user,
            EmailAddressPolicyEnabled=False,
            IssueWarningQuota="1900MB",
            MaxReceiveSize="10240KB",
            MaxSendSize="10240KB",
            OfflineAddressBook=f"{code} OAL",
            ProhibitSendQuota="2000MB",
            ProhibitSendReceiveQuota="2000MB",
            RecipientLimits=500,
            RetainDeletedItemsFor=30,
            UseDatabaseQuotaDefaults=False,
            UseDatabaseRetentionDefaults=False,
            RetainDeletedItemsUntilBackup=True,
            CustomAttribute1=code,
            RoleAssignmentPolicy="Alternate Assignment Policy",
        )
        typed(
            "Set-CASMailbox",
            Identity=user,
            ActiveSyncEnabled=True,
            ECPEnabled=True,
            ImapEnabled=False,
            MAPIEnabled=True,
            OWAEnabled=True,
            PopEnabled=False,
            ActiveSyncMailboxPolicy=None,
        )


PANELS: Final[dict[str, Callable[[ExchangeServer], None]]] = {"solidcp": solidcp, "cloudpanel": cloudpanel}


def main() -> None:
    """Write the recordings."""
    for name, panel in PANELS.items():
        with exchange_server(OBJECTS) as server:
            panel(server)
            server.recording(SAMPLES / f"{name}.json")


if __name__ == "__main__":
    main()
