"""The explorer held to what can be counted by hand, to the fake it drives, and to whole campaigns.

Reading order:
    toys            small procedures and small worlds
    test_counts     how many states there are
    test_model      what can happen next
    test_rules      the fake's rules changed beneath it
    test_verdict    the built-ins
    test_findings   what is said beside a verdict
    campaigns       campaigns of the kernel, beside the verdict on their procedure
    test_campaigns  some of them
    drawn           procedures drawn at random, beside engines that give them every chance to leak: make fuzz
    test_drawn      some of them
    __main__        as many campaigns as one likes: make fuzz
"""
