"""Every door × everybody: what is refused is refused with a sentence and writes nothing, through pages and sockets."""

from __future__ import annotations

import re
import shutil
import uuid
from collections.abc import AsyncIterator, Set
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from socketio.exceptions import ConnectionError as Refused

from agenda.ballots import queries as ballots
from forum.access import Actor
from forum.people.models import Person
from minutes.action_items.doing import DEEDS
from tests.helpers.browser import Browser
from tests.helpers.deeds import everything
from tests.helpers.server import HallServer, Socket
from tests.hostile.neighbourhood import ROLES, Scene, copy_database, settle

EVERYBODY = frozenset(ROLES)
SIGNED_IN = EVERYBODY - {"nobody"}
OFFICE = frozenset({"secretary", "administrator"})
PRESIDE = OFFICE | {"chair"}
RECORD = PRESIDE | {"recorder"}
SEATED = frozenset({"member", "observer"})
ADMINISTRATOR = frozenset({"administrator"})

SESSION = {
    "body_id": "{body}", "kind": "forum", "title": "会", "day": "2026-12-20", "at": "19:00", "venue": "厅",
    "chair_id": "{someone}", "recorder_id": "{someone}",
}  # fmt: skip
NEED = {"category": "safety", "text": "要一副轮椅", "place_id": "{block}"}
UNITS = OFFICE | {"delegate"}
STEP = "/orders/<int:order_id>/<any(draw_up,answer,dispatch,accept,decline,finish,rate,cancel):name>"
VISIT = {"place_id": "{block}", "visited_on": "{today}"}
TASK = {"text": "换灯", "lead_id": "{unit}", "due_on": "2099-01-01"}


@dataclass(frozen=True)
class Door:
    """A write by its rule and the address that is tried; `may` are those whom it lets do it, in the hall `at`."""

    rule: str
    address: str
    may: Set[str]
    at: str = "planned"
    form: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.rule} [{'+'.join(self.form.values())[:24]}]" if self.form else self.rule


