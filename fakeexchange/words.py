"""The words of the fake: what an engineer runs, how a client reads, why it was shown too much.

Names alone, and nothing of what they do: whoever judges the fake may share its words.
"""

from enum import StrEnum


class Verb(StrEnum):
    """One operation on the platform, named after what an Exchange engineer runs."""

    PROVISION = "provision"
    BUILD_ADDRESS_LISTS = "build_address_lists"
    CREATE_POLICY = "create_policy"
    ASSIGN_POLICY = "assign_policy"
    SYNC_MAILBOXES = "sync_mailboxes"
    CLOSE_GATE = "close_gate"
    CUT_OVER = "cut_over"
    SWITCH_ROUTING = "switch_routing"
    GENERATE_OAB = "generate_oab"
    WAIT_REPLICATION = "wait_replication"
    VERIFY_ISOLATION = "verify_isolation"
    OPEN_GATE = "open_gate"
    UNHIDE = "unhide"
    PROBE = "probe"
    DECOMMISSION = "decommission"
    RESTART_CLIENT_ACCESS = "restart_client_access"
    MANUAL = "manual"


class Channel(StrEnum):
    """The way a client reads the address book."""

    NSPI = "nspi"
    OAB = "oab"
    OWA = "owa"
    EWS = "ews"
    EAS = "eas"


class Cause(StrEnum):
    """Why an answer held foreign entries."""

    NOT_ASSIGNED = "not_assigned"
    NOT_REPLICATED = "not_replicated"
    SILENT_FAILURE = "silent_failure"
    PAUSED = "paused"
    IN_FLIGHT_STOP = "in_flight_stop"
    WIDE_SESSION = "wide_session"
    OAB = "oab"
    NONE = "none"
