"""What earlier sessions left for the chair to take up."""

from __future__ import annotations

from typing import Any

from agenda.discussion import queries as discussion
from agenda.room.view import View


async def before(view: View) -> dict[str, Any]:
    """Questions of the body that nobody has answered yet."""
    return {"before": await discussion.left_from_before(view.session)}