DOORS = [
    # forum
    Door("/topics", "/topics", SIGNED_IN, form={**NEED, "title": "题", "confirmed": "1"}),
    Door("/intake", "/intake", OFFICE, form={**NEED, "title": "题", "channel": "hotline", "said_on": "2026-01-05"}),
    Door("/topics/<int:topic_id>/second-for", "/topics/{proposed}/second-for", OFFICE, form={"person": "{someone}"}),
    Door("/topics/<int:topic_id>/told", "/topics/{taken_down}/told", OFFICE, form={"how": "phone"}),
    Door("/rounds", "/rounds", OFFICE, form={
        "title": "走访", "held_on": "2026-01-05", "place-0": "7号楼", "text-0": "灯不亮", "category-0": "safety"}),
    Door("/topics/<int:topic_id>/comments", "/topics/{proposed}/comments", SIGNED_IN, form={"text": "同意"}),
    Door("/topics/<int:topic_id>/comments", "/topics/{proposed}/comments", OFFICE,
         form={"text": "社区说", "official": "1"}),
    Door("/comments/<int:comment_id>/edit", "/comments/{comment}/edit", {"resident"}, form={"text": "改一改"}),
    Door("/comments/<int:comment_id>/hide", "/comments/{comment}/hide", OFFICE, form={"reason": "伤人"}),
    Door("/comments/<int:comment_id>/show", "/comments/{comment_hidden}/show", OFFICE),
    Door("/moderation/<int:held_id>/release", "/moderation/{held}/release", OFFICE),
    Door("/moderation/<int:held_id>/return", "/moderation/{held}/return", OFFICE, form={"reason": "是广告"}),
    Door("/moderation/words", "/moderation/words", OFFICE, form={"word": "代办"}),
    Door("/moderation/words/<int:word_id>/remove", "/moderation/words/{word}/remove", OFFICE),
    Door("/moderation/limits", "/moderation/limits", OFFICE, form={
        "topics_a_person": "3", "topics_a_household": "6", "comments_a_person": "9", "comments_a_household": "9",
        "opinions_a_source": "3", "opinions_in_all": "99"}),
    Door("/topics/<int:topic_id>/follow", "/topics/{proposed}/follow", SIGNED_IN),
    Door("/topics/<int:topic_id>/unfollow", "/topics/{proposed}/unfollow", SIGNED_IN),
    Door("/topics/<int:topic_id>/second", "/topics/{proposed}/second", SIGNED_IN),
    Door("/topics/<int:topic_id>/accept", "/topics/{seconded}/accept", OFFICE),
    Door("/topics/<int:topic_id>/return", "/topics/{proposed}/return", OFFICE, form={"reason": "不属于社区"}),
    Door("/topics/terms", "/topics/terms", OFFICE, form={
        "seconds": "2", "reply_days": "5", "fast_hours": "48", "unit_days": "3", "agenda_days": "20",
        "result_days": "3", "progress_days": "20", "rating_days": "14", "call_back_days": "7"}),
    Door("/topics/<int:topic_id>/merge", "/topics/{proposed}/merge", OFFICE, form={"into": "{seconded}"}),
    Door("/topics/<int:topic_id>/fast", "/topics/{proposed}/fast", OFFICE),
    Door("/topics/<int:topic_id>/refer", "/topics/{proposed}/refer", OFFICE, form={"unit_id": "{unit}"}),
    Door("/topics/<int:topic_id>/answer", "/topics/{proposed}/answer", OFFICE,
         form={"outcome": "solved", "words": "已经修好"}),
    Door("/topics/<int:topic_id>/progress", "/topics/{accepted}/progress", OFFICE, form={"words": "在办"}),
    Door("/topics/<int:topic_id>/told/<int:answer_id>", "/topics/{topic_settled}/told/{topic_answer}", OFFICE,
         form={"means": "phone"}),
    Door("/answers/<int:answer_id>/ratings", "/answers/{topic_answer}/ratings", SIGNED_IN, form={"score": "4"}),
    Door("/answers/<int:answer_id>/call-backs", "/answers/{topic_answer}/call-backs", OFFICE,
         form={"score": "4", "source": "phone"}),
    Door("/topics/<int:topic_id>/referrals/<int:referral_id>", "/topics/{topic_referred}/referrals/{topic_referral}",
         OFFICE | {"delegate"}, form={"can": "true", "unit_words": "换好了"}),
    Door("/topics/<int:topic_id>/merged/<int:question_id>", "/topics/{topic_merged}/merged/{merge_question}",
         frozenset({"resident"}), form={"agreed": "true"}),
    Door("/diary", "/diary", OFFICE, form=VISIT),
    Door("/diary/findings/<int:finding_id>", "/diary/findings/{finding}", OFFICE, form={"way": "noted"}),
    Door("/diary/findings/<int:finding_id>/photos", "/diary/findings/{finding}/photos", frozenset()),
    Door("/diary/visits/<int:visit_id>/photos", "/diary/visits/{visit}/photos", frozenset()),
    Door("/diary/households", "/diary/households", OFFICE,
         form={"place_id": "{block}", "household": "102室", "kind": "残疾人"}),
    Door("/diary/households/<int:household_id>", "/diary/households/{household}", OFFICE, form={"kind": "残疾人"}),
    Door("/diary/households/<int:household_id>/strike", "/diary/households/{household}/strike", OFFICE,
         form={"because": "搬走"}),
    Door("/diary/kinds/<int:kind_id>", "/diary/kinds/{household_kind}", OFFICE, form={"name": "高龄", "times": "2"}),
    Door("/workdays/<int:year>", "/workdays/2027", OFFICE, form={"first": "2027-02-09", "kind": "off"}),
    Door("/workdays/<int:year>/complete", "/workdays/2027/complete", OFFICE, form={"citation": "放假通知"}),
    Door("/people", "/people", OFFICE, form={"name": "新来的"}),
    Door("/people/<int:person_id>/roles", "/people/{someone}/roles", OFFICE, form={"role": "recorder"}),
    Door("/people/<int:person_id>/roles", "/people/{someone}/roles", ADMINISTRATOR, form={"role": "administrator"}),
    Door("/people/<int:person_id>/roles/<int:grant_id>/withdraw", "/people/{someone}/roles/{grant}/withdraw", OFFICE),
    Door("/people/<int:person_id>/invitation", "/people/{someone}/invitation", OFFICE),
    Door("/people/<int:person_id>/password", "/people/{someone}/password", ADMINISTRATOR,
         form={"username": "someone", "password": "long enough to be one"}),
    Door("/people/slips", "/people/slips", OFFICE, form={"blocks": "{block}", "copies": "2"}),
    Door("/bodies", "/bodies", OFFICE,
         form={"name": "新会", "organ": "居委会", "preset": "simple", "seats_units": "false"}),
    Door("/bodies/<int:body_id>/seats", "/bodies/{body}/seats", OFFICE, form={"name": "{someone_name}"}),
    Door("/bodies/<int:body_id>/elections", "/bodies/{body}/elections", OFFICE,
         form={"title": "换届", "seats": "2", "first": "{later}", "until": "2029-11-30"}),
    Door("/bodies/<int:body_id>/certificates/elected", "/bodies/{body}/certificates/elected", OFFICE,
         form={"members": "{membership}", "term_from": "2026-12-01", "term_to": "2029-11-30"}),
    Door("/elections/<int:election_id>/candidates", "/elections/{election}/candidates", OFFICE,
         form={"name": "{someone_name}", "channel": "committees"}),
    Door("/elections/<int:election_id>/stand", "/elections/{election}/stand", SIGNED_IN),
    Door("/candidates/<int:candidate_id>/consent", "/candidates/{nominated}/consent", OFFICE),
    Door("/candidates/<int:candidate_id>/stand-down", "/candidates/{nominated}/stand-down", OFFICE),
    Door("/elections/<int:election_id>/publish", "/elections/{election_ready}/publish", OFFICE),
    Door("/elections/<int:election_id>/seats", "/elections/{election_held}/seats", OFFICE,
         form={"candidates": "{elected}"}),
    Door("/elections/<int:election_id>/written-in", "/elections/{election_written}/written-in", OFFICE,
         form={"written": "欧阳写来", "who": "{someone}"}),
    Door("/elections/<int:election_id>/written-in/aside", "/elections/{election_written}/written-in/aside", OFFICE,
         form={"written": "欧阳写来", "why": "认不出是谁"}),
    Door("/elections/<int:election_id>/next", "/elections/{election_left}/next", OFFICE, form={"whose": "{left}"}),
    Door("/elections/<int:election_id>/by-election", "/elections/{election_vacant}/by-election", OFFICE,
         form={"title": "补选", "first": "{later}"}),
    Door("/elections/<int:election_id>/ballot", "/elections/{published_election}/ballot", OFFICE,
         form={"where": "session-{session_planned}"}),
    Door("/units", "/units", OFFICE, form={"name": "新单位", "kind": "school"}),
    Door("/register/desk/new", "/register/desk/new", OFFICE, form={"name": "新来的", "knowing": "personally"}),
    *(Door("/register/desk/<int:person_id>/<any(slip, scan, recovered):what>",
           f"/register/desk/{{someone}}/{what}", OFFICE, form={"knowing": "document"})
      for what in ("slip", "scan", "recovered")),
    Door("/register/export/<string(maxlength=40):list_key>", "/register/export/people", OFFICE, form={"form": "csv"}),
    Door("/echoes/read", "/echoes/read", SIGNED_IN, form={"until": "1"}),
    Door("/echoes/digests/<int:digest_id>/again", "/echoes/digests/{digest}/again", OFFICE),
    Door("/digest/<int:person_id>/<key>", "/digest/{someone}/{digest_key}", EVERYBODY),
    Door("/echoes/digest", "/echoes/digest", SIGNED_IN,
         form={"rhythm": "daily", "quiet_from": "20", "quiet_until": "8"}),
    Door("/units/<int:unit_id>", "/units/{unit}", OFFICE, form={"unit_name": "改了名的单位", "kind": "school"}),
    Door("/units/<int:unit_id>/delegates", "/units/{unit}/delegates", OFFICE, form={"name": "{someone_name}"}),
    Door("/units/<int:unit_id>/leave", "/units/{unit}/leave", OFFICE),
    Door("/units/<int:unit_id>/back", "/units/{unit_left}/back", OFFICE),
    Door("/units/<int:unit_id>/volunteers", "/units/{team_free}/volunteers", OFFICE, form={"name": "{someone_name}"}),
    Door("/units/<int:unit_id>/volunteers/<int:member_id>/lead", "/units/{team}/volunteers/{volunteer}/lead", OFFICE),
    Door("/teams", "/teams", OFFICE, form={"name": "新队"}),
    Door("/teams/usual", "/teams/usual", OFFICE, form={"general": "总队", "standing": "助老队"}),
    Door("/places", "/places", OFFICE, form={"kind": "subdistrict", "names": "另一街道"}),
    Door("/places/<int:place_id>/below", "/places/{grid}/below", OFFICE, form={"kind": "block", "names": "99号楼"}),
    Door("/places/<int:place_id>/name", "/places/{grid}/name", OFFICE, form={"new_name": "新名"}),
    Door("/places/<int:place_id>/parent", "/places/{block}/parent", OFFICE, form={"parent_id": "{grid_too}"}),
    Door("/places/<int:place_id>/close", "/places/{grid_too}/close", OFFICE),
    Door("/places/<int:place_id>/reopen", "/places/{grid_closed}/reopen", OFFICE),
    Door("/places/<int:place_id>/officers", "/places/{block}/officers", OFFICE,
         form={"office": "block_head", "name": "{someone_name}"}),
    Door("/appointments/<int:appointment_id>/contact", "/appointments/{appointment}/contact", OFFICE,
         form={"contact": "8866-1234"}),
    Door("/terms/renew", "/terms/renew", OFFICE, form={"which": "office-{appointment}", "until": "{later}"}),
    Door("/terms/end", "/terms/end", OFFICE, form={"term": "office-{appointment}", "why": "换届"}),
    Door("/sign-out", "/sign-out", OFFICE, form={"sign_in": "{sign_in}"}),
    # agenda
    Door("/sessions", "/sessions", OFFICE, form=SESSION),
    Door("/sessions/<int:session_id>/items", "/sessions/{session_planned}/items", OFFICE, form={"title": "通报"}),
    Door("/items/<int:item_id>/carry", "/items/{item_left}/carry", OFFICE, form={"session_id": "{session_next}"}),
    Door("/items/<int:item_id>/end", "/items/{item_left}/end", OFFICE, form={"words": "已经划好车位线"}),
    Door("/items/<int:item_id>/drop", "/items/{item_planned}/drop", OFFICE),
    Door("/items/<int:item_id>/change", "/items/{item_planned}/change", OFFICE, form={"planned_minutes": "20"}),
    Door("/items/<int:item_id>/move", "/items/{item_planned}/move", OFFICE, form={"place": "2"}),
    Door("/sessions/<int:session_id>/template", "/sessions/{session_empty}/template", OFFICE, "empty",
         {"template": "forum"}),
    Door("/sessions/<int:session_id>/left-over", "/sessions/{session_next}/left-over", OFFICE),
    Door("/sessions/<int:session_id>/notice", "/sessions/{session_planned}/notice", OFFICE),
    Door("/sessions/<int:session_id>/cancel", "/sessions/{session_planned}/cancel", OFFICE),
    Door("/sessions/<int:session_id>/reply", "/sessions/{session_noticed}/reply", SEATED, "noticed",
         {"reply": "coming"}),
    Door("/seats/<int:seat_id>/reply", "/seats/{expected_seat}/reply", RECORD, "noticed", {"reply": "excused"}),
    Door("/sessions/<int:session_id>/move", "/sessions/{session_noticed}/move", OFFICE, "noticed",
         {"day": "{later}", "at": "19:00", "venue": "新会场", "planned_minutes": "90"}),
    Door("/sessions/<int:session_id>/adjourn", "/sessions/{session_deserted}/adjourn", PRESIDE, "deserted",
         {"day": "{later}", "at": "19:00", "venue": "议事厅"}),
    Door("/sessions/<int:session_id>/open", "/sessions/{session_noticed}/open", PRESIDE, "noticed"),
    Door("/sessions/<int:session_id>/close", "/sessions/{session_idle}/close", PRESIDE, "idle"),
    Door("/sessions/<int:session_id>/chair", "/sessions/{session_idle}/chair", PRESIDE, "idle"),
    Door("/sessions/<int:session_id>/wall", "/sessions/{session_idle}/wall", PRESIDE, "idle"),
    Door("/sessions/<int:session_id>/wall/revoke", "/sessions/{session_idle}/wall/revoke", PRESIDE, "idle"),
    Door("/walls/<int:wall_id>", "/walls/{wall}", PRESIDE, "idle", {"name": "侧屏", "scale": "120", "theme": "light"}),
    Door("/walls/<int:wall_id>/revoke", "/walls/{wall}/revoke", PRESIDE, "idle"),
    Door("/walls/<int:wall_id>/queue", "/walls/{wall}/queue", PRESIDE, "idle", {"scene": "agenda"}),
    Door("/sessions/<int:session_id>/walls/message", "/sessions/{session_idle}/walls/message", PRESIDE, "idle",
         {"text": "请把手机调到静音"}),
    Door("/sessions/<int:session_id>/walls/show", "/sessions/{session_idle}/walls/show", PRESIDE, "idle"),
    Door("/sessions/<int:session_id>/walls/follow", "/sessions/{session_idle}/walls/follow", PRESIDE, "idle"),
    Door("/sessions/<int:session_id>/wifi", "/sessions/{session_idle}/wifi", RECORD, "idle",
         {"wifi_name": "Hall", "wifi_password": "wutongli2026"}),
    Door("/c/<string(maxlength=24):code>", "/c/{code_noticed}", SEATED, "noticed"),
    Door("/seats/<int:seat_id>/check-in", "/seats/{expected_seat}/check-in", RECORD, "noticed"),
    Door("/seats/<int:seat_id>/check-out", "/seats/{present_seat}/check-out", RECORD, "talking"),
    Door("/seats/<int:seat_id>/excuse", "/seats/{expected_seat}/excuse", RECORD, "noticed"),
    Door("/seats/<int:seat_id>/undo", "/seats/{quiet_seat}/undo", RECORD, "idle"),
    Door("/sessions/<int:session_id>/desk", "/sessions/{session_noticed}/desk", RECORD, "noticed", {"who": "2"}),
    Door("/sessions/<int:session_id>/observers", "/sessions/{session_noticed}/observers", RECORD, "noticed",
         {"name": "来宾"}),
    Door("/sessions/<int:session_id>/late-members", "/sessions/{session_idle}/late-members", RECORD, "idle",
         {"membership": "{late_member}", "reason": "补选"}),
    Door("/seats/<int:seat_id>/consent", "/seats/{asking_seat}/consent", PRESIDE, "idle"),
    Door("/seats/<int:seat_id>/decline", "/seats/{asking_seat_too}/decline", PRESIDE, "idle"),
    Door("/seats/<int:seat_id>/substitute", "/seats/{unit_seat}/substitute", RECORD, "delegates", {"name": "替补"}),
    Door("/seats/<int:seat_id>/substitute/end", "/seats/{substituted_seat}/substitute/end", RECORD, "delegates"),
    Door("/seats/<int:seat_id>/slip", "/seats/{substituted_seat}/slip", RECORD, "delegates"),
    Door("/items/<int:item_id>/open", "/items/{item_idle}/open", PRESIDE, "idle"),
    Door("/items/<int:item_id>/close", "/items/{item_talking}/close", PRESIDE, "talking"),
    Door("/items/<int:item_id>/hand", "/items/{item_moved}/hand", SEATED, "moved"),
    Door("/items/<int:item_id>/hands", "/items/{item_moved}/hands", RECORD, "moved", {"number": "2"}),
    Door("/items/<int:item_id>/pause", "/items/{item_talking}/pause", PRESIDE, "talking"),
    Door("/items/<int:item_id>/resume", "/items/{item_paused}/resume", PRESIDE, "paused"),
    Door("/items/<int:item_id>/extend", "/items/{item_talking}/extend", PRESIDE, "talking", {"seconds": "30"}),
    Door("/items/<int:item_id>/stop", "/items/{item_talking}/stop", PRESIDE, "talking", {"reason": "off_topic"}),
    Door("/contributions/<int:contribution_id>/hide", "/contributions/{written}/hide", PRESIDE, "paused",
         {"reason": "说的是别人家的私事"}),
    Door("/contributions/<int:contribution_id>/wall", "/contributions/{written}/wall", PRESIDE, "paused"),
    Door("/contributions/<int:contribution_id>/wall/down", "/contributions/{shown}/wall/down", PRESIDE, "paused"),
    Door("/contributions/<int:contribution_id>/support", "/contributions/{written}/support", SEATED, "paused"),
    Door("/contributions/<int:contribution_id>/park", "/contributions/{asked}/park", RECORD, "paused"),
    Door("/contributions/<int:contribution_id>/answer", "/contributions/{asked}/answer", RECORD, "paused"),
    Door("/items/<int:item_id>/contributions/hall", "/items/{item_talking}/contributions/hall", RECORD, "talking",
         {"text": "同意", "number": "2"}),
    Door("/items/<int:item_id>/statements", "/items/{item_talking}/statements", PRESIDE, "talking",
         {"statements": "先修再说"}),
    Door("/rounds/<int:round_id>/statements", "/rounds/{round}/statements", SEATED, "paused", {"text": "谁用谁出钱"}),
    Door("/rounds/<int:round_id>/statements", "/rounds/{round}/statements", PRESIDE, "paused",
         {"text": "谁用谁出钱", "presiding": "1"}),
    Door("/rounds/<int:round_id>/hall", "/rounds/{round}/hall", RECORD, "paused",
         {"number": "2", "mark-{statement}": "agree"}),
    Door("/rounds/<int:round_id>/close", "/rounds/{round}/close", PRESIDE, "paused"),
    Door("/statements/<int:statement_id>/mark", "/statements/{statement}/mark", SEATED, "paused", {"mark": "agree"}),
    Door("/statements/<int:statement_id>/admit", "/statements/{proposed_statement}/admit", PRESIDE, "paused"),
    Door("/statements/<int:statement_id>/decline", "/statements/{proposed_statement}/decline", PRESIDE, "paused",
         {"reason": "重复"}),
    Door("/items/<int:item_id>/groups", "/items/{item_talking}/groups", PRESIDE, "talking",
         {"topic": "怎么分摊", "count": "3", "way": "number"}),
    Door("/groups/<int:phase_id>/collect", "/groups/{phase}/collect", PRESIDE, "paused"),
    Door("/group/<int:group_id>/join", "/group/{group}/join", SEATED, "paused"),
    Door("/group/<int:group_id>/take", "/group/{group}/take", {"member"}, "paused"),
    Door("/group/<int:group_id>/note", "/group/{group}/note", RECORD, "paused", {"note": "按户摊", "revision": "0"}),
    Door("/group/<int:group_id>/tick", "/group/{group}/tick", RECORD, "paused"),
    Door("/bodies/<int:body_id>/floor-rules", "/bodies/{body}/floor-rules", OFFICE, form={
        "minutes_per_speech": "3", "speeches_per_item": "2", "warning_seconds": "20", "extra_seconds": "60"}),
    Door("/hands/<int:hand_id>/lower", "/hands/{waiting_hand}/lower", PRESIDE, "talking"),
    Door("/hands/<int:hand_id>/floor", "/hands/{waiting_hand}/floor", PRESIDE, "talking"),
    Door("/items/<int:item_id>/yield", "/items/{item_talking}/yield", PRESIDE | {"member"}, "talking"),
    Door("/items/<int:item_id>/contributions", "/items/{item_talking}/contributions", SEATED, "talking",
         {"text": "同意"}),
    Door("/items/<int:item_id>/motions", "/items/{item_talking}/motions", PRESIDE | {"member"}, "talking",
         {"text": "换主管"}),
    Door("/whistles", "/whistles", OFFICE, form={
        "body_id": "{council_body}", "text": "下水道堵了", "venue": "3号楼", "units": "{unit}", "chair_id": "{someone}",
        "recorder_id": "{someone}"}),
    Door("/w/<string(maxlength=40):token>", "/w/{whistle_token}", EVERYBODY, form={"state": "on_the_way"}),
    Door("/attachments/<int:attachment_id>/remove", "/attachments/{attachment}/remove", RECORD),
    Door("/pictures/<int:picture_id>/remove", "/pictures/{picture}/remove", OFFICE),
    Door("/forms", "/forms", OFFICE, form={
        "neighbours": "regular", "sanitation": "regular", "public_affairs": "regular", "safety": "regular",
        "facilities": "regular"}),
    Door("/series", "/series", OFFICE, form={
        "body_id": "{body}", "kind": "forum", "title": "例会", "nth": "1", "weekday": "2", "at": "19:00", "venue": "厅",
        "planned_minutes": "90", "chair_id": "{someone}", "recorder_id": "{someone}", "starts_on": "{later}"}),
    Door("/series/<int:series_id>/plan", "/series/{series}/plan", OFFICE),
    Door("/series/<int:series_id>/end", "/series/{series}/end", OFFICE),
    Door("/sessions/<int:session_id>/afterwards", "/sessions/{session_past}/afterwards", RECORD, "past",
         {"day": "2026-03-04", "began": "19:00", "present": "{past_seat}"}),
    Door("/sessions/<int:session_id>/afterwards/end", "/sessions/{session_entering}/afterwards/end", RECORD, "entering",
         {"at": "20:00"}),
    Door("/items/<int:item_id>/afterwards", "/items/{item_entering}/afterwards", RECORD, "entering",
         {"at": "20:00", "text": "换管", "for-1": "2", "teller": "甲", "scrutineer": "乙"}),
    Door("/items/<int:item_id>/afterwards/question", "/items/{item_entering}/afterwards/question", RECORD, "entering",
         {"kind": "single", "question": "选址", "options": "东\n西", "counted": "1", "at": "20:00", "issued": "0",
          "returned": "0", "teller": "甲", "scrutineer": "乙"}),
    Door("/items/<int:item_id>/afterwards/end", "/items/{item_entering}/afterwards/end", RECORD, "entering",
         {"at": "20:00"}),
    Door("/bench", "/bench", OFFICE, form={"body_id": "{body}", "text": "电动车停哪里", "venue": "7号楼门口"}),
    Door("/sessions/<int:session_id>/bench/people", "/sessions/{session_bench}/bench/people", RECORD, "bench",
         {"name": "没手机的老张"}),
    Door("/sessions/<int:session_id>/bench/end", "/sessions/{session_bench}/bench/end", PRESIDE, "bench"),
    Door("/sessions/<int:session_id>/scribe/bench", "/sessions/{session_bench}/scribe/bench", RECORD, "bench",
         {"text": "先停东边", "kind": "decision"}),
    Door("/sessions/<int:session_id>/scribe/topic", "/sessions/{session_bench}/scribe/topic", RECORD, "bench",
         {"title": "装充电桩", "details": "大家都要", "category": "facilities", "place_id": "{block}"}),
    Door("/items/<int:item_id>/turns", "/items/{item_council}/turns", PRESIDE, "council", {"seat": "{council_seat}"}),
    Door("/items/<int:item_id>/turns/end", "/items/{item_council}/turns/end", PRESIDE, "council", {"state": "heard"}),
    Door("/items/<int:item_id>/readings", "/items/{item_council}/readings", PRESIDE, "council",
         {"need": "{table_need}"}),
    Door("/items/<int:item_id>/read-out", "/items/{item_claiming}/read-out", PRESIDE, "claiming",
         {"what": "wish-{wish_read}"}),
    Door("/sessions/<int:session_id>/table", "/sessions/{session_council}/table", RECORD | {"member"}, "council",
         {"unit_id": "{council_unit}", "needs": "一间教室"}),
    Door("/needs/<int:need_id>/back", "/needs/{table_need}/back", RECORD | {"member"}, "council"),
    Door("/resources/<int:resource_id>/back", "/resources/{table_resource}/back", RECORD | {"member"}, "council"),
    Door("/needs/<int:need_id>/claim", "/needs/{table_need}/claim", RECORD | {"member"}, "council",
         {"unit_id": "{council_unit}"}),
    Door("/motions/<int:motion_id>/second", "/motions/{moved}/second", {"member"}, "moved"),
    Door("/motions/<int:motion_id>/withdraw", "/motions/{moved}/withdraw", PRESIDE, "moved"),
    Door("/motions/<int:motion_id>/amendments", "/motions/{put}/amendments", PRESIDE | {"member"}, "put",
         {"text": "改成另一句话"}),
    Door("/motions/<int:motion_id>/split", "/motions/{put}/split", PRESIDE, "put", {"parts": "换主管\n费用由物业承担"}),
    Door("/motions/<int:motion_id>/reconsider", "/motions/{settled}/reconsider", PRESIDE | {"member"}, "settled"),
    Door("/items/<int:item_id>/procedural", "/items/{item_put}/procedural", PRESIDE | {"member"}, "put",
         {"kind": "close_debate"}),
    Door("/sessions/<int:session_id>/recess", "/sessions/{session_idle}/recess", PRESIDE, "idle", {"minutes": "10"}),
    Door("/sessions/<int:session_id>/recess/extend", "/sessions/{session_resting}/recess/extend", PRESIDE, "resting",
         {"minutes": "5"}),
    Door("/sessions/<int:session_id>/resume", "/sessions/{session_resting}/resume", PRESIDE, "resting"),
    Door("/sessions/<int:session_id>/undo", "/sessions/{session_resting}/undo", PRESIDE, "resting",
         {"seq": "{resting_recess}"}),
    Door("/sessions/<int:session_id>/mandates", "/sessions/{session_noticed}/mandates", RECORD, "noticed",
         {"principal": "{expected_seat}", "holder": "{holding_seat}", "signed_on": "2025-01-01"}),
    Door("/mandates/<int:mandate_id>/withdraw", "/mandates/{mandate}/withdraw", RECORD, "idle"),
    Door("/sessions/<int:session_id>/recusals", "/sessions/{session_talking}/recusals", RECORD, "talking",
         {"seat": "{present_seat}", "item": "{item_talking}", "reason": "是承包人"}),
    Door("/items/<int:item_id>/recusals", "/items/{item_talking}/recusals", {"member"}, "talking",
         {"reason": "是承包人"}),
    Door("/recusals/<int:recusal_id>/end", "/recusals/{recusal}/end", RECORD, "moved"),
    Door("/motions/<int:motion_id>/ballot", "/motions/{put}/ballot", PRESIDE, "put"),
    Door("/ballots/<int:ballot_id>/votes", "/ballots/{ballot}/votes", {"member"}, "voting", {"choice": "for"}),
    Door("/ballots/<int:ballot_id>/desk", "/ballots/{ballot}/desk", RECORD, "voting",
         {"choice": "for", "seat": "{voting_seat}"}),
    Door("/ballots/<int:ballot_id>/close", "/ballots/{ballot}/close", PRESIDE, "voting"),
    Door("/ballots/<int:ballot_id>/void", "/ballots/{ballot}/void", PRESIDE, "voting", {"reason": "开错了"}),
    Door("/ballots/<int:ballot_id>/late", "/ballots/{late_ballot}/late", PRESIDE, "late", {"seat": "{late_seat}"}),
    Door("/ballots/<int:ballot_id>/remind", "/ballots/{ballot}/remind", PRESIDE, "voting"),
    Door("/ballots/<int:ballot_id>/casting", "/ballots/{tied_ballot}/casting", PRESIDE, "tied", {"choice": "for"}),
    Door("/ballots/<int:ballot_id>/blocks", "/ballots/{ballot}/blocks", RECORD, "voting",
         {"for-1": "2", "counted_by": "计票人"}),
    Door("/blocks/<int:block_id>/confirm", "/blocks/{block_waiting}/confirm", RECORD, "hands",
         {"for-1": "2", "against-1": "1", "confirmed_by": "监票人"}),
    Door("/blocks/<int:block_id>/strike", "/blocks/{block_waiting}/strike", RECORD, "hands"),
    Door("/items/<int:item_id>/questions", "/items/{item_talking}/questions", PRESIDE, "talking",
         {"kind": "single", "question": "建在哪里", "options": "北门\n南门"}),
    Door("/bodies/<int:body_id>/rules/presets/<preset>", "/bodies/{body}/rules/presets/absolute", OFFICE,
         form={"note": "代表会议通过", "replaces": "{rules}"}),
    Door("/bodies/<int:body_id>/rules", "/bodies/{body}/rules", OFFICE,
         form={"origin": "absolute", "note": "代表会议通过", "replaces": "{rules}"}),
    Door("/sessions/written", "/sessions/written", OFFICE, form={
        "body_id": "{body_in_writing}", "title": "征求意见", "day": "{day}", "at": "09:00", "until_day": "{later}",
        "until_at": "18:00", "venue": "投票箱", "chair_id": "{someone}", "recorder_id": "{someone}"}),
    Door("/items/<int:item_id>/matters", "/items/{item_writing}/matters", OFFICE, "writing",
         {"kind": "yes_no", "question": "是否同意"}),
    Door("/matters/<int:matter_id>/withdraw", "/matters/{matter}/withdraw", OFFICE, "writing"),
    Door("/sessions/<int:session_id>/papers/open", "/sessions/{session_delivering}/papers/open", PRESIDE, "delivering"),
    Door("/sessions/<int:session_id>/papers/close", "/sessions/{session_answered}/papers/close", PRESIDE, "answered"),
    Door("/sessions/<int:session_id>/papers/extend", "/sessions/{session_asked}/papers/extend", PRESIDE, "asked",
         {"until_day": "{later}", "until_at": "18:00", "reason": "假期"}),
    Door("/sessions/<int:session_id>/deliveries", "/sessions/{session_delivering}/deliveries", RECORD, "delivering",
         {"seat": "{undelivered_seat}", "means": "handed", "delivered_on": "{day}"}),
    Door("/sessions/<int:session_id>/deliveries/<int:seat_id>/withdraw",
         "/sessions/{session_delivering}/deliveries/{delivered_seat}/withdraw", RECORD, "delivering"),
    Door("/sessions/<int:session_id>/reminders", "/sessions/{session_asked}/reminders", RECORD, "asked"),
    Door("/sessions/<int:session_id>/kiosk", "/sessions/{session_idle}/kiosk", RECORD, "idle"),
    Door("/sessions/<int:session_id>/kiosk/revoke", "/sessions/{session_idle}/kiosk/revoke", RECORD, "idle"),
    Door("/items/<int:item_id>/prepared", "/items/{item_planned}/prepared", PRESIDE,
         form={"kind": "yes_no", "question": "是否同意"}),
    Door("/prepared/<int:prepared_id>", "/prepared/{prepared_waiting}", PRESIDE, "idle",
         {"kind": "yes_no", "question": "改过的"}),
    Door("/prepared/<int:prepared_id>/withdraw", "/prepared/{prepared_waiting}/withdraw", PRESIDE, "idle"),
    Door("/prepared/<int:prepared_id>/open", "/prepared/{prepared_talking}/open", PRESIDE, "talking"),
    Door("/prepared/<int:prepared_id>/papers", "/prepared/{prepared_waiting}/papers", RECORD, "idle"),
    Door("/ballots/<int:ballot_id>/print", "/ballots/{ballot}/print", RECORD, "voting"),
    Door("/ballots/<int:ballot_id>/handed", "/ballots/{secret_ballot}/handed", RECORD, "secret",
         {"seat": "{seat_without_paper}"}),
    Door("/ballots/<int:ballot_id>/handed/back", "/ballots/{secret_ballot}/handed/back", RECORD, "secret",
         {"seat": "{seat_with_paper}"}),
    Door("/sessions/<int:session_id>/papers", "/sessions/{session_secret}/papers", RECORD, "secret",
         {"code": "{code_of_paper}"}),
    Door("/papers/<int:paper_id>", "/papers/{paper_waiting}", RECORD, "secret", {"choice": "for"}),
    Door("/papers/<int:paper_id>/strike", "/papers/{paper_waiting}/strike", RECORD, "secret"),
    Door("/papers/<int:paper_id>/out", "/papers/{paper_entered}/out", RECORD, "secret"),
    # minutes
    Door("/items/<int:item_id>/actions", "/items/{item_talking}/actions", RECORD, "talking", TASK),
    Door("/sessions/<int:session_id>/actions", "/sessions/{session_talking}/actions", RECORD, "talking", TASK),
    *(
        Door(f"/actions/<int:action_id>/<{DEEDS}:deed>", f"/actions/{{{which}}}/{deed}", OFFICE | {"delegate"},
             form=form)
        for which, deed, form in (
            ("action", "accept", {}), ("action", "decline", {"reason": "不归我们管"}),
            ("action", "progress", {"text": "在办"}), ("action", "hand-in", {"text": "办好了"}),
            ("action", "plan", {"step-1": "备料", "day-1": "{day}"}), ("action_planned", "step", {"step_id": "{step}"}),
            ("action", "extension", {"until": "2099-01-01", "reason": "等材料"}),
        )
    ),
    Door("/actions/<int:action_id>/edit", "/actions/{action}/edit", RECORD, "done",
         form={"text": "换防滑砖", "due_on": "{day}"}),
    Door("/actions/<int:action_id>/strike", "/actions/{action}/strike", RECORD, "done", form={"reason": "记重了"}),
    Door("/actions/<int:action_id>/check", "/actions/{action_handed_in}/check", OFFICE),
    Door("/actions/<int:action_id>/send-back", "/actions/{action_handed_in}/send-back", OFFICE,
         form={"reason": "还漏"}),
    Door("/actions/<int:action_id>/uphold", "/actions/{action_declined}/uphold", OFFICE, form={"reason": "归你们管"}),
    Door("/actions/<int:action_id>/reassign", "/actions/{action_declined}/reassign", OFFICE,
         form={"lead_id": "{another_unit}", "reason": "归他们管"}),
    Door("/actions/<int:action_id>/chases", "/actions/{action}/chases", OFFICE, form={"means": "printed"}),
    Door("/actions/<int:action_id>/links", "/actions/{action}/links", OFFICE, form={"unit_id": "{action_unit}"}),
    Door("/actions/<int:action_id>/whistle", "/actions/{action}/whistle", OFFICE,
         form={"units": "{action_unit}", "body_id": "{joint_body}", "venue": "现场", "minutes": "60"}),
    Door("/units/<int:unit_id>/tasks", "/units/{action_unit}/tasks", OFFICE),
    Door("/unit-links/<int:link_id>/revoke", "/unit-links/{link}/revoke", OFFICE),
    Door("/projects/<int:project_id>/call-backs", "/projects/{project_done}/call-backs", OFFICE,
         form={"score": "4", "source": "phone"}),
    Door("/claim-links", "/claim-links", OFFICE, form={"unit_id": "{unit}"}),
    Door("/claim-links/<int:link_id>/revoke", "/claim-links/{claim_link}/revoke", OFFICE),
    Door("/records/units", "/records/units", OFFICE, form={"is_open": "1"}),
    Door("/board/elsewhere", "/board/elsewhere", OFFICE, form={"origins": "https://example.cn"}),
    Door("/actions/figures", "/actions/figures", OFFICE,
         form={"whistle_days": "9", "whistle_chases": "3", "answer_days": "3", "link_days": "20"}),
    Door("/extensions/<int:extension_id>", "/extensions/{extension}", OFFICE, form={"granted": "1"}),
    Door("/minutes/<int:minutes_id>/sections/<key>", "/minutes/{drafted}/sections/overview", RECORD, "drafted",
         {"text": "改过的概况", "base": "1"}),
    Door("/minutes/<int:minutes_id>/sections", "/minutes/{drafted}/sections", RECORD, "drafted", {"title": "附记"}),
    Door("/minutes/<int:minutes_id>/sections/<key>/drop", "/minutes/{drafted}/sections/actions/drop", RECORD, "drafted",
         {"base": "1"}),
    Door("/minutes/<int:minutes_id>/corrections", "/minutes/{drafted}/corrections", RECORD, "drafted"),
    Door("/minutes/<int:minutes_id>/revisions/<int:number>/restore", "/minutes/{drafted}/revisions/1/restore", RECORD,
         "drafted", {"revision": "1"}),
    Door("/minutes/<int:minutes_id>/sign", "/minutes/{drafted}/sign", {"recorder", "chair"}, "drafted",
         {"revision": "1"}),
    Door("/minutes/<int:minutes_id>/stand-ins", "/minutes/{drafted}/stand-ins", OFFICE, "drafted",
         {"role": "recorder", "person_id": "{stand_in}", "reason": "已调离"}),
    Door("/minutes/<int:minutes_id>/stand-ins/<string(maxlength=8):role>/end",
         "/minutes/{reviewed}/stand-ins/chair/end", OFFICE, "reviewed"),
    Door("/minutes/<int:minutes_id>/publish", "/minutes/{signed}/publish", PRESIDE, "signed"),
    Door("/minutes/<int:minutes_id>/amend", "/minutes/{published}/amend", RECORD, "published", {"reason": "写错了"}),
    Door("/minutes/<int:minutes_id>/give-up", "/minutes/{amending}/give-up", RECORD, "amending"),
    Door("/minutes/<int:minutes_id>/public-copy/keep", "/minutes/{published}/public-copy/keep", PRESIDE, "published",
         {"text": "{masked_name}", "ground": "consent"}),
    Door("/minutes/<int:minutes_id>/public-copy/hide", "/minutes/{published}/public-copy/hide", PRESIDE, "published",
         {"text": "主管", "reason": "太细"}),
    Door("/minutes/<int:minutes_id>/public-copy/publish", "/minutes/{amending}/public-copy/publish", PRESIDE,
         "amending", {"reason": "隐名"}),
    Door("/adjustments/<int:adjustment_id>/withdraw", "/adjustments/{adjustment}/withdraw", PRESIDE, "amending"),
    Door("/contributions/<int:contribution_id>/tick", "/contributions/{written}/tick", RECORD, "paused",
         {"ticked": "1"}),
    Door("/objections/<int:objection_id>/agenda", "/objections/{objection_upheld}/agenda", OFFICE, "amending",
         {"session_id": "{coming_session}", "title": "复议"}),
    Door("/minutes/<int:minutes_id>/notices", "/minutes/{published}/notices", PRESIDE, "published",
         {"days": "7", "first_day": "{later}"}),
    Door("/notices/<int:notice_id>/objections", "/notices/{notice}/objections", SIGNED_IN, "on_notice",
         {"text": "费用太高"}),
    Door("/notices/<int:notice_id>/objections", "/notices/{notice}/objections", OFFICE, "on_notice",
         {"text": "费用太高", "name": "{someone_name}", "person_id": "{someone}"}),
    Door("/objections/<int:objection_id>/answer", "/objections/{objection}/answer", PRESIDE, "on_notice",
         {"answer": "已核对", "outcome": "dismissed"}),
    Door("/notices/<int:notice_id>/end", "/notices/{notice_over}/end", PRESIDE, "notice_over"),
    Door("/bodies/<int:body_id>/letterhead", "/bodies/{body}/letterhead", OFFICE, form={"pattern": "第×期"}),
    Door("/bodies/<int:body_id>/certificates", "/bodies/{body}/certificates", OFFICE,
         form={"members": "{membership}", "term_from": "2026-01-01", "term_to": "2029-01-01",
               "issued_on": "2026-01-01"}),
    Door("/minutes/phrases", "/minutes/phrases", RECORD, "drafted", {"text": "决定：会议决定，____。"}),
    Door("/minutes/<int:minutes_id>/review", "/minutes/{drafted}/review", RECORD, "drafted", {"until": "{later}"}),
    Door("/minutes/<int:minutes_id>/review/confirm", "/minutes/{reviewed}/review/confirm", {"member"}, "reviewed"),
    Door("/minutes/<int:minutes_id>/review/notes", "/minutes/{reviewed}/review/notes", {"member"}, "reviewed",
         {"section": "overview", "remark": "写漏了"}),
    Door("/minutes/<int:minutes_id>/review/read", "/minutes/{reviewed}/review/read", RECORD | {"member"}, "reviewed"),
    Door("/review-notes/<int:note_id>/accept", "/review-notes/{review_note}/accept", RECORD, "reviewed"),
    Door("/review-notes/<int:note_id>/refuse", "/review-notes/{review_note}/refuse", RECORD, "reviewed",
         {"reason": "照录音"}),
    Door("/sessions/<int:session_id>/scratch", "/sessions/{session_talking}/scratch", RECORD, "talking",
         {"was": "", "text": "王工说月底"}),
    Door("/sessions/<int:session_id>/scribe", "/sessions/{session_talking}/scribe", RECORD, "talking",
         {"line": "决定：换井盖"}),
    Door("/scribe-notes/<int:note_id>/strike", "/scribe-notes/{scribe_note}/strike", RECORD, "talking"),
    Door("/scribe-notes/<int:note_id>/settle", "/scribe-notes/{note_pending}/settle", RECORD, "reviewed",
         {"outcome": "街道同意补贴"}),
    Door("/bulletins/<int:bulletin_id>/again", "/bulletins/{bulletin}/again", OFFICE),
    Door("/works", "/works", OFFICE, form={
        "year": "2026", "title": "换灯", "lead_id": "{unit}", "due_on": "2026-12-31"}),
    Door("/works/<int:work_id>", "/works/{work}", OFFICE, form={
        "year": "2026", "title": "换灯", "lead_id": "{unit}", "due_on": "2026-12-31", "sites": "一处"}),
    Door("/works/<int:work_id>/reports", "/works/{work}/reports", OFFICE, form={"text": "换了三盏"}),
    Door("/works/<int:work_id>/finish", "/works/{work_ready}/finish", OFFICE),
    Door("/works/<int:work_id>/carry", "/works/{work}/carry", OFFICE, form={"reason": "材料没到"}),
    Door("/works/<int:work_id>/projects", "/works/{work}/projects", OFFICE, form={"project_id": "{project_closed}"}),
    Door("/works/<int:work_id>/projects/<int:project_id>/unlink",
         "/works/{work_ready}/projects/{project_closed}/unlink", OFFICE),
    Door("/works/<int:work_id>/topics", "/works/{work}/topics", OFFICE, form={"topic_id": "{proposed}"}),
    Door("/works/<int:work_id>/topics/<int:topic_id>/unlink", "/works/{work_ready}/topics/{proposed}/unlink", OFFICE),
    Door("/works/<int:work_id>/follow", "/works/{work}/follow", SIGNED_IN),
    Door("/works/<int:work_id>/unfollow", "/works/{work}/unfollow", SIGNED_IN),
    Door("/work-sites/<int:site_id>/reopen", "/work-sites/{work_site}/reopen", OFFICE),
    Door("/work-milestones/<int:milestone_id>/reopen", "/work-milestones/{work_milestone}/reopen", OFFICE),
    Door("/works/<int:work_id>/remove", "/works/{work_new}/remove", OFFICE),
    Door("/works/<int:work_id>/ratings", "/works/{work_done}/ratings", SIGNED_IN - {"delegate"}, form={"score": "4"}),
    Door("/works/<int:work_id>/ratings", "/works/{work_done}/ratings", OFFICE,
         form={"score": "4", "source": "phone"}),
    Door("/works/<int:work_id>/reopen", "/works/{work_done}/reopen", OFFICE, form={"again": "两盏不亮"}),
    Door("/work-ratings/<int:rating_id>/answer", "/work-ratings/{work_rating}/answer", OFFICE,
         form={"answer": "明天去修"}),
    Door("/projects/<int:project_id>/look-back", "/projects/{project_closed}/look-back", OFFICE, form={
        "months": "3", "looked_on": "{today}", "finding": "in_order", "words": "完好"}),
    Door("/look-backs/terms", "/look-backs/terms", OFFICE, form={"months": "3、6"}),
    Door("/bodies/<int:body_id>/steps", "/bodies/{body}/steps", OFFICE, form={
        "title": "两议两公开", "name-0": "商议", "kind-0": "other"}),
    Door("/steps/<int:template_id>/retire", "/steps/{template}/retire", OFFICE),
    Door("/topics/<int:topic_id>/steps", "/topics/{proposed}/steps", OFFICE, form={"template_id": "{template}"}),
    Door("/topics/<int:topic_id>/steps/<int:position>", "/topics/{on_course}/steps/1", OFFICE,
         form={"deed": "enter", "note": "两委商议"}),
    Door("/topics/<int:topic_id>/steps/<int:position>", "/topics/{on_course}/steps/1", OFFICE,
         form={"deed": "skip", "note": "合并办理"}),
    Door("/topics/<int:topic_id>/steps/<int:position>/take-back", "/topics/{on_course}/steps/0/take-back", OFFICE),
    Door("/wishes", "/wishes", SIGNED_IN, form={"text": "老花镜", "whom": "老人", "place_id": "{block}"}),
    Door("/wishes/<int:wish_id>/publish", "/wishes/{wish_made}/publish", OFFICE, form={"text": "镜", "whom": "老人"}),
    Door("/wishes/<int:wish_id>/answer", "/wishes/{wish_made}/answer", OFFICE, form={"words": "办不到"}),
    Door("/wishes/<int:wish_id>/claim", "/wishes/{wish_published}/claim", SIGNED_IN),
    Door("/wishes/<int:wish_id>/give-back", "/wishes/{wish_claimed}/give-back", UNITS),
    Door("/wishes/<int:wish_id>/deliver", "/wishes/{wish_claimed}/deliver", UNITS, form={"words": "送到了"}),
    Door("/wishes/<int:wish_id>/thank", "/wishes/{wish_delivered}/thank", OFFICE, form={"words": "谢谢"}),
    Door("/orders", "/orders", SIGNED_IN, form={"text": "换灯", "place_id": "{block}"}),
    Door("/services", "/services", UNITS, form={"unit_id": "{unit}", "name": "理发"}),
    Door("/services/<int:service_id>", "/services/{service}", UNITS, form={"unit_id": "{unit}", "name": "剪发"}),
    Door("/services/<int:service_id>/end", "/services/{service}/end", UNITS),
    *(Door(STEP, f"/orders/{{order_{at}}}/{step}", may, form=form) for step, at, may, form in (
        ("draw_up", "ordered", OFFICE, {"words": "换灯管"}),
        ("answer", "ordered", OFFICE, {"words": "不归社区"}),
        ("dispatch", "drawn_up", OFFICE, {"unit_id": "{unit}"}),
        ("accept", "dispatched", UNITS, {"words": "好"}),
        ("decline", "dispatched", UNITS, {"words": "没有人手"}),
        ("finish", "accepted", UNITS, {"words": "换好了"}),
        ("rate", "done", OFFICE, {"score": "5"}),
        ("cancel", "ordered", OFFICE, {}),
    )),
    Door("/points/terms", "/points/terms", OFFICE, form={
        "on": "1", "attendance": "2", "order": "3", "wish": "3", "hour": "2", "a_day": "0", "a_month": "0",
        "answer_days": "5"}),
    Door("/points/service", "/points/service", OFFICE, form={
        "unit_id": "{point_unit}", "minutes": "60", "on": "2026-01-05", "words": "扫雪", "witness": "楼栋长"}),
    Door("/points/entries/<int:entry_id>/correct", "/points/entries/{point_entry}/correct", OFFICE,
         form={"words": "记错人了"}),
    Door("/points/accounts/<int:account_id>/share", "/points/accounts/{point_team}/share", OFFICE,
         form={"person_id": "{point_member}", "points": "1", "words": "开车"}),
    Door("/points/offers", "/points/offers", OFFICE, form={"name": "米", "cost": "5", "pick_up": "一楼"}),
    Door("/points/offers/<int:offer_id>", "/points/offers/{point_offer}", OFFICE,
         form={"name": "米", "cost": "5", "pick_up": "一楼"}),
    Door("/points/offers/<int:offer_id>/end", "/points/offers/{point_offer}/end", OFFICE),
    Door("/points/requests", "/points/requests", OFFICE | {"resident"},
         form={"offer_id": "{point_offer}", "account_id": "{point_account}"}),
    *(Door(f"/points/requests/<int:redemption_id>/{step}", f"/points/requests/{{redemption}}/{step}", may,
           form={"words": "来领了"}) for step, may in (
        ("withdraw", OFFICE | {"resident"}), ("hand-over", OFFICE), ("refuse", OFFICE))),
    Door("/points/export", "/points/export", OFFICE, form={"form": "csv"}),
    Door("/sessions/<int:session_id>/claims", "/sessions/{session_talking}/claims", RECORD, "talking",
         {"what": "wish-{wish_published}", "seat_id": "{present_seat}"}),
    Door("/needs", "/needs", SIGNED_IN, form=NEED),
    Door("/needs/<int:need_id>/answer", "/needs/{open_need}/answer", OFFICE, form={"words": "放假再说"}),
    Door("/needs/<int:need_id>/match", "/needs/{open_need}/match", OFFICE | {"delegate"},
         form={"lead_id": "{unit}", "due_on": "2099-01-01"}),
    Door("/projects/<int:project_id>", "/projects/{project}", OFFICE, form={"title": "加装坡道"}),
    Door("/resources/<int:resource_id>", "/resources/{resource}", OFFICE | {"delegate"},
         form={"category": "safety", "text": "大会议室"}),
    *(Door("/resources/<int:resource_id>/<any(pause, resume, withdraw):change>", "/resources/{resource}/" + change,
           OFFICE | {"delegate"}) for change in ("pause", "resume", "withdraw")),
    Door("/resources", "/resources", OFFICE | {"delegate"},
         form={"unit_id": "{unit}", "category": "safety", "text": "会议室"}),
]  # fmt: skip

