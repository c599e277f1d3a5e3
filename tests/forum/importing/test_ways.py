from __future__ import annotations

from typing import Any

import pytest

from tests import factories as make


@pytest.mark.parametrize(("page", "key"), [("/topics", "topics"), ("/needs", "needs"), ("/resources", "resources")])
async def test_a_list_s_own_page_leads_the_office_to_its_file_and_nobody_else(client: Any, page: str, key: str) -> None:
    office = await client(await make.secretary())
    assert f'href="/register/import/{key}"' in await office.text(page)
    assert f'action="/register/export/{key}"' in await office.text(page)
    file = await office.submit(f"/register/export/{key}", form="csv")
    assert file.status_code == 200 and "attachment" in file.headers["Content-Disposition"]
    for other in (await client(await make.person()), await client()):
        assert "/register/" not in await other.text(page)
