"""The page that shows a live campaign: one document, which asks for the campaign's state each second."""

from importlib.resources import files

from flask import Blueprint, Response, jsonify

from .status import Status


def campaign_page(status: Status) -> Blueprint:
    """The page at ``/``, and what it asks for."""
    blueprint = Blueprint("campaign", __name__)

    @blueprint.get("/")
    def page() -> Response:
        text = (files(__package__) / "campaign.html").read_text(encoding="utf-8")
        return Response(text, content_type="text/html; charset=utf-8")

    @blueprint.get("/campaign.json")
    def state() -> Response:
        with status.campaign.lock:
            return jsonify(status.told())

    return blueprint