# Writes nothing, or is about who comes in and not about who may; each has tests of its own.
OTHER_DOORS = {
    "/claim/<string(maxlength=40):token>/<any(needs,wishes):what>/<int:matter_id>",  # tests/minutes/claim_links
    "/claim/<string(maxlength=40):token>/to-do/<any(orders,wishes):what>/<int:matter_id>/<any('accept', 'decline', "
    "'finish', 'deliver', 'give-back'):deed>",
    f"/do/<string(maxlength=40):token>/<{DEEDS}:deed>",  # by a unit's link: tests/minutes/chasing
    "/topics/<int:topic_id>/files", "/topic-files/<int:file_id>/remove",  # take files: tests/forum/topic_files
    "/rounds/lines",  # the same grid with more room
    "/say/<int:place_id>",  # for whoever scans a poster: tests/forum/opinions
    "/sessions/<int:session_id>/attachments",  # takes a file: tests/agenda/attachments
    "/chases/<int:chase_id>/push",  # nothing is set up: tests/minutes/chasing
    "/hooks/<any(email,wecom,dingtalk):name>/test",  # nothing is set up: tests/minutes/hooks
    "/join", "/join/<token>", "/sign-in", "/language", "/view", "/hall/again",
    "/bodies/<int:body_id>/rules/preview", "/bodies/<int:body_id>/owners", "/bodies/<int:body_id>/owners/decisions",
    "/bodies/<int:body_id>/owners/reconsider", "/bodies/<int:body_id>/owners/import",
    "/bodies/<int:body_id>/owners/discard",
    "/switch", "/sign-out/everybody", "/outside/<int:identity_id>/unlink",  # one's own phone: tests/forum/joining
    # A file that waits: tests/forum/importing.
    *("/register/import/<string(maxlength=40):list_key>" + step
      for step in ("", "/columns", "/decisions", "/reconsider", "/apply", "/discard")),
    "/verify", "/kiosk/pin", "/kiosk/paper", "/kiosk/vote", "/kiosk/next",
    "/minutes/<int:minutes_id>/preview", "/minutes/<int:minutes_id>/editing",
    "/sessions/<int:session_id>/scribe/reading",
    "/projects/<int:project_id>/ratings", "/minutes/<int:minutes_id>/lines",
}  # fmt: skip

