"""Who may do what. Checked inside commands, so that no door can skip it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from forum.errors import N_, NotAllowed
from forum.people.models import Role


class Permission(StrEnum):
    PROPOSE_TOPIC = "propose_topic"
    SECOND_TOPIC = "second_topic"
    TAKE_DOWN = "take_down"
    MODERATE = "moderate"
    SCREEN_TOPIC = "screen_topic"
    KEEP_REGISTER = "keep_register"
    KEEP_CALENDAR = "keep_calendar"
    PLAN_SESSION = "plan_session"
    PRESIDE = "preside"
    RECORD = "record"
    KEEP_DIARY = "keep_diary"
    KEEP_KEY_HOUSEHOLDS = "keep_key_households"
    OVERSEE_ACTIONS = "oversee_actions"
    KEEP_WISHES = "keep_wishes"
    KEEP_ORDERS = "keep_orders"
    KEEP_STEPS = "keep_steps"
    KEEP_WORKS = "keep_works"
    KEEP_POINTS = "keep_points"
    ADMINISTER = "administer"


OFFICE = frozenset({Role.SECRETARY, Role.ADMINISTRATOR})
DESK = OFFICE | {Role.RECORDER}
EVERYBODY = frozenset(Role)

ALLOWS: dict[Permission, frozenset[Role]] = {
    Permission.PROPOSE_TOPIC: EVERYBODY,
    Permission.SECOND_TOPIC: EVERYBODY,
    Permission.TAKE_DOWN: DESK,
    Permission.MODERATE: OFFICE,
    Permission.SCREEN_TOPIC: OFFICE,
    Permission.KEEP_REGISTER: OFFICE,
    Permission.KEEP_CALENDAR: OFFICE,
    Permission.PLAN_SESSION: OFFICE,
    Permission.PRESIDE: OFFICE,
    Permission.RECORD: OFFICE,
    Permission.KEEP_DIARY: OFFICE | {Role.RECORDER},
    Permission.KEEP_KEY_HOUSEHOLDS: OFFICE,
    Permission.OVERSEE_ACTIONS: OFFICE,
    Permission.KEEP_WISHES: OFFICE,
    Permission.KEEP_ORDERS: OFFICE,
    Permission.KEEP_STEPS: OFFICE,
    Permission.KEEP_WORKS: OFFICE,
    Permission.KEEP_POINTS: OFFICE,
    Permission.ADMINISTER: frozenset({Role.ADMINISTRATOR}),
}

# A session names its own chair and recorder: they hold these permissions there and nowhere else. A session held on
# paper is entered by its recorder, who then does what the chair did in the hall.
IN_SESSION = {
    Permission.PRESIDE: ("chair_id", "entering_id"),
    Permission.RECORD: ("chair_id", "recorder_id"),
}

DENIALS = {
    Permission.PROPOSE_TOPIC: N_("请先登录，再提出议题。"),
    Permission.SECOND_TOPIC: N_("请先登录，再附议。"),
    Permission.TAKE_DOWN: N_("只有社区工作人员可以替人登记。"),
    Permission.MODERATE: N_("只有社区书记可以决定什么公开。"),
    Permission.SCREEN_TOPIC: N_("只有社区书记可以受理议题。"),
    Permission.KEEP_REGISTER: N_("只有社区书记可以管理名册。"),
    Permission.KEEP_CALENDAR: N_("只有社区书记可以改工作日历。"),
    Permission.PLAN_SESSION: N_("只有社区书记可以安排会议。"),
    Permission.PRESIDE: N_("只有本次会议的主持人可以这样做。"),
    Permission.RECORD: N_("只有本次会议的主持人和记录员可以这样做。"),
    Permission.KEEP_DIARY: N_("民情日记由社区工作人员和网格员来记。"),
    Permission.KEEP_KEY_HOUSEHOLDS: N_("只有社区书记可以管理重点户名单。"),
    Permission.OVERSEE_ACTIONS: N_("只有社区工作人员可以核验和督办任务。"),
    Permission.KEEP_WISHES: N_("只有社区书记可以公布和答复微心愿。"),
    Permission.KEEP_ORDERS: N_("只有社区书记可以制单、派单。"),
    Permission.KEEP_STEPS: N_("只有社区书记可以定步骤、记步骤。"),
    Permission.KEEP_WORKS: N_("只有社区书记可以列实事、报进展。"),
    Permission.KEEP_POINTS: N_("只有社区书记可以记福分、办兑换。"),
    Permission.ADMINISTER: N_("只有管理员可以这样做。"),
}


@dataclass(frozen=True)
class Actor:
    """A signed-in person, as commands see them. `units` are the units they are delegate of."""

    person_id: int | None
    name: str = ""
    roles: frozenset[Role] = frozenset()
    units: frozenset[int] = frozenset()
    sign_in_id: int | None = None

    @property
    def in_office(self) -> bool:
        return bool(self.roles & OFFICE)


SYSTEM = Actor(None, "", frozenset({Role.ADMINISTRATOR}))


def allowed(by: Actor | None, permission: Permission, of: Any = None) -> bool:
    """Whether `by` holds the permission; `of` is the session it is asked for, where there is one."""
    if by is None:
        return False
    if by.roles & ALLOWS[permission]:
        return True
    seats = IN_SESSION.get(permission, ())
    return of is not None and by.person_id is not None and by.person_id in {getattr(of, seat, None) for seat in seats}


def require(by: Actor | None, permission: Permission, of: Any = None) -> None:
    """Raises NotAllowed with the sentence of the permission."""
    if not allowed(by, permission, of):
        raise NotAllowed(DENIALS[permission])


def person_of(by: Actor | None) -> int:
    """The id of the person who acts. Raises NotAllowed for nobody and for the system."""
    if by is None or by.person_id is None:
        raise NotAllowed(N_("请先登录。"))
    return by.person_id
