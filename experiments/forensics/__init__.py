"""Afterwards: who connected, who asked, who received, how sure that is, and what the notice to the authority says.

It works from what a hoster has: the servers' logs and the operators' journal. No engine, no draw, no fake is in reach
(an import contract holds that), so it works on anybody's logs, and the lab, which knows the truth, can score it.

Reading order:
    customers     who the tenants are: domains, mailboxes, lists
    books         which offline address books there are, and their whole sizes
    mapped        other people's journals
    declared      what the investigator declares: lags, skew, which logons count
    windows       from the journal: when each tenant was reachable and not isolated, surely and possibly
    directory     from the journal: who stood in everybody's list, and when
    evidence      from the logs, in a stream: logons in windows, address-book requests, downloads
    clocks        how far each server's clock was off the journal's, by what cannot have happened otherwise
    likelihood    how likely the bytes of an answer are, of one's own list and of everybody's
    fitting       that, fitted to answers whose lists are known
    tenant_case   what is said of one tenant, with its lines
    gaps          hours whose logs are missing
    classes       proven, inferred, possible, excluded
    findings      counts with intervals, whose data, residual copies, when anyone could have known
    tables        the same as rows
    described     as JSON
    words         as text
    folder        as files: tables, figure, notice
    notice        the draft for the authority and the letter to customers
    command       all of it, in order
"""
