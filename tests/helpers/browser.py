"""A browser without a screen: cookies, the headers of our own pages, a command id in every form."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from quart import Response
from quart.testing import QuartClient

from forum.access import Actor
from forum.people import commands as people


class Browser(QuartClient):
    """Sends what a browser sends from our own pages; `defaults` are headers of every request."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.defaults = {"Sec-Fetch-Site": "same-origin"}

    async def open(self, path: str, **kwargs: Any) -> Response:
        kwargs["headers"] = {**self.defaults, **(kwargs.get("headers") or {})}
        return await super().open(path, **kwargs)

    async def sign_in(self, person: Actor) -> None:
        name, value = await sign_in_cookie(self.app, person)
        self.set_cookie("localhost", name, value)

    async def submit(self, path: str, **fields: Any) -> Response:
        """Post a form as a page does, with a command id of its own unless one is given.

        A list is several boxes of one name.
        """
        sent = urlencode({"command_id": uuid.uuid4().hex, **fields}, doseq=True)
        return await self.post(path, data=sent, headers={"Content-Type": "application/x-www-form-urlencoded"})

    async def text(self, path: str, **kwargs: Any) -> str:
        """A page that must be there."""
        response = await self.get(path, **kwargs)
        text = await response.get_data(as_text=True)
        assert response.status_code == 200, f"{path}: {response.status_code}\n{text[:2000]}"
        return text


async def sign_in_cookie(app: Any, person: Actor) -> tuple[str, str]:
    """Sign the person in and give the cookie's name and value."""
    assert person.person_id is not None
    key = await people.sign_in(person.person_id, "a test's device")
    return app.hub.cookie_name, app.auth.dump_token(key, app)
