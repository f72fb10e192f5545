"""Judge 2: the kernel. Compiled, without events: each tenant's steps, then its clients, then what they were shown.

It knows the model alone, not the fake: refusals, views, books, causes and unions are worked out here a second time.

Reading order:
    records   a step, a tenant's course, the world and its client kinds, as compiled code reads them
    courses   tenants with their courses, and what was done to which of their mailboxes when
    uniforms  the clients' uniforms: hashed, or given
    heap      the instants at which slots are free
    steps     one step on one tenant
    undoing   rolling a tenant back
    waiting   where batches stand that wait
    work      what a pass works with: steps, draws, tenants
    carrying  a step of a pass, with its draws
    stopping  what becomes of batches in flight when the campaign stops
    nights    the night pass: batches on slots, closing nights
    kept      where tenants stood when their nights began, for the next campaign that begins alike
    passes    the three passes
    access    who serves a tenant when: reachable, isolated, windows, downtime
    shown     what everybody's lists, books and capped queries hold at an instant
    agenda    what one client still has before it
    platform  what every client meets, and what a logon gets
    visits    one client: every try, session, ask and download
    probes    which probes are shown a foreign row
    tenants   one tenant after the other: its access, its clients, its row
    threads   several cores at once
    engine    a scenario and its draws in, an Outcome out
    sums      thousands of campaigns under one draw: what each comes to, without its rows
"""