# Pages that not everybody may read, and in which hall.
PAGES: list[tuple[str, Set[str], str]] = [
    ("/me", SIGNED_IN, "planned"),
    ("/people", OFFICE, "planned"),
    ("/people/new", OFFICE, "planned"),
    ("/people/slips", OFFICE, "planned"),
    ("/people/{someone}", OFFICE, "planned"),
    ("/people/{someone}/password", OFFICE, "planned"),
    ("/bodies", OFFICE, "planned"),
    ("/bodies/new", OFFICE, "planned"),
    ("/bodies/{body}", OFFICE, "planned"),
    ("/bodies/{body}/owners", OFFICE, "planned"),
    ("/bodies/{body}/owners.xlsx", OFFICE, "planned"),
    ("/bodies/{body}/owners.csv", OFFICE, "planned"),
    ("/bodies/{body}/owners/import", OFFICE, "planned"),
    ("/bodies/{body}/rules", SIGNED_IN, "planned"),
    ("/bodies/{body}/floor-rules", SIGNED_IN, "planned"),
    ("/bodies/{body}/rules/edit", OFFICE, "planned"),
    ("/bodies/{body}/rules/presets", OFFICE, "planned"),
    ("/bodies/{body}/rules/presets/simple", OFFICE, "planned"),
    ("/units", OFFICE, "planned"),
    ("/register/desk", OFFICE, "planned"),
    ("/register/desk?q=wang", OFFICE, "planned"),
    ("/register/desk/new", OFFICE, "planned"),
    ("/register/desk/{someone}", OFFICE, "planned"),
    ("/register/import", OFFICE, "planned"),
    ("/register/import/people", OFFICE, "planned"),
    ("/register/import/people/empty.xlsx", OFFICE, "planned"),
    ("/register/import/roster-{body}", OFFICE, "planned"),
    ("/bodies/{body}/letterhead", OFFICE, "planned"),
    ("/bodies/{body}/certificates", OFFICE, "planned"),
    ("/items/{item_planned}/prepared", PRESIDE, "planned"),
    ("/items/{item_planned}/change", OFFICE, "planned"),
    ("/items/{item_left}/unfinished", OFFICE, "planned"),
    ("/scribe-notes/{note_pending}", RECORD, "reviewed"),
    ("/sessions/{session_noticed}/move", OFFICE, "noticed"),
    ("/sessions/{session_noticed}/replies", RECORD, "noticed"),
    ("/sessions/{session_deserted}/adjourn", PRESIDE, "deserted"),
    ("/prepared/{prepared_waiting}", RECORD, "idle"),
    ("/prepared/{prepared_waiting}/change", PRESIDE, "idle"),
    ("/prepared/{prepared_secret}/papers", RECORD, "secret"),
    ("/sessions/{session_secret}/papers", RECORD, "secret"),
    ("/papers/{paper_waiting}", RECORD, "secret"),
    ("/hooks", OFFICE, "planned"),
    ("/units/{action_unit}/tasks", OFFICE, "planned"),
    ("/claim-links", OFFICE, "planned"),
    ("/records/units", OFFICE, "planned"),
    ("/board/elsewhere", OFFICE, "planned"),
    ("/board/elsewhere/preview", OFFICE, "planned"),
    ("/hall", OFFICE, "planned"),
    ("/hall/devices", OFFICE, "planned"),
    ("/topics/new", SIGNED_IN, "planned"),
    ("/intake", OFFICE, "planned"),
    ("/intake/new", OFFICE, "planned"),
    ("/intake/posters", OFFICE, "planned"),
    ("/intake/untold", OFFICE, "planned"),
    ("/rounds/new", OFFICE, "planned"),
    ("/moderation", OFFICE, "planned"),
    ("/moderation/words", OFFICE, "planned"),
    ("/intake/people", OFFICE, "planned"),
    ("/units/meant", SIGNED_IN, "planned"),
    ("/needs/new", SIGNED_IN, "planned"),
    ("/resources/new", OFFICE | {"delegate"}, "planned"),
    ("/sessions/new", OFFICE, "planned"),
    ("/sessions/new/written", OFFICE, "planned"),
    ("/items/{item_writing}/matters/new", OFFICE, "writing"),
    ("/sessions/{session_asked}/room", SIGNED_IN, "asked"),
    ("/sessions/{session_asked}/returns", RECORD, "asked"),
    ("/sessions/{session_asked}/returns/sheet", RECORD, "asked"),
    ("/ballots/{ballot_in_writing}/desk/{asked_seat}", RECORD, "asked"),
    ("/sessions/{session_talking}/room", SIGNED_IN, "talking"),
    ("/sessions/{session_paused}/discussion", SIGNED_IN, "paused"),
    ("/sessions/{session_talking}/console", RECORD, "talking"),
    ("/items/{item_talking}/actions", RECORD, "talking"),
    ("/sessions/{session_talking}/claims", RECORD, "talking"),
    ("/ballots/{ballot}/desk/{voting_seat}", RECORD, "voting"),
    ("/sessions/{session_talking}/mandates", RECORD, "talking"),
    ("/actions", OFFICE | {"delegate"}, "planned"),
    ("/actions/figures", OFFICE, "planned"),
    ("/chases/{chase}", OFFICE, "planned"),
    ("/minutes/{drafted}", RECORD, "drafted"),
    ("/minutes/{drafted}/edit", RECORD, "drafted"),
    ("/minutes/{drafted}/public-copy", RECORD, "drafted"),
    ("/minutes/phrases", RECORD, "drafted"),
    ("/minutes/{drafted}/review", RECORD, "drafted"),
    ("/minutes/{reviewed}/review", RECORD | {"member"}, "reviewed"),
    ("/sessions/{session_talking}/scribe", RECORD, "talking"),
    ("/minutes/{drafted}.pdf", RECORD, "drafted"),
    ("/minutes/{drafted}/revisions/1", RECORD, "drafted"),
]


