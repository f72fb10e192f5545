"""A finished frame in, a Figure out: nothing here computes a result, saves one or changes a global setting.

Reading order:
    style                 fonts, sizes, colours: the one place that knows them
    frames                what a figure asks of its frame
    april_2016            what OVH counted, and its mark
    labels                labels beside the ends of lines, pushed apart
    strips                rows of dots, one a schedule, and the words beside them
    heatmap               tenants exposed, by procedure and by what the isolation step takes
    schedules             how tenants exposed vary from schedule to schedule
    exposure_over_nights  tenants exposed so far, night after night
    causes                why they were exposed
    compare               by how much procedures differ, schedule by schedule
    risk_beside_cost      what fewer exposed tenants are paid with
    ordering_map          every class of orderings: risk, cost, and what cannot leak
    ridge                 what a count leaves of window and connection rate
    exceedance            how likely at least so many exposed tenants are
    tornado               how far the answer moves with one input
    sobol                 which share of the answer's variance each input explains
    stop_rules            what each stop rule would have saved
    allowed               how long an isolation step a risk allows
    response              how exposed tenants move along each key of a sweep
    load                  logons, refusals, requests and books over one night
    bars                  lanes below each other, with bars over time
    compressed            an axis on which a step of seconds stands beside a session of hours
    client_lanes          what clients did, on their lanes
    swim_lane             one tenant's night: steps, controllers, clients, and the window
    leaking_story         who did what until a client was given strangers
    incident_line         what an inquiry found: windows, who connected and received, copies kept
    logs_tell             of the exposed tenants, which class forensics put them in
    time_line             when each step of one tenant begins, and how long it takes
    save                  SVG, PNG, data and caption, the same bytes on every run
"""

# Bound at once: a figure has the name of its module, which would take its place when imported later.
from .allowed import allowed
from .causes import causes
from .compare import compare
from .exceedance import exceedance
from .exposure_over_nights import exposure_over_nights
from .heatmap import heatmap
from .incident_line import incident_line
from .leaking_story import leaking_story
from .load import load
from .logs_tell import logs_tell
from .ordering_map import ordering_map
from .response import response
from .ridge import ridge
from .risk_beside_cost import risk_beside_cost
from .save import save, svg
from .schedules import schedules
from .sobol import sobol
from .stop_rules import stop_rules
from .swim_lane import swim_lane
from .time_line import time_line
from .tornado import tornado

__all__ = [
    "allowed",
    "causes",
    "compare",
    "exceedance",
    "exposure_over_nights",
    "heatmap",
    "incident_line",
    "leaking_story",
    "load",
    "logs_tell",
    "ordering_map",
    "response",
    "ridge",
    "risk_beside_cost",
    "save",
    "schedules",
    "sobol",
    "stop_rules",
    "svg",
    "swim_lane",
    "time_line",
    "tornado",
]
