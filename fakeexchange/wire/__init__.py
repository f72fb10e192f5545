"""The fake on the wire: what real clients are told, by HTTP. It parses, calls and renders; it decides nothing.

Reading order:
    xml           XML from anybody, with bounds
    soap          envelopes and faults
    ntlm          a challenge, and the proof of a password
    details       the details file of an offline address book
    lzx           its compressed form, whole and as a difference
    shelf         the books that were asked for, and their files
    site          what one served fake consists of
    logon         who asks, and a logon of its own for each request
    logged        requests on their way into the protocol logs
    answers       HTTP answers that several services give
    ids           opaque identifiers
    cards         a recipient as EWS writes it
    request       one EWS request, and the frames of its answers
    people        EWS: names resolved, people found, lists expanded
    folders       EWS: the folders every mailbox has
    ews           EWS: the operations
    oab           the directory of offline address books
    settings      what Autodiscover tells of a logon
    autodiscover  Autodiscover: plain XML, SOAP, JSON
    admin         administration in JSON
    bounds        a request read whole, within bounds
    app           all of it as one application
    certificate   a certificate made at start
    server        a server that real clients can live with
"""
