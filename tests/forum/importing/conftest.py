"""What the pages of a list are asked for in these tests."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from quart.datastructures import FileStorage

from forum.importing import staging
from tests import factories as make


@pytest.fixture
async def office(client: Any) -> Any:
    await make.community()
    return await client(await make.secretary())


async def post(office: Any, key: str, data: bytes) -> Any:
    return await office.post(
        f"/register/import/{key}", form={}, files={"file": FileStorage(io.BytesIO(data), filename="名册.csv")}
    )


async def upload(office: Any, key: str, text: str | bytes) -> str:
    """Upload and give the page that follows."""
    answer = await post(office, key, text.encode() if isinstance(text, str) else text)
    assert answer.status_code == 303, await answer.get_data(as_text=True)
    page: str = await office.text(f"/register/import/{key}")
    return page


async def send(office: Any, key: str, path: str, **fields: str) -> Any:
    """As the page that is open does: it names the file it shows."""
    one = staging.kept(key)
    return await office.submit(f"/register/import/{key}/{path}", **{"mark": one.mark if one else "", **fields})


async def put_in(office: Any, key: str, text: str | bytes, **fields: str) -> None:
    await upload(office, key, text)
    answer = await send(office, key, "apply", **fields)
    assert answer.status_code == 303, await answer.get_data(as_text=True)


def figures(page: str) -> list[int]:
    """New, changed, unchanged, asked, wrong."""
    return [int(found) for found in re.findall(r'figure-value">(\d+)', page)]


def questions(page: str) -> list[str]:
    """Field names of the open questions."""
    return list(dict.fromkeys(re.findall(r'name="(answer-[0-9a-f]{20})"', page)))
