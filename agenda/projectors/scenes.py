"""What a wall can show. A scene is a line here and a partial, templates/agenda/room/wall/_NAME.html.

Left alone, a wall follows the meeting: it shows the first scene below that comes `by_itself` now.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agenda.motions.models import MotionState
from agenda.projectors.rules import MESSAGE
from agenda.sessions.models import SessionState
from forum.errors import N_

if TYPE_CHECKING:
    from agenda.room.view import View

When = Callable[["View"], bool]


@dataclass(frozen=True)
class Scene:
    """`possible`: whether there is anything to show. `by_itself`: whether the meeting calls for it now; a scene without
    comes only when the chair puts it there. `text` is the long text in it: the heading gives way to that. The heading
    is the item's, or where it is not `of_item` the session's.
    """

    name: str
    title: str
    possible: When
    by_itself: When = lambda view: False
    text: Callable[[View], str] = lambda view: ""
    of_item: bool = True

    @property
    def template(self) -> str:
        return f"agenda/room/wall/_{self.name}.html"


def _speaking(view: View) -> bool:
    return view.queue is not None and view.queue.speaking is not None


def _moved(view: View) -> bool:
    return view.motion is not None and view.motion.state in {MotionState.MOVED, MotionState.PUT}


def _weighing(view: View) -> bool:
    return view.asked is not None and view.asked.is_open


def _in_groups(view: View) -> bool:
    return view.talking is not None and view.talking.is_open


def _asked_last(view: View) -> bool:
    """A round of statements is what the hall began or ended last, or the small groups are."""
    if view.asked is None or view.talking is None:
        return view.asked is not None
    asked, phase = view.asked.round, view.talking.phase
    return (asked.closed_at or asked.opened_at) > (phase.collected_at or phase.opened_at)


def _idle(view: View) -> bool:
    """Nothing newer asks for the wall: what a round or the groups came to may stay on it."""
    return not (_speaking(view) or _moved(view) or view.result or _weighing(view) or _in_groups(view))


def _claiming(view: View) -> bool:
    return view.claiming is not None


def _over(view: View) -> bool:
    return view.session.state in {SessionState.CLOSED, SessionState.CANCELLED}


def _always(view: View) -> bool:
    return True


_SCENES = (
    Scene("break", N_("休息"), lambda view: view.session.in_recess, lambda view: view.session.in_recess),
    Scene("ballot", N_("表决"), lambda view: view.ballot_open, lambda view: view.ballot_open,
          lambda view: view.ballot.question if view.ballot else ""),
    Scene(MESSAGE, N_("主持人的话"), lambda view: False, of_item=False),
    Scene("contribution", N_("留言"), lambda view: bool(view.shown), lambda view: bool(view.shown),
          lambda view: view.shown[0].text if len(view.shown) == 1 else ""),
    Scene("statements", N_("共识地图"), lambda view: view.asked is not None,
          lambda view: _weighing(view) or (_idle(view) and _asked_last(view))),
    Scene("groups", N_("小组讨论"), lambda view: view.talking is not None,
          lambda view: _in_groups(view) or (_idle(view) and view.talking is not None)),
    Scene("result", N_("结果"), lambda view: view.result is not None,
          lambda view: view.result is not None and not _speaking(view)),
    Scene("motion", N_("动议"), _moved, lambda view: _moved(view) and not view.result and not _speaking(view),
          lambda view: view.motion.text if view.motion else ""),
    Scene("speaker", N_("发言"), _speaking, _speaking),
    Scene("table", N_("互通清单"), lambda view: view.table is not None, lambda view: view.table is not None,
          lambda view: view.table.reading.text if view.table and view.table.reading else ""),
    Scene("claims", N_("认领心愿和订单"), _claiming, _claiming,
          lambda view: view.claiming.reading.text if view.claiming and view.claiming.reading else ""),
    Scene("item", N_("议题"), lambda view: view.item is not None, lambda view: view.item is not None),
    Scene("queue", N_("发言队列"), lambda view: view.item is not None),
    Scene("actions", N_("任务"), lambda view: bool(view.outcomes)),
    Scene("agenda", N_("议程"), lambda view: bool(view.items),
          lambda view: view.session.is_open and view.last is not None, of_item=False),
    Scene("end", N_("散会"), _over, _over, of_item=False),
    Scene("welcome", N_("欢迎"), _always, _always, of_item=False),
)  # fmt: skip

SCENES = {scene.name: scene for scene in _SCENES}
CHOICES = [scene for scene in reversed(_SCENES) if scene.name != MESSAGE]
"""What the chair may put on a wall by its name alone."""


def following(view: View) -> Scene:
    """What the meeting calls for now."""
    return next(scene for scene in SCENES.values() if scene.possible(view) and scene.by_itself(view))
