"""How far the answer moves with each thing it rests on.

Reading order:
    inputs       which inputs vary, from where to where; which do not, and why
    answer       one answer: expected tenants exposed, and a tail's probability
    tornado      one input at a time
    sobol        several together: shares of the answer's variance
    sensitivity  what runs, and the results folder it becomes
    described    what came out, as a part of a JSON object
    words        and for a terminal
"""
