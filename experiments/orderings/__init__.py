"""Every ordering of the steps: which cannot leak, what the others risk, what each costs, what to add to be safe.

Reading order:
    survey     every class judged by the explorer, the projection checked, the constraints found
    words      the answer in words
    described  the same as JSON
"""
