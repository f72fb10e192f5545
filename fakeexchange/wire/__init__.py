"""The fake on the wire: what real clients are told, by HTTP. It parses, calls and renders; it decides nothing.

Reading order:
    xml           XML from anybody, with bounds
    soap          envelopes and faults
    ntlm          a challenge, and the proof of a password
    site          what one served fake consists of
    logon         who asks, and a logon of its own for each request
    answers       HTTP answers that several services give
    ids           opaque identifiers
    cards         a recipient as EWS writes it
    request       one EWS request, and the frames of its answers
    people        EWS: names resolved, people found, lists expanded
    folders       EWS: the folders every mailbox has
    ews           EWS: the operations
    admin         administration in JSON
    app           all of it as one application
    server        a server that real clients can live with
"""
