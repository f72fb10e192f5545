"""An administrator on the wire."""

import json
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen


def posted(url: str, token: str, body: object) -> tuple[int, Any]:
    """Status and answer of a request with the administrator's token."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    try:
        with urlopen(Request(url, json.dumps(body).encode(), headers)) as answer:
            return answer.status, json.load(answer)
    except HTTPError as error:
        return error.code, json.load(error)
