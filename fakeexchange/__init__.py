"""A fake multi-tenant Exchange: what would it answer? Time comes in as a clock, chance not at all.

Reading order:
    words         verbs, channels, causes: names alone
    clock         now, in whole microseconds; a manual clock for tests, lessons and the explorer
    errors        how the fake refuses: by the names of Exchange's own errors
    names         made-up people and addresses, a pure function of seed and recipient
    register      names that were given, above those that are made up
    replication   changes, and which domain controller has already seen them
    rooms         which recipients are meeting rooms, and what lists them
    roll          who of one tenant stands in the address lists, one recipient at a time
    directory     tenants, mailboxes, distribution lists: what is provisioned, and since when
    visibility    THE ONE RULE: who sees what
    policies      address lists and address book policies: what a policy shows
    routing       which platform answers a mailbox; the gate
    oab           offline address books: generated, downloaded, kept
    addressbook   rows by channel, over what visibility allows
    moves         move requests: synchronise, lock, complete
    exchange      source and target behind one front door: connect, ask, download
    journal       what clients did and were told, kept for the tenants one names
    snapshot      a platform as a small hashable value, and back
    cmdlets       Exchange's own commands, their parameters, properties and errors
    admin         the verbs an engineer runs, with their requirements and Exchange's errors
    backout       taking back what they did
    resolution    whom a few letters name
    client_access  the services that log clients on and answer them, in this process and on the wire
    log_lines     the lines of protocol logs, field by field
    protocol_log  what the servers log of requests
    traffic       what clients in this process leave in those logs
    outlook       a client by MAPI over HTTP, in this process, and what is logged of it
    accounts      addresses and passwords
    wire/         all of it by HTTP, for real clients
    testing/      the fake for other people's tests
"""
