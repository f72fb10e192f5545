"""One's own tenants, from files as they exist: panel reports, Exchange shell exports, or tables of one's own.

Nothing is guessed silently: what a file leaves open is an error that says how to settle it, in a map.

Reading order:
    cells         numbers, sizes and flags, as exporters write them
    sheet         a file's header and rows: encoding, type line, delimiter
    layout        which column means what: the shipped layouts, known by their headers, and maps
    summary       what was read, by which columns, and which rows were refused
    tenants       an inventory: one's own tenants, an entry each
    tenant_rows   files with a row a tenant
    mailbox_rows  files with a row a mailbox
    joining       mailboxes joined with what else is known of them, and grouped by a key
    reading       files in, one inventory out
"""

from .reading import read_inventory
from .tenants import UNKNOWN, Inventory

__all__ = ["UNKNOWN", "Inventory", "read_inventory"]
