"""What clients in this process leave in the servers' protocol logs, request by request: bytes, never rows.

A caller says what a client did and what came of it; here that becomes the requests that Exchange would have logged of
it. How clients differ (rows a page, columns, compression) comes in as one number a session: chance is not made here.

Reading order:
    caller        who calls: one client of one mailbox, and what is its own in one session
    list_bytes    the bytes of address-book answers and of books, from the names in them
    requests      what each act of a client is on the wire
    servers       the hoster's servers, and their logs in the order of their lines
"""
