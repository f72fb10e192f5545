"""Every ordering of the steps: which cannot leak, what the others risk, what each costs, what to add to be safe.

Reading order:
    survey     every class judged by the explorer, the projection checked, the constraints found
    worth      what orderings expose and cost, as a worker runs them
    atlas      every class beside every window: least and greatest over its members
    folder     the same as tables and a figure
    words      the answer in words
    described  the same as JSON
"""