class Town:
    """The scene in this test's database; `as_it_was` takes back what a request has changed."""

    def __init__(self, scene: Scene, image: Path, database: Path) -> None:
        self.scene, self._image, self._database = scene, image, database
        self.as_it_was()

    def as_it_was(self) -> None:
        copy_database(self._image, self._database)
        shutil.copytree(self._image.parent / "keys", self._database.parent / "keys", dirs_exist_ok=True)
        ballots.forget_rolls()

    def filled(self, text: str) -> str:
        return text.format(**self.scene.named())


_built: list[Scene] = []


@pytest.fixture(scope="session")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("town") / "settled.sqlite3"


@pytest.fixture
async def town(database: Any, image: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    # The hall was settled once, for all of these tests: its recess has barely begun however long they take.
    monkeypatch.setattr("agenda.recess.undoing.BARELY_BEGUN", timedelta(days=1))
    if not _built:
        scene = await settle()
        scene.codes["someone_name"] = (await Person.get(id=scene.ids["someone"])).name
        copy_database(database.database_file, image)
        shutil.copytree(database.data / "keys", image.parent / "keys")
        _built.append(scene)
    return Town(_built[0], image, database.database_file)


def browser_of(app: Any, town: Town, actor: Actor | None) -> Browser:
    browser: Browser = app.test_client()
    if actor is not None:
        key = town.scene.keys[actor.person_id or 0]
        browser.set_cookie("localhost", app.hub.cookie_name, app.auth.dump_token(key, app))
    browser.defaults["Accept"] = "application/json"
    return browser


@pytest.mark.parametrize("door", DOORS, ids=str)
async def test_a_door_opens_to_those_who_may_and_tells_the_others_why(app: Any, town: Town, door: Door) -> None:
    before = await everything()
    for role in ROLES:
        browser = browser_of(app, town, town.scene.who(role, door.at))
        form = {town.filled(name): town.filled(value) for name, value in door.form.items()}
        answer = await browser.submit(town.filled(door.address), **form)
        if role in door.may:
            assert answer.status_code == 200, f"{role}: {answer.status_code} {await answer.get_data(as_text=True)}"
            town.as_it_was()
            continue
        told = await answer.get_json(force=True)
        assert answer.status_code in {403, 404, 409}, f"{role}: {answer.status_code} {told}"
        assert role != "nobody" or answer.status_code in {403, 404}
        assert re.search(r"[一-鿿]", told["said"]), told
        assert await everything() == before, f"{role} has written"


def test_every_write_of_the_house_is_in_the_table(unstarted_app: Any) -> None:
    rules = {rule.rule for rule in unstarted_app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert rules - {door.rule for door in DOORS} <= OTHER_DOORS
    assert {door.rule for door in DOORS} <= rules


async def test_pages_are_read_by_those_they_are_for(app: Any, town: Town) -> None:
    wrong = []
    for path, readers, at in PAGES:
        if path.endswith(".pdf"):
            continue
        for role in ROLES:
            browser = browser_of(app, town, town.scene.who(role, at))
            browser.defaults["Accept"] = "text/html"
            status = (await browser.get(town.filled(path))).status_code
            expected = {200} if role in readers else {302, 404} if role == "nobody" else {403, 404}
            if status not in expected:
                wrong.append((path, role, status))
    assert not wrong


async def test_the_paper_of_a_draft_is_for_those_it_concerns(app: Any, town: Town, monkeypatch: Any) -> None:
    """Without printing it: who gets past the door is the question."""

    class Got(Exception): ...

    async def print_it(*_: Any, **__: Any) -> None:
        raise Got

    monkeypatch.setattr("minutes.publication.routes.shown", print_it)
    app.register_error_handler(Got, lambda _: ("printed", 200))
    for role in ROLES:
        browser = browser_of(app, town, town.scene.who(role, "drafted"))
        status = (await browser.get(town.filled("/minutes/{drafted}.pdf"))).status_code
        assert status == (200 if role in RECORD else 404), role


# ---- sockets ----


@dataclass(frozen=True)
class Call:
    event: str
    may: Set[str]
    at: str
    data: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.event} {self.data.get('audience', '')}"


CALLS = [
    Call("join", SIGNED_IN, "talking", {"room": "{room_talking}", "audience": "participant"}),
    Call("join", RECORD, "talking", {"room": "{room_talking}", "audience": "console"}),
    Call("join", frozenset(), "talking", {"room": "{room_talking}", "audience": "projector"}),
    Call("join", RECORD, "talking", {"room": "{room_talking}", "audience": "preview"}),
    Call("join", frozenset(), "talking", {"room": "{room_talking}", "audience": "public"}),
    Call("join", frozenset(), "talking", {"room": "1", "audience": "participant"}),
    Call("vote.cast", {"member"}, "voting", {"ballot": "{ballot}", "choice": "for"}),
    Call("hand.raise", SEATED, "moved", {"item": "{item_moved}"}),
    Call("hand.lower", PRESIDE, "talking", {"hand": "{waiting_hand}"}),
    Call("floor.yield", PRESIDE | {"member"}, "talking", {"item": "{item_talking}"}),
    Call("contribution.post", SEATED, "talking", {"item": "{item_talking}", "text": "同意"}),
    Call("ballot.close", frozenset(), "voting", {"ballot": "{ballot}"}),
    Call("session.close", frozenset(), "idle", {"session": "{session_idle}"}),
]


@pytest.mark.parametrize("call", CALLS, ids=str)
async def test_a_socket_lets_nobody_do_more_than_the_page(server: HallServer, town: Town, call: Call) -> None:
    before = await everything()
    for role in ROLES[1:]:
        data = {name: town.filled(value) for name, value in call.data.items()}
        async with phone_of(server, town, town.scene.who(role, call.at)) as phone:
            told = await phone.say(call.event, command_id=uuid.uuid4().hex, **data)
        assert told["done"] == (role in call.may), f"{role}: {told}"
        if told["done"]:
            town.as_it_was()
            continue
        assert re.search(r"[一-鿿]", told["said"]), told
        assert set(told) == {"done", "code", "said"}
        assert await everything() == before, f"{role} has written"


@asynccontextmanager
async def phone_of(server: HallServer, town: Town, actor: Actor | None) -> AsyncIterator[Socket]:
    assert actor is not None
    phone = Socket(actor)
    key = server.app.auth.dump_token(town.scene.keys[actor.person_id or 0], server.app)
    await phone.connect(server.address, {"Cookie": f"{server.app.hub.cookie_name}={key}"}, None)
    try:
        yield phone
    finally:
        await phone.leave()


async def test_nobody_s_socket_is_not_let_in(server: HallServer, town: Town) -> None:
    for headers, auth in (({}, None), ({}, {"wall": 5}), ({}, {"wall": ["x"]}), ({"Cookie": "yishi_=x"}, {})):
        with pytest.raises(Refused):
            await Socket().connect(server.address, headers, auth)  # type: ignore[arg-type]


async def test_a_stranger_with_a_made_up_wall_hears_nothing(server: HallServer, town: Town) -> None:
    before = await everything()
    wall = await server.socket(wall="made up")
    rooms = [town.scene.halls[name].room_id for name in ("talking", "voting")]
    for room in rooms:
        for audience in ("projector", "participant", "console", "preview"):
            told = await wall.join(room, audience)
            assert not told["done"] and "slots" not in told
    told = await wall.say("vote.cast", ballot=town.scene.ids["ballot"], choice="for", command_id=uuid.uuid4().hex)
    assert told == {"done": False, "code": "not_allowed", "said": "请先登录。"}
    assert await everything() == before
