"""Objects put on a new exchange, by the same cmdlets that a panel would run, before a test begins."""

from collections.abc import Callable

from ..admin import Admin
from ..cmdlets.naming import keep
from ..cmdlets.objects import Kind, Named
from ..cmdlets.recording import Call
from ..cmdlets.sequences import sequence
from ..directory import Tenant
from ..words import Verb
from .objects import Declared, Objects, State


def populate(admin: Admin, objects: Objects, tell: Callable[[Call], None]) -> None:
    """Put them there; nothing of it stands among the calls that a test sees, and whoever listens is told of those."""
    shell = admin.shell
    organisation = shell.organisation
    for declared in objects.tenants:
        tenant = organisation.new_tenant(declared.name)
        tenant.is_routed = not objects.source
        organisation.shelf.put(Named(Kind.UNIT, declared.name, tenant))
        organisation.shelf.put(Named(Kind.DOMAIN, declared.domain, tenant, {"DomainName": declared.domain}))
        organisation.register.enter_domain(tenant.number, declared.domain)
        _enter(admin, tenant, declared)
        if declared.state is not State.USERS:
            _migrate(admin, tenant, declared)
    shell.calls.clear()
    shell.listeners.append(tell)


def _enter(admin: Admin, tenant: Tenant, declared: Declared) -> None:
    organisation, directory = admin.shell.organisation, tenant.directory
    register = organisation.register
    for person in (*declared.users, *declared.rooms):
        mailbox = directory.add_mailbox(tenant)
        register.enter_person(tenant.number, mailbox.number, person.shown, person.address)
        recipient = organisation.recipients.record(tenant, mailbox.number, False)
        keep(recipient, "UserPrincipalName", person.address)
    for person in (*declared.groups, *declared.room_lists):
        number = directory.add_list(tenant)
        register.enter_list(tenant.number, number, person.shown, person.address)
        group = organisation.recipients.record(tenant, number, True)
        if person in declared.room_lists:
            roll = directory.enrol(tenant)
            roll.members[group.in_directory] = roll.mailboxes[len(declared.users) :]


def _migrate(admin: Admin, tenant: Tenant, declared: Declared) -> None:
    key = declared.name
    for person in (*declared.users, *declared.rooms):
        admin.cmdlet("Enable-Mailbox", Identity=person.address, Room=person in declared.rooms)
        admin.cmdlet("Set-Mailbox", Identity=person.address, CustomAttribute1=key)
    for person in (*declared.groups, *declared.room_lists):
        is_of_rooms = person in declared.room_lists
        admin.cmdlet("Enable-DistributionGroup", Identity=person.address)
        admin.cmdlet(
            "Set-DistributionGroup", Identity=person.address, CustomAttribute1=key, RoomList=is_of_rooms
        )
    tenant.is_routed = True
    verbs = [Verb.BUILD_ADDRESS_LISTS, Verb.CREATE_POLICY]
    if declared.state is State.ISOLATED:
        verbs += [Verb.ASSIGN_POLICY, Verb.GENERATE_OAB]
    for verb in verbs:
        for cmdlet, parameters in sequence(admin.shell.organisation, verb, tenant):
            admin.cmdlet(cmdlet, **parameters)
