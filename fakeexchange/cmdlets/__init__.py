"""Exchange's own commands, with their parameters, properties and errors; the verbs are sequences of them.

Reading order:
    recording      calls as they were made
    table          which cmdlets there are, and their parameters (cmdlets.toml)
    filters        the shell's filters
    objects        lists, books, policies, domains, by name
    recipients     mailboxes, mail users and groups, by any name they go by
    organisation   all of them together: whose they are, and which controller takes a write
    binding        a call bound to its cmdlet's parameters
    answers        what a shell prints of recipients
    naming         users made, names given, properties kept
    mailboxes      cmdlets on mailboxes and mail users
    groups         cmdlets on distribution groups
    lists          cmdlets on address lists, books and policies
    requests       cmdlets on move and import requests
    surroundings   cmdlets on domains, routing, folders, services
    sequences      the verbs, as the calls that carry them out
    shell          a cmdlet's name and parameters in, objects or an error out
"""
