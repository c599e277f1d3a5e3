"""Files and screens of a town at rest, compared with each other and with what was answered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.crash import books, shown
from tests.crash.phone import Phone
from tests.crash.play import Play
from tests.crash.reading import unlike
from tests.crash.town import Sitting
from tests.helpers.nursery import PATIENCE

AUDIENCES = ("participant", "console", "projector")


class Wrong(Exception):
    """A promise that was not kept: when it was found, and what is wrong in sentences."""

    def __init__(self, when: str, lines: list[str]) -> None:
        super().__init__("\n".join([when, *lines]))
        self.when, self.lines = when, lines


class Comparison:
    """Of one town in play. Everything raises Wrong."""

    def __init__(self, play: Play) -> None:
        self.play, self.town = play, play.town
        self.file = play.town.settings.database_file

    async def all(self) -> None:
        """With the server alive, everybody back and nobody acting: each press has its answer, and all say the same."""
        if waiting := self.play.ledger.unanswered():
            raise Wrong("with the server alive", [f"{press.path} was never answered" for press in waiting])
        self.books("with everybody back")
        await self.screens()
        await self.pages()

    def books(self, when: str) -> None:
        """What is stored, against what was pressed and against itself."""
        try:
            wrong = books.wrong_with(self.file, self.play.ledger)
        except AssertionError as error:  # of the fold: an event that cannot follow those before it
            wrong = [str(error)]
        if wrong:
            raise Wrong(when, wrong)

    async def screens(self) -> None:
        """Everybody's screens come to show what is stored, and so do those of people who have just come."""
        sitting = self.play.sitting
        for phone in self.play.phones:
            if phone.room != sitting.room:
                await self._open(phone, sitting)
        async with self._newcomers(sitting) as fresh:
            phones = [*self.play.phones, *fresh]
            try:
                async with asyncio.timeout(PATIENCE):
                    while self._differing(phones, sitting):
                        self.play.news.clear()
                        await self.play.news.wait()
            except TimeoutError:
                raise Wrong("on the screens", self._differing(phones, sitting)) from None

    async def _open(self, phone: Phone, sitting: Sitting) -> None:
        """The next session's page is another page: a wall's link opens one room only."""
        phone.wall = phone.wall and sitting.wall
        if not await phone.connect(self.play.http, self.town.port) or not await phone.join(sitting.room):
            raise Wrong("on the screens", [f"a {phone.audience} could not join"])

    @asynccontextmanager
    async def _newcomers(self, sitting: Sitting) -> AsyncIterator[list[Phone]]:
        """Somebody of each audience who has never been here."""
        member, chair, news = self.town.members[0].cookies[1], self.town.chair.cookies[1], self.play.news
        fresh = [
            Phone(member, "participant", news),
            Phone(chair, "console", news),
            Phone("", "projector", news, sitting.wall),
        ]
        try:
            for phone in fresh:
                await self._open(phone, sitting)
            yield fresh
        finally:
            for phone in fresh:
                await phone.leave()

    def _differing(self, phones: list[Phone], sitting: Sitting) -> list[str]:
        with books.opened(self.file) as disk:
            due = {audience: shown.due(disk, sitting, audience) for audience in AUDIENCES}
            own = {member.id: shown.personal(disk, sitting, member.id) for member in self.town.members}
        wrong = [f"{phone.audience}: {unlike(shown.on(phone), due[phone.audience])}" for phone in phones]
        for one in self.play.seated:
            if one.citizen.id in own:
                wrong += [f"mine: {unlike(shown.personal_on(phone), own[one.citizen.id])}" for phone in one.phones]
        return [line for line in wrong if not line.endswith(": ")]

    async def pages(self) -> None:
        """Pages loaded now show what is stored."""
        sitting = self.play.sitting
        opened = {
            "participant": (f"/sessions/{sitting.id}/room", self.town.members[0].cookies[0]),
            "console": (f"/sessions/{sitting.id}/console", self.town.chair.cookies[1]),
            "projector": (f"/wall/{sitting.wall}", ""),
        }
        for audience, (path, cookie) in opened.items():
            async with self.play.http.get(self.town.address + path, headers={"Cookie": cookie}) as answer:
                page = await answer.text()
            with books.opened(self.file) as disk:
                differs = unlike(shown.on_page(page, audience), shown.due(disk, sitting, audience))
            if differs:
                raise Wrong(f"on the page {path}", [differs])
