"""A whole round with a sign-in service outside, played by a stand-in; and every way it is refused."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from forum.access import SYSTEM
from forum.joining.models import OutsideIdentity
from forum.joining.outside import Outsider, Refused
from forum.people import commands as people
from forum.people.models import Person
from tests import factories as make

HOST = "https://outside.example/authorize"


class Pretended:
    """Sends phones back with a code for whoever `now` is; signs the nonce as a real one would."""

    name, title = "wecom", "企业微信"

    def __init__(self) -> None:
        self.now, self.nonce = "zhang.wei", ""

    def address(self, *, back: str, state: str, nonce: str) -> str:
        self.nonce = nonce
        return f"{HOST}?redirect_uri={back}&state={state}&nonce={nonce}"

    async def who(self, *, code: str, back: str, nonce: str) -> Outsider:
        if code != "good":
            raise Refused
        return Outsider(self.now, self.nonce)


@pytest.fixture
async def service(app: Any) -> Pretended:
    app.extensions["outside_sign_in"] = Pretended()
    return app.extensions["outside_sign_in"]  # type: ignore[no-any-return]


async def go(phone: Any, path: str) -> str:
    """Out to the service; gives the state it was sent."""
    answer = await phone.get(path)
    assert answer.status_code == 302 and answer.headers["Location"].startswith(HOST)
    return parse_qs(urlsplit(answer.headers["Location"]).query)["state"][0]


async def linked(client: Any) -> Person:
    """Somebody who joined by slip and linked their account."""
    person = await Person.get(id=(await make.person("张伟")).person_id)
    phone = await client(await make.actor(person.id))
    state = await go(phone, "/outside/link")
    assert (await phone.get(f"/outside/back?code=good&state={state}")).headers["Location"] == "/me"
    assert "已经连上：企业微信" in await phone.text("/me")
    return person


async def test_off_by_default_nothing_of_it_is_there(client: Any) -> None:
    phone = await client()
    assert "/outside" not in await phone.text("/join")
    for path in ("/outside/sign-in", "/outside/link", "/outside/back?code=good&state=x"):
        assert (await phone.get(path)).status_code == 404


async def test_a_linked_account_signs_in_on_a_new_phone(client: Any, service: Pretended) -> None:
    person = await linked(client)
    phone = await client()
    assert "用企业微信登录" in await phone.text("/join")
    state = await go(phone, "/outside/sign-in?next=/topics/new")
    answer = await phone.get(f"/outside/back?code=good&state={state}")
    assert answer.status_code == 303 and answer.headers["Location"] == "/topics/new"
    assert "<h1>张伟</h1>" in await phone.text("/me")
    kept = await OutsideIdentity.get(person_id=person.id)
    assert "zhang" not in kept.subject_digest and len(kept.subject_digest) == 64


async def test_a_round_that_was_not_begun_here_or_is_over_is_refused(client: Any, service: Pretended) -> None:
    await linked(client)
    phone, other = await client(), await client()
    state, foreign = await go(phone, "/outside/sign-in"), await go(other, "/outside/sign-in")
    for wrong in (foreign, "", "x" * 900, state + "x"):
        assert (await phone.get(f"/outside/back?code=good&state={wrong}")).status_code == 409
        assert (await phone.get("/me")).status_code == 302
        state = await go(phone, "/outside/sign-in")
    assert (await phone.get(f"/outside/back?code=good&state={state}")).status_code == 303
    again = await phone.get(f"/outside/back?code=good&state={state}")
    assert again.status_code == 409 and "不是从这台手机开始的" in await again.get_data(as_text=True)


async def test_a_refusal_a_wrong_code_and_a_foreign_nonce_sign_nobody_in(client: Any, service: Pretended) -> None:
    await linked(client)
    phone = await client()
    for query, said in (("", "没有同意"), ("&code=stolen", "没有认出是谁")):
        state = await go(phone, "/outside/sign-in")
        answer = await phone.get(f"/outside/back?state={state}{query}")
        assert answer.status_code == 409 and said in await answer.get_data(as_text=True)
    state = await go(phone, "/outside/sign-in")
    service.nonce = "of another round"
    answer = await phone.get(f"/outside/back?code=good&state={state}")
    assert answer.status_code == 409 and "不是给这一次登录的" in await answer.get_data(as_text=True)
    assert (await phone.get("/me")).status_code == 302


async def test_the_outside_vouches_for_nobody(client: Any, service: Pretended) -> None:
    phone = await client()
    state = await go(phone, "/outside/sign-in")
    answer = await phone.get(f"/outside/back?code=good&state={state}")
    assert answer.status_code == 409 and "先用邀请单登录" in await answer.get_data(as_text=True)
    assert (await phone.get("/outside/link")).status_code == 302, "nobody is signed in who could be linked"


async def test_an_account_is_one_person_s_and_can_be_let_go(client: Any, service: Pretended) -> None:
    person = await linked(client)
    other = await client(await make.person("李建国"))
    state = await go(other, "/outside/link")
    assert (await other.get(f"/outside/back?code=good&state={state}")).status_code == 409
    kept = await OutsideIdentity.get(person_id=person.id)
    assert (await other.submit(f"/outside/{kept.id}/unlink")).status_code == 404
    owner = await client(await make.actor(person.id))
    assert (await owner.submit(f"/outside/{kept.id}/unlink")).status_code == 303
    assert not await OutsideIdentity.exists()


async def test_whoever_takes_the_phone_meanwhile_is_not_linked(client: Any, service: Pretended) -> None:
    phone = await client(await make.person("张伟"))
    state = await go(phone, "/outside/link")
    slip = await people.invite(by=SYSTEM, person_id=(await make.person("李建国")).person_id)
    await phone.submit("/join", pin=slip.pin, name="")
    answer = await phone.get(f"/outside/back?code=good&state={state}")
    assert answer.status_code == 409 and not await OutsideIdentity.exists()
