"""The draft for the authority and the letter to customers, from findings; what is not known is said as such.

Reading order:
    law         which rule applies on the day of the incident, and until when to notify
    asked       what only the hoster knows: when and how it was found, measures, contact
    sheet       the fields of the notice to the authority
    letter      the letter to customers
    document    a title, fields and paragraphs, as Markdown and as HTML
"""
