"""Judge 3, for one schedule: the probability that each tenant is connected, asks, is exposed, with no client drawn.

Given the schedule tenants are independent, so these are all that the law of a number of tenants needs. They are
exact: closed forms, and quadrature whose error is 1e-9 at most.

Reading order:
    quadrature      Gauss and Legendre on panels
    lengths         how long a session lasts, and when it asks
    pieces          what a mailbox's logons get over time
    events          what one served session leads to
    kit             what holds for the clients of every mailbox, and how they come
    panels          instants between which every law of a mailbox is smooth
    on_demand       visits, those that are served, and what comes of them
    left_on         clients that were left on, told backwards in time
    clients         one mailbox's clients, all kinds
    usual           the usual course of a mailbox, in closed form
    afterwards      visits after a session that was left on has ended, in that course
    scene           what all tenants meet under a schedule
    work            room for one tenant's numbers, and its mailboxes put together
    until_isolated  what a usual mailbox's clients are served until each controller isolates it
    closed_form     a tenant's mailboxes, as long as closed forms tell of them
    tenants         one tenant after the other
    stopped         the law of a campaign that may be stopped, from the chances of the same one uncut
    engine          a scenario and its draws in, probabilities out
"""

from .engine import ROUGHLY, Chances, chances, exposures

__all__ = ["ROUGHLY", "Chances", "chances", "exposures"]
