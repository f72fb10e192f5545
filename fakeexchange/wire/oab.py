"""The directory of offline address books: manifests and files, each request a logon of its own.

Source: [MS-OXWOAB]; Exchange documentation, "offline-address-books". A session is given one book. Another one's
address is forbidden to it; a book that was never generated has no files.
"""

from collections.abc import Iterator
from typing import Final

from flask import Blueprint, Response, current_app, request

from ..exchange import Download, Session
from ..words import Channel
from .answers import forbidden, not_found, refusal, soap_answer
from .details import VERSION
from .logged import note_logon
from .logon import LoggedOn, log_on
from .shelf import File, Generation, Volume
from .site import Site
from .xml import escaped, quoted

CHUNK: Final = 1 << 16

blueprint = Blueprint("oab", __name__)


@blueprint.get("/oab/<guid>/oab.xml")
def manifest(guid: str) -> Response:
    """Which files there are, of which size and digest."""
    found = _book(guid)
    if isinstance(found, Response):
        return found
    site, volume, generation, _ = found
    files = [_element("Full", generation.sequence, site.shelf.whole(volume, generation))]
    files += [_element("Diff", sequence, file) for sequence, file in site.shelf.differences(volume)]
    name = "\\" + volume.name
    answer = soap_answer(
        f'<?xml version="1.0" encoding="utf-8"?><OAB><OAL id="{volume.guid}" dn="/" name={quoted(name)}>'
        f"{''.join(files)}</OAL></OAB>"
    )
    answer.set_etag(f"{volume.guid}-{generation.sequence}")
    answer.make_conditional(request)
    return answer


@blueprint.get("/oab/<guid>/<name>")
def file(guid: str, name: str) -> Response:
    """One of the files in the manifest."""
    found = _book(guid)
    if isinstance(found, Response):
        return found
    site, volume, generation, download = found
    whole = site.shelf.whole(volume, generation)
    files = [whole, *(file for _, file in site.shelf.differences(volume))]
    for known in files:
        if known.name == name:
            return _sent(site, download, known)
    return not_found()


def url_of(site: Site, session: Session, root: str) -> str:
    """Where the session's book lies; empty: it is given none."""
    name = site.access.book_name(session)
    return "" if name is None else f"{root}/OAB/{_volume(site, session, name).guid}/"


def _book(guid: str) -> tuple[Site, Volume, Generation, Download] | Response:
    """The book at an address, for whoever asks now; or why not."""
    site: Site = current_app.config["SITE"]
    logon = note_logon(log_on(request, site.access, site.accounts, Channel.OAB))
    if not isinstance(logon, LoggedOn):
        return refusal(logon)
    session = logon.session
    name = site.access.book_name(session)
    if name is None:
        return forbidden()
    volume = _volume(site, session, name)
    if volume.guid != guid:
        return forbidden()
    download = site.access.book(session)
    if download is None:
        return not_found()
    return site, volume, volume.take(download.book, download.started_at), download


def _volume(site: Site, session: Session, name: int) -> Volume:
    pod = session.mailbox.tenant.number % len(site.access.exchange.directories)
    return site.shelf.volume(session, name, site.access.roster(session), pod)


def _sent(site: Site, download: Download, file: File) -> Response:
    answer = Response(_chunks(site, download, file), content_type="application/octet-stream")
    answer.content_length = len(file.data)
    answer.set_etag(file.sha1)
    answer.make_conditional(request, accept_ranges=True, complete_length=len(file.data))
    return answer


def _chunks(site: Site, download: Download, file: File) -> Iterator[bytes]:
    """A file piece by piece: a server that buffers what it sends copies the rest each time."""
    for at in range(0, len(file.data), CHUNK):
        yield file.data[at : at + CHUNK]
    site.access.arrived(download)


def _element(tag: str, sequence: int, file: File) -> str:
    return (
        f'<{tag} seq="{sequence}" ver="{VERSION}" size="{len(file.data)}" uncompressedsize="{file.uncompressed}"'
        f' SHA="{file.sha1}">{escaped(file.name)}</{tag}>'
    )
