CREATE TABLE "action_extension" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "reason" VARCHAR(200) NOT NULL,
    "due_on" DATE NOT NULL  /* before it */,
    "until" DATE NOT NULL  /* asked for */,
    "state" VARCHAR(12) NOT NULL  /* ASKED: asked\nGRANTED: granted\nREFUSED: refused\nWITHDRAWN: withdrawn */,
    "asked_at" TIMESTAMP NOT NULL,
    "answer" VARCHAR(200) NOT NULL,
    "answered_at" TIMESTAMP,
    "answered_by_id" INT,
    "action_id" INT NOT NULL REFERENCES "action_item" ("id") ON DELETE CASCADE
);
CREATE TABLE "action_helper" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "action_id" INT NOT NULL REFERENCES "action_item" ("id") ON DELETE CASCADE,
    "unit_id" INT NOT NULL REFERENCES "unit" ("id") ON DELETE RESTRICT,
    CONSTRAINT "uid_action_help_action__bcd3b9" UNIQUE ("action_id", "unit_id")
);
CREATE TABLE "action_item" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "item_id" INT REFERENCES "agenda_item" ("id") ON DELETE CASCADE, "project_id" INT NOT NULL REFERENCES "project" ("id") ON DELETE CASCADE, "text" VARCHAR(200) NOT NULL, "lead_id" INT NOT NULL REFERENCES "unit" ("id") ON DELETE RESTRICT, "responsible" VARCHAR(80) NOT NULL, "due_on" DATE NOT NULL, "state" VARCHAR(16) NOT NULL, "recorded_at" TIMESTAMP NOT NULL, "criteria" VARCHAR(200) NOT NULL DEFAULT '', "decision_id" INT REFERENCES "ballot" ("id") ON DELETE SET NULL, "moved_at" TIMESTAMP, "same_as_id" INT REFERENCES "action_item" ("id") ON DELETE SET NULL);
CREATE TABLE "action_note" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "action_id" INT NOT NULL REFERENCES "action_item" ("id") ON DELETE CASCADE, "by_id" INT REFERENCES "person" ("id") ON DELETE CASCADE, "state" VARCHAR(16) NOT NULL, "text" VARCHAR(400) NOT NULL, "at" TIMESTAMP NOT NULL, "deed" VARCHAR(20) NOT NULL  /* ACCEPTED: accepted\nDECLINED: declined\nUPHELD: upheld\nREASSIGNED: reassigned\nPLANNED: planned\nSTEP_DONE: step_done\nPROGRESSED: progressed\nHANDED_IN: handed_in\nSENT_BACK: sent_back\nCHECKED: checked\nREOPENED: reopened\nEXTENSION_ASKED: extension_asked\nEXTENDED: extended\nEXTENSION_REFUSED: extension_refused\nCHASED: chased */ DEFAULT 'progressed', "unit_id" INT   /* the unit it was done for */);
CREATE TABLE "action_step" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "position" INT NOT NULL,
    "text" VARCHAR(100) NOT NULL,
    "due_on" DATE NOT NULL,
    "done_at" TIMESTAMP,
    "action_id" INT NOT NULL REFERENCES "action_item" ("id") ON DELETE CASCADE
);
CREATE TABLE "agenda_item" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "position" INT NOT NULL,
    "title" VARCHAR(60) NOT NULL,
    "planned_minutes" INT NOT NULL,
    "state" VARCHAR(16) NOT NULL  /* WAITING: waiting\nOPEN: open\nDONE: done\nCARRIED_OVER: carried_over */,
    "opened_at" TIMESTAMP,
    "closed_at" TIMESTAMP,
    "session_id" INT NOT NULL REFERENCES "session" ("id") ON DELETE CASCADE,
    "topic_id" INT REFERENCES "topic" ("id") ON DELETE RESTRICT, "carried_from_id" INT, "kind" VARCHAR(16) NOT NULL  /* TOPIC: topic\nFREE: free\nFOLLOW_UP: follow_up\nEXCHANGE: exchange\nREPORT: report */ DEFAULT 'free', "presenter" VARCHAR(40) NOT NULL DEFAULT '', "debate_closed_at" TIMESTAMP, "referred_to" VARCHAR(60) NOT NULL DEFAULT '', "running_since" TIMESTAMP, "used_seconds" INT NOT NULL DEFAULT 0,
    CONSTRAINT "uid_agenda_item_session_c27eab" UNIQUE ("session_id", "position")
);
CREATE TABLE "answer_rating" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "anonymous" INT NOT NULL DEFAULT 0,
    "mark" VARCHAR(64),
    "source" VARCHAR(8) NOT NULL  /* DEVICE: device\nPHONE: phone\nDESK: desk\nVISIT: visit */ DEFAULT 'device',
    "entered_by_id" INT,
    "score" INT NOT NULL,
    "words" VARCHAR(400) NOT NULL,
    "at" TIMESTAMP NOT NULL,
    "answer_id" INT NOT NULL REFERENCES "topic_answer" ("id") ON DELETE CASCADE,
    "person_id" INT REFERENCES "person" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_answer_rati_answer__53fdfa" UNIQUE ("answer_id", "person_id")
);
CREATE TABLE "appointment" (
    "started_on" DATE,
    "ended_on" DATE,
    "ended_why" VARCHAR(80) NOT NULL DEFAULT '',
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "office" VARCHAR(20) NOT NULL  /* GRID_WORKER: grid_worker\nGRID_SECRETARY: grid_secretary\nADOPTING_MEMBER: adopting_member\nBLOCK_HEAD: block_head\nSTEWARD: steward */,
    "contact" VARCHAR(60) NOT NULL  /* for work, and public */,
    "name_public" INT NOT NULL  /* the public reads the name in full */,
    "person_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT,
    "place_id" INT NOT NULL REFERENCES "place" ("id") ON DELETE RESTRICT
);
CREATE TABLE "attachment" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "name" VARCHAR(80) NOT NULL,
    "kind" VARCHAR(4) NOT NULL,
    "stored" VARCHAR(40) NOT NULL,
    "size" INT NOT NULL,
    "sha256" VARCHAR(64) NOT NULL,
    "public" INT NOT NULL,
    "added_at" TIMESTAMP NOT NULL,
    "added_by_id" INT NOT NULL,
    "item_id" INT REFERENCES "agenda_item" ("id") ON DELETE CASCADE,
    "session_id" INT NOT NULL REFERENCES "session" ("id") ON DELETE CASCADE
);
CREATE TABLE "ballot" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "motion_id" INT REFERENCES "motion" ("id") ON DELETE CASCADE, "session_id" INT NOT NULL, "question" VARCHAR(400) NOT NULL, "state" VARCHAR(16) NOT NULL, "rules" JSON NOT NULL, "opened_at" TIMESTAMP NOT NULL, "closes_at" TIMESTAMP, "closed_at" TIMESTAMP, "entitled" INT NOT NULL, "present" INT NOT NULL, "groups" JSON NOT NULL, "tally" JSON, "outcome" VARCHAR(16), "casting" VARCHAR(8) NOT NULL DEFAULT '', "item_id" INT NOT NULL REFERENCES "agenda_item" ("id") ON DELETE CASCADE, "kind" VARCHAR(16) NOT NULL  /* YES_NO: yes_no\nSINGLE: single\nAPPROVAL: approval\nSCORE: score\nRANKED: ranked\nELECTION: election\nHANDS: hands\nCONSENT: consent\nTEMPERATURE: temperature\nOBJECTION: objection */ DEFAULT 'yes_no', "list_hash" VARCHAR(64) NOT NULL DEFAULT '', "public_key" VARCHAR(64) NOT NULL DEFAULT '', "secret" INT NOT NULL DEFAULT 0, "settings" JSON NOT NULL DEFAULT '{}', "void_reason" VARCHAR(200) NOT NULL DEFAULT '', "weighed" JSON, "delivered" JSON, "printed" JSON);
CREATE TABLE "ballot_paper" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "number" INT NOT NULL,
    "choice" TEXT NOT NULL,
    "receipt" VARCHAR(40) NOT NULL,
    "group" VARCHAR(8) NOT NULL,
    "ballot_id" INT NOT NULL REFERENCES "ballot" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_ballot_pape_ballot__a972fc" UNIQUE ("ballot_id", "number")
);
CREATE TABLE "blocked_word" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "word" VARCHAR(20) NOT NULL,
    "plain" VARCHAR(40) NOT NULL UNIQUE,
    "note" VARCHAR(60) NOT NULL,
    "added_at" TIMESTAMP NOT NULL,
    "added_by_id" INT NOT NULL
);
CREATE TABLE "board_framing" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "origins" JSON NOT NULL,
    "at" TIMESTAMP NOT NULL,
    "by_id" INT NOT NULL
);
CREATE TABLE "body" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "name" VARCHAR(80) NOT NULL UNIQUE,
    "organ" VARCHAR(80) NOT NULL  /* issuing organ on official paper */,
    "seats_units" INT NOT NULL  /* seats are units, one vote each */,
    "rules" JSON NOT NULL
, "floor_rules" JSON NOT NULL DEFAULT '{}');
CREATE TABLE "bulletin" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "channel" VARCHAR(12) NOT NULL,
    "keys" JSON NOT NULL,
    "title" VARCHAR(120) NOT NULL,
    "text" TEXT NOT NULL,
    "state" VARCHAR(8) NOT NULL  /* BEFORE: before\nWAITING: waiting\nSENT: sent\nFAILED: failed */,
    "tries" INT NOT NULL,
    "error" VARCHAR(200) NOT NULL,
    "made_at" TIMESTAMP NOT NULL,
    "next_at" TIMESTAMP NOT NULL,
    "sent_at" TIMESTAMP
);
CREATE TABLE "calendar_day" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "day" DATE NOT NULL UNIQUE,
    "works" INT NOT NULL,
    "name" VARCHAR(20) NOT NULL
);
CREATE TABLE "calendar_year" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "year" INT NOT NULL UNIQUE,
    "citation" VARCHAR(120) NOT NULL
);
CREATE TABLE "candidate" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "channel" VARCHAR(12) NOT NULL  /* COMMITTEES: committees\nUNIT: unit\nSELF: self\nGROUP: group\nDISCUSSION: discussion */,
    "nominated_by" VARCHAR(80) NOT NULL  /* which group, or which talk */,
    "about" VARCHAR(200) NOT NULL,
    "nominated_on" DATE NOT NULL,
    "consented_on" DATE,
    "withdrawn_on" DATE,
    "number" INT,
    "election_id" INT NOT NULL REFERENCES "election" ("id") ON DELETE CASCADE,
    "membership_id" INT REFERENCES "membership" ("id") ON DELETE SET NULL,
    "person_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE CASCADE,
    "unit_id" INT REFERENCES "unit" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_candidate_electio_53a2b2" UNIQUE ("election_id", "person_id")
);
CREATE TABLE "certificate" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "body_id" INT NOT NULL,
    "role" VARCHAR(16) NOT NULL  /* DIRECTOR: director\nDEPUTY_DIRECTOR: deputy_director\nMEMBER: member\nDELEGATE: delegate\nOBSERVER: observer */,
    "year" INT NOT NULL,
    "number" INT NOT NULL,
    "term_from" DATE NOT NULL,
    "term_to" DATE NOT NULL,
    "issued_on" DATE NOT NULL,
    "membership_id" INT NOT NULL REFERENCES "membership" ("id") ON DELETE RESTRICT,
    CONSTRAINT "uid_certificate_body_id_9a8daf" UNIQUE ("body_id", "year", "number")
);
CREATE TABLE "chase_rules" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "whistle_days" INT NOT NULL,
    "whistle_chases" INT NOT NULL,
    "answer_days" INT NOT NULL,
    "link_days" INT NOT NULL,
    "at" TIMESTAMP NOT NULL,
    "by_id" INT NOT NULL
, "blows" INT NOT NULL DEFAULT 0);
CREATE TABLE "chase_up" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "year" INT NOT NULL,
    "number" INT NOT NULL,
    "means" VARCHAR(8) NOT NULL  /* PRINTED: printed\nMESSAGE: message\nPHONE: phone\nVISIT: visit\nWHISTLE: whistle */,
    "words" VARCHAR(200) NOT NULL,
    "answer_by" DATE NOT NULL,
    "due_on" DATE NOT NULL  /* of the action item, when it was chased up */,
    "at" TIMESTAMP NOT NULL,
    "by_id" INT NOT NULL,
    "action_id" INT NOT NULL REFERENCES "action_item" ("id") ON DELETE CASCADE,
    "unit_id" INT NOT NULL REFERENCES "unit" ("id") ON DELETE RESTRICT, "session_id" INT   /* to which a whistle called the units */, "by_rule" INT NOT NULL  /* by the clock */ DEFAULT 0,
    CONSTRAINT "uid_chase_up_year_6134ab" UNIQUE ("year", "number")
);
CREATE TABLE "claim_link" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "salt" VARCHAR(16) NOT NULL,
    "made_at" TIMESTAMP NOT NULL,
    "made_by_id" INT NOT NULL,
    "expires_at" TIMESTAMP NOT NULL,
    "revoked_at" TIMESTAMP,
    "unit_id" INT NOT NULL REFERENCES "unit" ("id") ON DELETE CASCADE
);
CREATE TABLE "claim_link_claim" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "link_id" INT NOT NULL REFERENCES "claim_link" ("id") ON DELETE CASCADE, "what" VARCHAR(8) NOT NULL, "matter_id" INT NOT NULL, "name" VARCHAR(20) NOT NULL, "device" VARCHAR(120) NOT NULL, "at" TIMESTAMP NOT NULL, "deed" VARCHAR(12) NOT NULL DEFAULT '');
CREATE TABLE "command_done" (
    "id" VARCHAR(96) NOT NULL  PRIMARY KEY,
    "answer" JSON NOT NULL,
    "at" TIMESTAMP NOT NULL
);
CREATE TABLE "comment" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "text" VARCHAR(400) NOT NULL,
    "at" TIMESTAMP NOT NULL,
    "official" INT NOT NULL,
    "edited_at" TIMESTAMP,
    "first_text" VARCHAR(400) NOT NULL,
    "hidden_at" TIMESTAMP,
    "hidden_reason" VARCHAR(200) NOT NULL,
    "hidden_by_id" INT,
    "author_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE CASCADE,
    "topic_id" INT NOT NULL REFERENCES "topic" ("id") ON DELETE CASCADE
);
CREATE TABLE "contribution" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "text" VARCHAR(200) NOT NULL,
    "at" TIMESTAMP NOT NULL,
    "item_id" INT NOT NULL REFERENCES "agenda_item" ("id") ON DELETE CASCADE,
    "seat_id" INT NOT NULL REFERENCES "seat" ("id") ON DELETE CASCADE
, "hidden_at" TIMESTAMP, "hidden_reason" VARCHAR(200) NOT NULL DEFAULT '', "shown_at" TIMESTAMP   /* the chair put it on the wall */, "anonymous" INT NOT NULL DEFAULT 0, "answer" VARCHAR(400) NOT NULL DEFAULT '', "answer_way" VARCHAR(8)   /* SPOKEN: spoken\nWRITTEN: written */, "answered_at" TIMESTAMP, "answered_by_id" INT   /* who noted the answer */, "answerer_id" INT REFERENCES "seat" ("id") ON DELETE SET NULL, "entered_by_id" INT, "kind" VARCHAR(16) NOT NULL  /* REMARK: remark\nQUESTION: question */ DEFAULT 'remark', "parked_at" TIMESTAMP   /* a question the chair put off */, "supported" INT NOT NULL  /* by how many seats */ DEFAULT 0, "ticked_at" TIMESTAMP   /* for the minutes, among the main opinions */);
CREATE TABLE "delivery" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "means" VARCHAR(8) NOT NULL  /* HANDED: handed\nPHONE: phone\nDEVICE: device\nPOST: post\nNOTICE: notice */,
    "delivered_on" DATE NOT NULL,
    "witness" VARCHAR(40) NOT NULL,
    "entered_by_id" INT,
    "entered_at" TIMESTAMP NOT NULL,
    "seat_id" INT NOT NULL REFERENCES "seat" ("id") ON DELETE CASCADE,
    "session_id" INT NOT NULL REFERENCES "session" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_delivery_session_52d765" UNIQUE ("session_id", "seat_id")
);
CREATE TABLE "digest" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "day" DATE NOT NULL,
    "echoes" INT NOT NULL  /* matters that were answered or moved */,
    "tasks" INT NOT NULL,
    "state" VARCHAR(8) NOT NULL  /* SHOWN: shown\nWAITING: waiting\nSENT: sent\nFAILED: failed */,
    "tries" INT NOT NULL,
    "error" VARCHAR(200) NOT NULL,
    "made_at" TIMESTAMP NOT NULL,
    "next_at" TIMESTAMP NOT NULL,
    "person_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_digest_person__30820f" UNIQUE ("person_id", "day")
);
CREATE TABLE "digest_wish" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "rhythm" VARCHAR(8) NOT NULL  /* DAILY: daily\nWEEKLY: weekly\nNONE: none */,
    "quiet_from" INT NOT NULL,
    "quiet_until" INT NOT NULL,
    "channel" VARCHAR(12) NOT NULL,
    "address" VARCHAR(200) NOT NULL,
    "person_id" INT NOT NULL UNIQUE REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE TABLE "discussion_group" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "number" INT NOT NULL,
    "note" TEXT NOT NULL,
    "revision" INT NOT NULL,
    "in_draft" INT NOT NULL,
    "phase_id" INT NOT NULL REFERENCES "group_phase" ("id") ON DELETE CASCADE,
    "taker_id" INT REFERENCES "seat" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_discussion__phase_i_18f1a6" UNIQUE ("phase_id", "number")
);
CREATE TABLE "echo" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "matter" VARCHAR(16) NOT NULL,
    "number" INT NOT NULL,
    "read_at" TIMESTAMP,
    "told_at" TIMESTAMP   /* when a digest told of it, or left it out as read */,
    "event_id" BIGINT NOT NULL REFERENCES "event" ("id") ON DELETE CASCADE,
    "person_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_echo_person__1be735" UNIQUE ("person_id", "event_id", "matter", "number")
);
CREATE TABLE "edition" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "version" INT NOT NULL,
    "code" VARCHAR(16) NOT NULL UNIQUE,
    "seq" INT NOT NULL,
    "head" VARCHAR(64) NOT NULL,
    "public_record" TEXT NOT NULL,
    "archive_record" TEXT NOT NULL,
    "at" TIMESTAMP NOT NULL,
    "minutes_id" INT NOT NULL REFERENCES "minutes" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_edition_minutes_7d4665" UNIQUE ("minutes_id", "version")
);
CREATE TABLE "election" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "title" VARCHAR(80) NOT NULL,
    "seats" INT NOT NULL,
    "role" VARCHAR(16) NOT NULL  /* DIRECTOR: director\nDEPUTY_DIRECTOR: deputy_director\nMEMBER: member\nDELEGATE: delegate\nOBSERVER: observer */,
    "first_day" DATE NOT NULL,
    "last_day" DATE NOT NULL,
    "made_at" TIMESTAMP NOT NULL,
    "published_at" TIMESTAMP,
    "seated_at" TIMESTAMP,
    "body_id" INT NOT NULL REFERENCES "body" ("id") ON DELETE CASCADE,
    "item_id" INT REFERENCES "agenda_item" ("id") ON DELETE SET NULL
, "by_election_of_id" INT REFERENCES "election" ("id") ON DELETE SET NULL);
CREATE TABLE "election_item" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "election_id" INT NOT NULL REFERENCES "election" ("id") ON DELETE CASCADE,
    "item_id" INT NOT NULL REFERENCES "agenda_item" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_election_it_electio_5f492b" UNIQUE ("election_id", "item_id")
);
CREATE TABLE "election_paper" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "election_id" INT NOT NULL REFERENCES "election" ("id") ON DELETE CASCADE,
    "prepared_id" INT NOT NULL UNIQUE REFERENCES "prepared_ballot" ("id") ON DELETE CASCADE
);
CREATE TABLE "event" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "seq" INT NOT NULL,
    "kind" VARCHAR(64) NOT NULL,
    "at" TIMESTAMP NOT NULL,
    "by_id" INT,
    "data" JSON NOT NULL,
    "room_id" INT NOT NULL REFERENCES "room" ("id") ON DELETE RESTRICT,
    CONSTRAINT "uid_event_room_id_96260b" UNIQUE ("room_id", "seq")
);
CREATE TABLE "finding" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "kind" VARCHAR(8) NOT NULL  /* NEED: need\nOPINION: opinion\nPERSON: person\nMONEY: money\nGOODS: goods */,
    "category" VARCHAR(16) NOT NULL  /* NEIGHBOURS: neighbours\nSANITATION: sanitation\nPUBLIC_AFFAIRS: public_affairs\nSAFETY: safety\nFACILITIES: facilities */,
    "text" TEXT NOT NULL,
    "outcome" VARCHAR(8) NOT NULL  /* OPEN: open\nSOLVED: solved\nTOPIC: topic\nLISTED: listed\nNOTED: noted */,
    "answer" TEXT NOT NULL,
    "settled_at" TIMESTAMP,
    "listed_in" VARCHAR(16) NOT NULL,
    "listed_id" INT,
    "topic_id" INT REFERENCES "topic" ("id") ON DELETE SET NULL,
    "visit_id" INT NOT NULL REFERENCES "visit" ("id") ON DELETE CASCADE
);
CREATE TABLE "flat" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "label" VARCHAR(80) NOT NULL,
    "area" BIGINT NOT NULL,
    "owners" JSON NOT NULL,
    "documents" JSON NOT NULL,
    "by_developer" INT NOT NULL,
    "body_id" INT NOT NULL REFERENCES "body" ("id") ON DELETE CASCADE,
    "membership_id" INT REFERENCES "membership" ("id") ON DELETE SET NULL,
    CONSTRAINT "uid_flat_body_id_09835d" UNIQUE ("body_id", "label")
);
CREATE TABLE "form_of_category" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "category" VARCHAR(16) NOT NULL UNIQUE /* NEIGHBOURS: neighbours\nSANITATION: sanitation\nPUBLIC_AFFAIRS: public_affairs\nSAFETY: safety\nFACILITIES: facilities */,
    "form" VARCHAR(12) NOT NULL  /* MEDIATION: mediation\nON_SITE: on_site\nREGULAR: regular\nAT_ONCE: at_once\nEVERYONE: everyone */
);
CREATE TABLE "group_phase" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "topic" VARCHAR(200) NOT NULL,
    "way" VARCHAR(8) NOT NULL  /* TABLE: table\nNUMBER: number */,
    "opened_at" TIMESTAMP NOT NULL,
    "collected_at" TIMESTAMP,
    "item_id" INT NOT NULL REFERENCES "agenda_item" ("id") ON DELETE CASCADE
);
CREATE TABLE "group_place" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "group_id" INT NOT NULL REFERENCES "discussion_group" ("id") ON DELETE CASCADE,
    "phase_id" INT NOT NULL REFERENCES "group_phase" ("id") ON DELETE CASCADE,
    "seat_id" INT NOT NULL REFERENCES "seat" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_group_place_phase_i_de4bf5" UNIQUE ("phase_id", "seat_id")
);
CREATE TABLE "hand" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "stance" VARCHAR(16)   /* FOR: for\nAGAINST: against\nQUESTION: question */,
    "state" VARCHAR(16) NOT NULL  /* WAITING: waiting\nSPEAKING: speaking\nSPOKEN: spoken\nWITHDRAWN: withdrawn */,
    "raised_at" TIMESTAMP NOT NULL,
    "started_at" TIMESTAMP,
    "ends_at" TIMESTAMP,
    "ended_at" TIMESTAMP,
    "item_id" INT NOT NULL REFERENCES "agenda_item" ("id") ON DELETE CASCADE,
    "seat_id" INT NOT NULL REFERENCES "seat" ("id") ON DELETE CASCADE
, "entered_by_id" INT, "kind" VARCHAR(16) NOT NULL  /* SPEECH: speech\nREPLY: reply\nORDER_POINT: order_point */ DEFAULT 'speech', "paused_at" TIMESTAMP);
CREATE TABLE "held" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "kind" VARCHAR(8) NOT NULL  /* TOPIC: topic\nCOMMENT: comment\nOPINION: opinion */,
    "content" JSON NOT NULL,
    "words" JSON NOT NULL,
    "name" VARCHAR(40) NOT NULL,
    "phone" VARCHAR(32) NOT NULL,
    "token" VARCHAR(40) NOT NULL UNIQUE,
    "source" VARCHAR(64) NOT NULL  /* whence it was sent, as a keyed digest */,
    "sent_at" TIMESTAMP NOT NULL,
    "state" VARCHAR(8) NOT NULL  /* WAITING: waiting\nRELEASED: released\nRETURNED: returned */,
    "reason" VARCHAR(200) NOT NULL,
    "decided_at" TIMESTAMP,
    "decided_by_id" INT,
    "result_id" INT,
    "person_id" INT REFERENCES "person" ("id") ON DELETE CASCADE,
    "place_id" INT REFERENCES "place" ("id") ON DELETE RESTRICT
);
CREATE TABLE "household_kind" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "name" VARCHAR(20) NOT NULL UNIQUE,
    "times" INT NOT NULL
);
CREATE TABLE "imported" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "origin" VARCHAR(96) NOT NULL UNIQUE,
    "session_id" INT NOT NULL,
    "ids" JSON NOT NULL,
    "at" TIMESTAMP NOT NULL
);
CREATE TABLE "invitation" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "pin_digest" VARCHAR(64) NOT NULL UNIQUE,
    "token_digest" VARCHAR(64) NOT NULL UNIQUE,
    "uses_left" INT   /* how many more people may join with it — null: no limit */,
    "made_at" TIMESTAMP NOT NULL,
    "withdrawn_at" TIMESTAMP,
    "person_id" INT REFERENCES "person" ("id") ON DELETE CASCADE,
    "place_id" INT REFERENCES "place" ("id") ON DELETE RESTRICT
, "expires_at" TIMESTAMP);
CREATE TABLE "issued" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "copy" VARCHAR(8) NOT NULL  /* PUBLIC: public\nARCHIVE: archive */,
    "sha256" VARCHAR(64) NOT NULL UNIQUE,
    "size" INT NOT NULL,
    "signed" INT NOT NULL,
    "at" TIMESTAMP NOT NULL,
    "edition_id" INT NOT NULL REFERENCES "edition" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_issued_edition_859241" UNIQUE ("edition_id", "copy")
);
CREATE TABLE "item_answer" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "words" VARCHAR(400) NOT NULL,
    "at" TIMESTAMP NOT NULL,
    "by_id" INT NOT NULL,
    "item_id" INT NOT NULL UNIQUE REFERENCES "agenda_item" ("id") ON DELETE CASCADE
);
CREATE TABLE "key_household" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "household" VARCHAR(40) NOT NULL,
    "who" VARCHAR(80) NOT NULL,
    "why" VARCHAR(200) NOT NULL,
    "listed_on" DATE NOT NULL,
    "struck_on" DATE,
    "struck_because" VARCHAR(200) NOT NULL,
    "kind_id" INT NOT NULL REFERENCES "household_kind" ("id") ON DELETE RESTRICT,
    "place_id" INT NOT NULL REFERENCES "place" ("id") ON DELETE RESTRICT,
    "visitor_id" INT REFERENCES "person" ("id") ON DELETE SET NULL
);
CREATE TABLE "kiosk_link" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "token_digest" VARCHAR(64) NOT NULL UNIQUE,
    "made_at" TIMESTAMP NOT NULL,
    "revoked_at" TIMESTAMP,
    "session_id" INT NOT NULL REFERENCES "session" ("id") ON DELETE CASCADE
);
CREATE TABLE "letterhead" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "heading" VARCHAR(80) NOT NULL  /* the red heading */,
    "organ" VARCHAR(80) NOT NULL  /* issuing organ */,
    "pattern" VARCHAR(40) NOT NULL  /* ×××× is the year, × the number */,
    "copy_to" VARCHAR(400) NOT NULL  /* 抄送, separated by 、 */,
    "objections" VARCHAR(200) NOT NULL  /* where objections to a notice are taken */,
    "seal" INT NOT NULL,
    "mirrored" INT NOT NULL,
    "body_id" INT NOT NULL UNIQUE REFERENCES "body" ("id") ON DELETE CASCADE
);
CREATE TABLE "look_back" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "round" INT NOT NULL,
    "months" INT NOT NULL,
    "looked_on" DATE NOT NULL,
    "finding" VARCHAR(12) NOT NULL  /* IN_ORDER: in_order\nWORSENED: worsened\nFAILED: failed */,
    "words" VARCHAR(400) NOT NULL,
    "reopened" INT NOT NULL,
    "entered_at" TIMESTAMP NOT NULL,
    "entered_by_id" INT NOT NULL,
    "project_id" INT NOT NULL REFERENCES "project" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_look_back_project_fc5d5e" UNIQUE ("project_id", "round", "months")
);
CREATE TABLE "look_back_terms" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "months" JSON NOT NULL,
    "body_id" INT  UNIQUE REFERENCES "body" ("id") ON DELETE CASCADE
);
CREATE TABLE "look_back_voice" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "source" VARCHAR(8) NOT NULL  /* DEVICE: device\nPHONE: phone\nDESK: desk\nVISIT: visit */,
    "score" INT,
    "words" VARCHAR(200) NOT NULL,
    "look_back_id" INT NOT NULL REFERENCES "look_back" ("id") ON DELETE CASCADE
, "proposer" INT NOT NULL DEFAULT 0);
CREATE TABLE "mandate" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "signed_on" DATE NOT NULL  /* the date on the paper */,
    "scope" VARCHAR(200) NOT NULL  /* what it is limited to, as written — empty: all */,
    "entered_by_id" INT NOT NULL,
    "entered_at" TIMESTAMP NOT NULL,
    "ended_at" TIMESTAMP,
    "end_reason" VARCHAR(16) NOT NULL,
    "holder_id" INT NOT NULL REFERENCES "seat" ("id") ON DELETE CASCADE,
    "principal_id" INT NOT NULL REFERENCES "seat" ("id") ON DELETE CASCADE,
    "session_id" INT NOT NULL REFERENCES "session" ("id") ON DELETE CASCADE
);
CREATE TABLE "mask_adjustment" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "kind" VARCHAR(8) NOT NULL  /* KEEP: keep\nHIDE: hide */,
    "text" VARCHAR(80) NOT NULL,
    "reason" VARCHAR(200) NOT NULL,
    "by_id" INT NOT NULL,
    "at" TIMESTAMP NOT NULL,
    "withdrawn_at" TIMESTAMP,
    "minutes_id" INT NOT NULL REFERENCES "minutes" ("id") ON DELETE CASCADE
);
CREATE TABLE "membership" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "role" VARCHAR(16) NOT NULL  /* DIRECTOR: director\nDEPUTY_DIRECTOR: deputy_director\nMEMBER: member\nDELEGATE: delegate\nOBSERVER: observer */,
    "group" VARCHAR(8) NOT NULL,
    "number" INT NOT NULL,
    "ended_on" DATE,
    "body_id" INT NOT NULL REFERENCES "body" ("id") ON DELETE CASCADE,
    "person_id" INT REFERENCES "person" ("id") ON DELETE CASCADE,
    "unit_id" INT REFERENCES "unit" ("id") ON DELETE CASCADE, "weight" BIGINT NOT NULL  /* floor area in 0.01 m², or votes */ DEFAULT 0, "channel" VARCHAR(12)   /* COMMITTEES: committees\nUNIT: unit\nSELF: self\nGROUP: group\nDISCUSSION: discussion */, "ended_why" VARCHAR(80) NOT NULL DEFAULT '', "started_on" DATE,
    CONSTRAINT "uid_membership_body_id_54fcb6" UNIQUE ("body_id", "number")
);
CREATE TABLE "merge_question" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "agreed" INT,
    "answered_at" TIMESTAMP,
    "person_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE CASCADE,
    "topic_id" INT NOT NULL REFERENCES "topic" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_merge_quest_topic_i_04ffc5" UNIQUE ("topic_id", "person_id")
);
CREATE TABLE "minutes" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "body_id" INT NOT NULL,
    "state" VARCHAR(16) NOT NULL  /* DRAFT: draft\nSIGNED: signed\nPUBLISHED: published */,
    "text" TEXT NOT NULL,
    "revision" INT NOT NULL,
    "year" INT,
    "number" INT,
    "drafted_at" TIMESTAMP NOT NULL,
    "recorder_signed_at" TIMESTAMP,
    "chair_signed_at" TIMESTAMP,
    "published_at" TIMESTAMP,
    "published_text" TEXT NOT NULL,
    "session_id" INT NOT NULL UNIQUE REFERENCES "session" ("id") ON DELETE RESTRICT, "amend_reason" VARCHAR(200) NOT NULL DEFAULT '', "version" INT NOT NULL DEFAULT 0, "letterhead" JSON NOT NULL  /* a Head, as published */ DEFAULT '{}', "figures" JSON NOT NULL DEFAULT '{}', "approved_at" TIMESTAMP, "approved_in_id" INT   /* the session that approved them */,
    CONSTRAINT "uid_minutes_body_id_4b4bf8" UNIQUE ("body_id", "year", "number")
);
CREATE TABLE "minutes_review" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "until" DATE NOT NULL,
    "opened_at" TIMESTAMP NOT NULL,
    "minutes_id" INT NOT NULL UNIQUE REFERENCES "minutes" ("id") ON DELETE CASCADE
);
CREATE TABLE "minutes_review_check" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "at" TIMESTAMP NOT NULL,
    "minutes_id" INT NOT NULL REFERENCES "minutes" ("id") ON DELETE CASCADE,
    "person_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_minutes_rev_minutes_1bebc6" UNIQUE ("minutes_id", "person_id")
);
CREATE TABLE "minutes_review_note" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "section" VARCHAR(24) NOT NULL,
    "section_title" VARCHAR(80) NOT NULL DEFAULT '',
    "quoted" VARCHAR(400) NOT NULL DEFAULT '',
    "proposed" VARCHAR(400) NOT NULL DEFAULT '',
    "remark" VARCHAR(400) NOT NULL DEFAULT '',
    "at" TIMESTAMP NOT NULL,
    "state" VARCHAR(16) NOT NULL  /* OPEN: open\nACCEPTED: accepted\nREFUSED: refused */,
    "answer" VARCHAR(200) NOT NULL DEFAULT '',
    "answered_at" TIMESTAMP,
    "read_at" TIMESTAMP   /* its writer has read the answer */,
    "by_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE CASCADE,
    "minutes_id" INT NOT NULL REFERENCES "minutes" ("id") ON DELETE CASCADE
);
CREATE TABLE "minutes_section" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "key" VARCHAR(24) NOT NULL,
    "position" INT NOT NULL,
    "title" VARCHAR(80) NOT NULL DEFAULT '',
    "text" TEXT NOT NULL,
    "revision" INT NOT NULL,
    "changed_at" TIMESTAMP,
    "changed_by_id" INT REFERENCES "person" ("id") ON DELETE CASCADE,
    "minutes_id" INT NOT NULL REFERENCES "minutes" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_minutes_sec_minutes_18149d" UNIQUE ("minutes_id", "key")
);
CREATE TABLE "minutes_version" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "number" INT NOT NULL,
    "revision" INT NOT NULL,
    "public_text" TEXT NOT NULL,
    "archive_text" TEXT NOT NULL,
    "reason" VARCHAR(200) NOT NULL DEFAULT '',
    "published_at" TIMESTAMP NOT NULL,
    "minutes_id" INT NOT NULL REFERENCES "minutes" ("id") ON DELETE CASCADE, "sections" JSON NOT NULL DEFAULT '[]', "figures" JSON NOT NULL DEFAULT '{}', "masking" JSON NOT NULL DEFAULT '[]', "recorder_signed_at" TIMESTAMP, "chair_signed_at" TIMESTAMP,
    CONSTRAINT "uid_minutes_ver_minutes_5c3c03" UNIQUE ("minutes_id", "number")
);
CREATE TABLE "moderation_limits" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "topics_a_person" INT NOT NULL  /* in 24 hours */,
    "topics_a_household" INT NOT NULL  /* in 24 hours */,
    "comments_a_person" INT NOT NULL  /* in an hour */,
    "comments_a_household" INT NOT NULL  /* in an hour */,
    "opinions_a_source" INT NOT NULL  /* in 24 hours, by whoever is not signed in */,
    "opinions_in_all" INT NOT NULL  /* in 24 hours, by all who are not signed in */
);
CREATE TABLE "motion" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "text" VARCHAR(400) NOT NULL,
    "state" VARCHAR(16) NOT NULL  /* MOVED: moved\nPUT: put\nCARRIED: carried\nLOST: lost\nWITHDRAWN: withdrawn */,
    "moved_at" TIMESTAMP NOT NULL,
    "item_id" INT NOT NULL REFERENCES "agenda_item" ("id") ON DELETE CASCADE,
    "mover_id" INT REFERENCES "seat" ("id") ON DELETE CASCADE,
    "seconder_id" INT REFERENCES "seat" ("id") ON DELETE CASCADE
, "amends_id" INT REFERENCES "motion" ("id") ON DELETE CASCADE, "original_text" VARCHAR(400) NOT NULL DEFAULT '', "details" JSON NOT NULL DEFAULT '{}', "kind" VARCHAR(16) NOT NULL  /* MAIN: main\nRECESS: recess\nCLOSE_DEBATE: close_debate\nPOSTPONE: postpone\nREFER: refer\nRECONSIDER: reconsider */ DEFAULT 'main', "part_of_id" INT REFERENCES "motion" ("id") ON DELETE CASCADE);
CREATE TABLE "need" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "category" VARCHAR(16) NOT NULL, "text" VARCHAR(200) NOT NULL, "whom" VARCHAR(80) NOT NULL, "place_id" INT NOT NULL REFERENCES "place" ("id") ON DELETE RESTRICT, "raised_by_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE CASCADE, "state" VARCHAR(16) NOT NULL, "at" TIMESTAMP NOT NULL, "item_id" INT REFERENCES "agenda_item" ("id") ON DELETE RESTRICT, "project_id" INT REFERENCES "project" ("id") ON DELETE RESTRICT, "unit_id" INT REFERENCES "unit" ("id") ON DELETE RESTRICT, "answer" VARCHAR(400) NOT NULL DEFAULT '', "answered_at" TIMESTAMP, "available" VARCHAR(80) NOT NULL DEFAULT '');
CREATE TABLE "need_claim" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "at" TIMESTAMP NOT NULL,
    "need_id" INT NOT NULL REFERENCES "need" ("id") ON DELETE CASCADE,
    "unit_id" INT NOT NULL REFERENCES "unit" ("id") ON DELETE CASCADE,
    "action_id" INT NOT NULL UNIQUE REFERENCES "action_item" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_need_claim_need_id_eb3e3d" UNIQUE ("need_id", "unit_id")
);
CREATE TABLE "notice_period" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "version" INT NOT NULL  /* of the minutes, when it began */,
    "first_day" DATE NOT NULL,
    "last_day" DATE NOT NULL,
    "channel" VARCHAR(200) NOT NULL  /* where else to object */,
    "begun_at" TIMESTAMP NOT NULL,
    "begun_by_id" INT NOT NULL,
    "ended_at" TIMESTAMP,
    "minutes_id" INT NOT NULL REFERENCES "minutes" ("id") ON DELETE CASCADE
, "item_id" INT REFERENCES "agenda_item" ("id") ON DELETE SET NULL);
CREATE TABLE "objection" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "text" VARCHAR(400) NOT NULL,
    "raised_at" TIMESTAMP NOT NULL,
    "entered_by_id" INT,
    "due_on" DATE NOT NULL,
    "outcome" VARCHAR(12) NOT NULL  /* OPEN: open\nUPHELD: upheld\nDISMISSED: dismissed */,
    "answer" VARCHAR(400) NOT NULL,
    "answered_at" TIMESTAMP,
    "answered_by_id" INT,
    "notice_id" INT NOT NULL REFERENCES "notice_period" ("id") ON DELETE CASCADE,
    "person_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE CASCADE
, "taken_up_id" INT   /* the agenda item of a later session that it became */);
CREATE TABLE "order_step" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "taken" VARCHAR(12) NOT NULL,
    "at" TIMESTAMP NOT NULL,
    "by_id" INT,
    "words" VARCHAR(300) NOT NULL,
    "score" INT,
    "order_id" INT NOT NULL REFERENCES "service_order" ("id") ON DELETE CASCADE,
    "unit_id" INT REFERENCES "unit" ("id") ON DELETE RESTRICT
);
CREATE TABLE "outside_identity" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "provider" VARCHAR(20) NOT NULL,
    "subject_digest" VARCHAR(64) NOT NULL UNIQUE,
    "at" TIMESTAMP NOT NULL,
    "person_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE TABLE "password" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "username" VARCHAR(40) NOT NULL UNIQUE,
    "digest" VARCHAR(200) NOT NULL,
    "person_id" INT NOT NULL UNIQUE REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE TABLE "person" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "name" VARCHAR(80) NOT NULL,
    "phone" VARCHAR(32) NOT NULL,
    "official" INT NOT NULL  /* acts in an office: the published copy shows the name */,
    "joined_at" TIMESTAMP NOT NULL,
    "place_id" INT REFERENCES "place" ("id") ON DELETE RESTRICT
, "on_register" INT NOT NULL  /* false: only ever called or wrote in */ DEFAULT 1);
CREATE TABLE "phrases" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "text" TEXT NOT NULL,
    "changed_at" TIMESTAMP NOT NULL
);
CREATE TABLE "picture" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "subject" VARCHAR(24) NOT NULL,
    "subject_id" INT NOT NULL,
    "stored" VARCHAR(40) NOT NULL,
    "sha256" VARCHAR(64) NOT NULL,
    "office_only" INT NOT NULL,
    "added_at" TIMESTAMP NOT NULL,
    "added_by_id" INT
);
CREATE TABLE "place" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "kind" VARCHAR(16) NOT NULL  /* SUBDISTRICT: subdistrict\nCOMMUNITY: community\nGRID: grid\nBLOCK: block\nHOUSEHOLD: household */,
    "name" VARCHAR(80) NOT NULL,
    "path" VARCHAR(240) NOT NULL,
    "parent_id" INT REFERENCES "place" ("id") ON DELETE RESTRICT, "closed_on" DATE   /* kept for what refers to it — nothing new is put there */,
    CONSTRAINT "uid_place_parent__efeb87" UNIQUE ("parent_id", "name")
);
CREATE TABLE "point_account" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "kind" VARCHAR(8) NOT NULL  /* ISSUED: issued\nRESERVED: reserved\nREDEEMED: redeemed\nPERSON: person\nUNIT: unit */,
    "unit_id" INT  UNIQUE REFERENCES "unit" ("id") ON DELETE RESTRICT,
    "person_id" INT  UNIQUE REFERENCES "person" ("id") ON DELETE RESTRICT
);
CREATE TABLE "point_entry" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "points" INT NOT NULL,
    "kind" VARCHAR(12) NOT NULL  /* ATTENDANCE: attendance\nORDER: order\nWISH: wish\nSERVICE: service\nSHARED: shared\nRESERVED: reserved\nRETURNED: returned\nSPENT: spent\nCORRECTION: correction */,
    "source" VARCHAR(24),
    "happened_on" DATE NOT NULL,
    "words" VARCHAR(200) NOT NULL,
    "witness" VARCHAR(80) NOT NULL,
    "at" TIMESTAMP NOT NULL,
    "by_id" INT,
    "giver_id" INT NOT NULL REFERENCES "point_account" ("id") ON DELETE RESTRICT,
    "redemption_id" INT REFERENCES "redemption" ("id") ON DELETE RESTRICT,
    "taker_id" INT NOT NULL REFERENCES "point_account" ("id") ON DELETE RESTRICT,
    "corrects_id" INT  UNIQUE REFERENCES "point_entry" ("id") ON DELETE RESTRICT,
    CONSTRAINT "uid_point_entry_source_47a364" UNIQUE ("source", "taker_id")
);
CREATE TABLE "point_offer" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "name" VARCHAR(40) NOT NULL,
    "text" VARCHAR(200) NOT NULL,
    "pick_up" VARCHAR(80) NOT NULL  /* where it is collected, and when */,
    "cost" INT NOT NULL,
    "in_stock" INT,
    "until" DATE,
    "ended_on" DATE
);
CREATE TABLE "point_terms" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "terms" JSON NOT NULL,
    "since" TIMESTAMP
);
CREATE TABLE "prepared_ballot" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "motion_id" INT,
    "kind" VARCHAR(16) NOT NULL  /* YES_NO: yes_no\nSINGLE: single\nAPPROVAL: approval\nSCORE: score\nRANKED: ranked\nELECTION: election\nHANDS: hands\nCONSENT: consent\nTEMPERATURE: temperature\nOBJECTION: objection */,
    "settings" JSON NOT NULL,
    "secret" INT NOT NULL,
    "question" VARCHAR(400) NOT NULL,
    "seconds" INT,
    "made_at" TIMESTAMP NOT NULL,
    "ballot_id" INT,
    "withdrawn_at" TIMESTAMP,
    "item_id" INT NOT NULL REFERENCES "agenda_item" ("id") ON DELETE CASCADE
);
CREATE TABLE "printed_paper" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "number" INT NOT NULL,
    "code" VARCHAR(24) NOT NULL UNIQUE,
    "group" VARCHAR(8) NOT NULL,
    "sealed" BLOB,
    "returned" INT NOT NULL,
    "struck" INT NOT NULL  /* spoilt or lost: not taken any more */,
    "prepared_id" INT NOT NULL REFERENCES "prepared_ballot" ("id") ON DELETE CASCADE,
    "seat_id" INT REFERENCES "seat" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_printed_pap_prepare_4c0479" UNIQUE ("prepared_id", "number")
);
CREATE TABLE "project" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "title" VARCHAR(80) NOT NULL,
    "state" VARCHAR(16) NOT NULL  /* IN_HAND: in_hand\nDONE: done\nCLOSED: closed\nREOPENED: reopened */,
    "round" INT NOT NULL,
    "started_at" TIMESTAMP NOT NULL,
    "done_at" TIMESTAMP,
    "lead_id" INT NOT NULL REFERENCES "unit" ("id") ON DELETE RESTRICT,
    "topic_id" INT REFERENCES "topic" ("id") ON DELETE RESTRICT
, "budget_yuan" INT, "closed_at" TIMESTAMP, "reopened_by" VARCHAR(12)   /* RATING: rating\nLOOK_BACK: look_back */);
CREATE TABLE "rating" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "project_id" INT NOT NULL REFERENCES "project" ("id") ON DELETE CASCADE, "person_id" INT REFERENCES "person" ("id") ON DELETE CASCADE, "round" INT NOT NULL, "score" INT NOT NULL, "words" VARCHAR(400) NOT NULL, "at" TIMESTAMP NOT NULL, "anonymous" INT NOT NULL DEFAULT 0, "entered_by_id" INT, "source" VARCHAR(8) NOT NULL  /* DEVICE: device\nPHONE: phone\nDESK: desk\nVISIT: visit */ DEFAULT 'device', "mark" VARCHAR(64));
CREATE TABLE "read_out" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "what" VARCHAR(8) NOT NULL,
    "of_id" INT NOT NULL,
    "at" TIMESTAMP NOT NULL,
    "item_id" INT NOT NULL REFERENCES "agenda_item" ("id") ON DELETE CASCADE
);
CREATE TABLE "reading" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "need_id" INT NOT NULL,
    "at" TIMESTAMP NOT NULL,
    "item_id" INT NOT NULL REFERENCES "agenda_item" ("id") ON DELETE CASCADE
);
CREATE TABLE "records_opened" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "is_open" INT NOT NULL,
    "at" TIMESTAMP NOT NULL,
    "by_id" INT NOT NULL
);
CREATE TABLE "recusal" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "item_id" INT NOT NULL,
    "reason" VARCHAR(200) NOT NULL,
    "declared_by_id" INT NOT NULL,
    "declared_at" TIMESTAMP NOT NULL,
    "ended_at" TIMESTAMP,
    "seat_id" INT NOT NULL REFERENCES "seat" ("id") ON DELETE CASCADE
);
CREATE TABLE "redemption" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "points" INT NOT NULL,
    "state" VARCHAR(12) NOT NULL  /* ASKED: asked\nHANDED_OVER: handed_over\nREFUSED: refused\nWITHDRAWN: withdrawn */,
    "asked_at" TIMESTAMP NOT NULL,
    "due_on" DATE NOT NULL,
    "words" VARCHAR(200) NOT NULL,
    "settled_at" TIMESTAMP,
    "account_id" INT NOT NULL REFERENCES "point_account" ("id") ON DELETE RESTRICT,
    "offer_id" INT NOT NULL REFERENCES "point_offer" ("id") ON DELETE RESTRICT
);
CREATE TABLE "refill" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "whose" VARCHAR(60) NOT NULL,
    "first_day" DATE NOT NULL,
    "decided_at" TIMESTAMP NOT NULL,
    "by_election_id" INT REFERENCES "election" ("id") ON DELETE CASCADE,
    "election_id" INT NOT NULL REFERENCES "election" ("id") ON DELETE CASCADE,
    "successor_id" INT REFERENCES "candidate" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_refill_electio_4acd2a" UNIQUE ("election_id", "whose")
);
CREATE TABLE "register_decision" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "problem" VARCHAR(200) NOT NULL,
    "answer" JSON NOT NULL,
    "decided_at" TIMESTAMP NOT NULL,
    "decided_by_id" INT,
    "body_id" INT NOT NULL REFERENCES "body" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_register_de_body_id_48e980" UNIQUE ("body_id", "problem")
);
CREATE TABLE "reminder" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "at" TIMESTAMP NOT NULL,
    "by_id" INT NOT NULL,
    "seat_id" INT NOT NULL REFERENCES "seat" ("id") ON DELETE CASCADE,
    "session_id" INT NOT NULL REFERENCES "session" ("id") ON DELETE CASCADE
);
CREATE TABLE "resource" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "category" VARCHAR(16) NOT NULL  /* NEIGHBOURS: neighbours\nSANITATION: sanitation\nPUBLIC_AFFAIRS: public_affairs\nSAFETY: safety\nFACILITIES: facilities */,
    "text" VARCHAR(200) NOT NULL,
    "amount" VARCHAR(80) NOT NULL,
    "available" VARCHAR(80) NOT NULL,
    "at" TIMESTAMP NOT NULL,
    "unit_id" INT NOT NULL REFERENCES "unit" ("id") ON DELETE CASCADE
, "item_id" INT REFERENCES "agenda_item" ("id") ON DELETE RESTRICT, "contact" VARCHAR(80) NOT NULL  /* else the unit's */ DEFAULT '', "paused" INT NOT NULL DEFAULT 0, "place_id" INT REFERENCES "place" ("id") ON DELETE RESTRICT, "shared" INT NOT NULL DEFAULT 1, "withdrawn_at" TIMESTAMP);
CREATE TABLE "resource_use" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "at" TIMESTAMP NOT NULL,
    "project_id" INT NOT NULL REFERENCES "project" ("id") ON DELETE CASCADE,
    "resource_id" INT NOT NULL REFERENCES "resource" ("id") ON DELETE RESTRICT,
    CONSTRAINT "uid_resource_us_project_607b5c" UNIQUE ("project_id", "resource_id")
);
CREATE TABLE "revision" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "number" INT NOT NULL,
    "text" TEXT NOT NULL,
    "at" TIMESTAMP NOT NULL,
    "by_id" INT REFERENCES "person" ("id") ON DELETE CASCADE,
    "minutes_id" INT NOT NULL REFERENCES "minutes" ("id") ON DELETE CASCADE, "kept" INT NOT NULL DEFAULT 0, "section" VARCHAR(24) NOT NULL DEFAULT '',
    CONSTRAINT "uid_revision_minutes_b70311" UNIQUE ("minutes_id", "number")
);
CREATE TABLE "role_grant" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "role" VARCHAR(16) NOT NULL  /* RESIDENT: resident\nDELEGATE: delegate\nRECORDER: recorder\nCHAIR: chair\nSECRETARY: secretary\nADMINISTRATOR: administrator */,
    "unit_id" INT,
    "person_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE CASCADE
, "ended_on" DATE, "ended_why" VARCHAR(80) NOT NULL DEFAULT '', "started_on" DATE, "substitute" INT NOT NULL  /* sits when the delegate cannot */ DEFAULT 0);
CREATE TABLE "roll_entry" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "group" VARCHAR(8) NOT NULL,
    "ballot_id" INT NOT NULL REFERENCES "ballot" ("id") ON DELETE CASCADE,
    "seat_id" INT NOT NULL REFERENCES "seat" ("id") ON DELETE CASCADE, "admitted_at" TIMESTAMP   /* admitted by the chair while the ballot was open */, "weight" BIGINT NOT NULL DEFAULT 0, "holder_id" INT   /* the seat that votes for this one by mandate */,
    CONSTRAINT "uid_roll_entry_ballot__315ede" UNIQUE ("ballot_id", "seat_id")
);
CREATE TABLE "room" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "kind" VARCHAR(16) NOT NULL,
    "seq" INT NOT NULL
);
CREATE TABLE "rule_version" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "rules" JSON NOT NULL,
    "note" VARCHAR(200) NOT NULL,
    "adopted_at" TIMESTAMP NOT NULL,
    "adopted_by_id" INT,
    "body_id" INT NOT NULL REFERENCES "body" ("id") ON DELETE CASCADE
);
CREATE TABLE "scratch_sheet" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "text" TEXT NOT NULL,
    "changed_at" TIMESTAMP NOT NULL,
    "person_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE CASCADE,
    "session_id" INT NOT NULL REFERENCES "session" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_scratch_she_session_c00d94" UNIQUE ("session_id", "person_id")
);
CREATE TABLE "scribe_note" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "kind" VARCHAR(16) NOT NULL  /* DECISION: decision\nOPINION: opinion\nPENDING: pending\nTASK: task */,
    "text" VARCHAR(200) NOT NULL,
    "at" TIMESTAMP NOT NULL,
    "struck_at" TIMESTAMP   /* it was a slip */,
    "item_id" INT NOT NULL REFERENCES "agenda_item" ("id") ON DELETE CASCADE
, "settled_at" TIMESTAMP, "outcome" VARCHAR(400) NOT NULL DEFAULT '');
CREATE TABLE "seat" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "number" INT NOT NULL,
    "role" VARCHAR(16) NOT NULL  /* DIRECTOR: director\nDEPUTY_DIRECTOR: deputy_director\nMEMBER: member\nDELEGATE: delegate\nOBSERVER: observer */,
    "group" VARCHAR(8) NOT NULL,
    "entitled" INT NOT NULL,
    "state" VARCHAR(16) NOT NULL  /* EXPECTED: expected\nEXCUSED: excused\nPRESENT: present\nLEFT: left */,
    "means" VARCHAR(16)   /* QR: qr\nRECORDER: recorder */,
    "checked_in_at" TIMESTAMP,
    "checked_out_at" TIMESTAMP,
    "person_id" INT REFERENCES "person" ("id") ON DELETE CASCADE,
    "session_id" INT NOT NULL REFERENCES "session" ("id") ON DELETE CASCADE,
    "unit_id" INT REFERENCES "unit" ("id") ON DELETE CASCADE, "weight" BIGINT NOT NULL  /* floor area in 0.01 m², or votes */ DEFAULT 0, "added_at" TIMESTAMP, "delegate_id" INT, "replied_at" TIMESTAMP, "reply" VARCHAR(8)   /* COMING: coming\nEXCUSED: excused\nPROXY: proxy */, "reply_reason" VARCHAR(100) NOT NULL DEFAULT '', "added_reason" VARCHAR(200) NOT NULL DEFAULT '',
    CONSTRAINT "uid_seat_session_286e56" UNIQUE ("session_id", "number")
);
CREATE TABLE "series" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "kind" VARCHAR(16) NOT NULL  /* FORUM: forum\nJOINT_COUNCIL: joint_council\nTALK: talk\nWRITTEN: written */,
    "title" VARCHAR(60) NOT NULL,
    "weekday" INT NOT NULL,
    "nth" INT NOT NULL,
    "at_minute" INT NOT NULL,
    "planned_minutes" INT NOT NULL,
    "venue" VARCHAR(80) NOT NULL,
    "template" VARCHAR(20) NOT NULL,
    "starts_on" DATE NOT NULL,
    "ends_on" DATE,
    "ended_at" TIMESTAMP,
    "body_id" INT NOT NULL REFERENCES "body" ("id") ON DELETE RESTRICT,
    "chair_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT,
    "recorder_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT
);
CREATE TABLE "service" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "name" VARCHAR(40) NOT NULL,
    "text" VARCHAR(200) NOT NULL,
    "ended_on" DATE,
    "unit_id" INT NOT NULL REFERENCES "unit" ("id") ON DELETE CASCADE
);
CREATE TABLE "service_order" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "text" VARCHAR(300) NOT NULL,
    "at_home" VARCHAR(120) NOT NULL,
    "wanted_on" DATE,
    "ordered_at" TIMESTAMP NOT NULL,
    "state" VARCHAR(12) NOT NULL  /* ORDERED: ordered\nDRAWN_UP: drawn_up\nDISPATCHED: dispatched\nACCEPTED: accepted\nDONE: done\nCLOSED: closed\nANSWERED: answered\nCANCELLED: cancelled */,
    "due_on" DATE,
    "drawn_up" VARCHAR(300) NOT NULL,
    "score" INT,
    "reopened" INT NOT NULL,
    "item_id" INT REFERENCES "agenda_item" ("id") ON DELETE SET NULL,
    "ordered_by_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE CASCADE,
    "place_id" INT NOT NULL REFERENCES "place" ("id") ON DELETE RESTRICT,
    "service_id" INT REFERENCES "service" ("id") ON DELETE RESTRICT,
    "unit_id" INT REFERENCES "unit" ("id") ON DELETE RESTRICT
);
CREATE TABLE "session" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "kind" VARCHAR(16) NOT NULL  /* FORUM: forum\nJOINT_COUNCIL: joint_council\nTALK: talk */,
    "title" VARCHAR(80) NOT NULL,
    "starts_at" TIMESTAMP NOT NULL,
    "planned_minutes" INT NOT NULL,
    "venue" VARCHAR(80) NOT NULL,
    "state" VARCHAR(16) NOT NULL  /* PLANNED: planned\nNOTICED: noticed\nOPEN: open\nCLOSED: closed\nCANCELLED: cancelled */,
    "rules" JSON NOT NULL,
    "check_in_code" VARCHAR(24) NOT NULL UNIQUE,
    "noticed_at" TIMESTAMP,
    "notice_waived" INT NOT NULL  /* noticed later than the notice period asks */,
    "opened_at" TIMESTAMP,
    "closed_at" TIMESTAMP,
    "body_id" INT NOT NULL REFERENCES "body" ("id") ON DELETE RESTRICT,
    "chair_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT,
    "recorder_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT,
    "room_id" INT NOT NULL UNIQUE REFERENCES "room" ("id") ON DELETE RESTRICT
, "presiding_id" INT REFERENCES "sign_in" ("id") ON DELETE SET NULL, "presiding_since" TIMESTAMP, "extended_from" TIMESTAMP, "extension_reason" VARCHAR(200) NOT NULL DEFAULT '', "adjourned" INT NOT NULL  /* ended without its quorum */ DEFAULT 0, "cancel_reason" VARCHAR(200) NOT NULL DEFAULT '', "floor_rules" JSON NOT NULL DEFAULT '{}', "reconvenes_id" INT   /* the adjourned session that this one goes on with */, "moved_from" TIMESTAMP   /* when it was to begin, before it was last moved */, "moved_venue" VARCHAR(80) NOT NULL  /* and where */ DEFAULT '', "recess_since" TIMESTAMP, "recess_until" TIMESTAMP   /* when the hall is to go on */, "entered_at" TIMESTAMP   /* when it was entered after it had been held on paper */, "entered_by_id" INT, "entering" INT NOT NULL  /* held on paper, being entered */ DEFAULT 0, "series_day" DATE   /* the day that the rule gave it */, "series_id" INT   /* the series whose rule made it */, "wifi_name" VARCHAR(32) NOT NULL  /* the hall's, for all to see */ DEFAULT '', "wifi_password" VARCHAR(63) NOT NULL DEFAULT '', "on_the_spot" INT NOT NULL  /* whoever comes takes a seat */ DEFAULT 0);
CREATE TABLE "sign_in" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "key_digest" VARCHAR(64) NOT NULL UNIQUE,
    "device" VARCHAR(120) NOT NULL,
    "made_at" TIMESTAMP NOT NULL,
    "expires_at" TIMESTAMP NOT NULL,
    "revoked_at" TIMESTAMP,
    "person_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE TABLE "stand_in" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "role" VARCHAR(8) NOT NULL,
    "reason" VARCHAR(100) NOT NULL,
    "version" INT,
    "named_by_id" INT,
    "named_at" TIMESTAMP NOT NULL,
    "minutes_id" INT NOT NULL REFERENCES "minutes" ("id") ON DELETE CASCADE,
    "person_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_stand_in_minutes_9f92ee" UNIQUE ("minutes_id", "role", "version")
);
CREATE TABLE "statement" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "text" VARCHAR(80) NOT NULL,
    "proposed_at" TIMESTAMP NOT NULL,
    "admitted_at" TIMESTAMP,
    "declined_at" TIMESTAMP,
    "declined_reason" VARCHAR(200) NOT NULL,
    "round_id" INT NOT NULL REFERENCES "statement_round" ("id") ON DELETE CASCADE,
    "seat_id" INT REFERENCES "seat" ("id") ON DELETE CASCADE
);
CREATE TABLE "statement_mark" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "mark" VARCHAR(8) NOT NULL  /* AGREE: agree\nDISAGREE: disagree\nSKIP: skip */,
    "at" TIMESTAMP NOT NULL,
    "seat_id" INT NOT NULL REFERENCES "seat" ("id") ON DELETE CASCADE,
    "statement_id" INT NOT NULL REFERENCES "statement" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_statement_m_stateme_b5437f" UNIQUE ("statement_id", "seat_id")
);
CREATE TABLE "statement_round" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "shown_live" INT NOT NULL,
    "may_propose" INT NOT NULL,
    "opened_at" TIMESTAMP NOT NULL,
    "closed_at" TIMESTAMP,
    "item_id" INT NOT NULL REFERENCES "agenda_item" ("id") ON DELETE CASCADE
);
CREATE TABLE "step_course" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "begun_at" TIMESTAMP NOT NULL,
    "begun_by_id" INT,
    "template_id" INT NOT NULL REFERENCES "step_template" ("id") ON DELETE RESTRICT,
    "topic_id" INT NOT NULL UNIQUE REFERENCES "topic" ("id") ON DELETE CASCADE
);
CREATE TABLE "step_entry" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "position" INT NOT NULL  /* of the step, from 0 */,
    "skipped" INT NOT NULL,
    "first_day" DATE,
    "day" DATE NOT NULL,
    "note" VARCHAR(200) NOT NULL,
    "entered_at" TIMESTAMP NOT NULL,
    "entered_by_id" INT,
    "course_id" INT NOT NULL REFERENCES "step_course" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_step_entry_course__264525" UNIQUE ("course_id", "position")
);
CREATE TABLE "step_template" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "title" VARCHAR(40) NOT NULL,
    "basis" VARCHAR(200) NOT NULL  /* which paper says so, in the body's words */,
    "version" INT NOT NULL,
    "steps" JSON NOT NULL,
    "adopted_at" TIMESTAMP NOT NULL,
    "adopted_by_id" INT,
    "retired_at" TIMESTAMP,
    "body_id" INT NOT NULL REFERENCES "body" ("id") ON DELETE CASCADE
);
CREATE TABLE "support" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "at" TIMESTAMP NOT NULL,
    "contribution_id" INT NOT NULL REFERENCES "contribution" ("id") ON DELETE CASCADE,
    "seat_id" INT NOT NULL REFERENCES "seat" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_support_contrib_305b4b" UNIQUE ("contribution_id", "seat_id")
);
CREATE TABLE "team_member" (
    "started_on" DATE,
    "ended_on" DATE,
    "ended_why" VARCHAR(80) NOT NULL DEFAULT '',
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "leads" INT NOT NULL,
    "person_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT,
    "unit_id" INT NOT NULL REFERENCES "unit" ("id") ON DELETE CASCADE
);
CREATE TABLE "topic" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "title" VARCHAR(60) NOT NULL, "text" TEXT NOT NULL, "category" VARCHAR(16) NOT NULL, "place_id" INT NOT NULL REFERENCES "place" ("id") ON DELETE RESTRICT, "proposer_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE CASCADE, "state" VARCHAR(16) NOT NULL, "proposed_at" TIMESTAMP NOT NULL, "reply_due" DATE NOT NULL, "answered_at" TIMESTAMP, "decided_at" TIMESTAMP, "done_at" TIMESTAMP, "anonymous" INT NOT NULL DEFAULT 0, "channel" VARCHAR(8) NOT NULL DEFAULT 'own', "fast_until" TIMESTAMP, "lane" VARCHAR(8) NOT NULL DEFAULT 'session', "merged_into_id" INT REFERENCES "topic" ("id") ON DELETE RESTRICT, "outcome" VARCHAR(8), "rated_at" TIMESTAMP, "settled_at" TIMESTAMP, "token" VARCHAR(40)  UNIQUE);
CREATE TABLE "topic_answer" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "topic_id" INT NOT NULL REFERENCES "topic" ("id") ON DELETE CASCADE, "by_id" INT, "unit_id" INT REFERENCES "unit" ("id") ON DELETE RESTRICT, "at" TIMESTAMP NOT NULL, "state" VARCHAR(16) NOT NULL, "outcome" VARCHAR(8), "words" TEXT NOT NULL, "means" VARCHAR(12) NOT NULL, "seen_at" TIMESTAMP);
CREATE TABLE "topic_file" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "name" VARCHAR(80) NOT NULL,
    "kind" VARCHAR(4) NOT NULL,
    "stored" VARCHAR(40) NOT NULL,
    "size" INT NOT NULL,
    "sha256" VARCHAR(64) NOT NULL,
    "public" INT NOT NULL,
    "added_at" TIMESTAMP NOT NULL,
    "added_by_id" INT NOT NULL,
    "topic_id" INT NOT NULL REFERENCES "topic" ("id") ON DELETE CASCADE
);
CREATE TABLE "topic_follow" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "at" TIMESTAMP NOT NULL,
    "person_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE CASCADE,
    "topic_id" INT NOT NULL REFERENCES "topic" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_topic_follo_topic_i_946f1a" UNIQUE ("topic_id", "person_id")
);
CREATE TABLE "topic_intake" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "said_on" DATE NOT NULL,
    "reference" VARCHAR(40) NOT NULL  /* the hotline's or the letter's own number */,
    "call_back" INT NOT NULL  /* the proposer does not look here */,
    "told_how" VARCHAR(12)   /* PHONE: phone\nIN_PERSON: in_person\nLETTER: letter\nUNREACHED: unreached */,
    "told_at" TIMESTAMP,
    "told_by_id" INT,
    "told_note" VARCHAR(200) NOT NULL,
    "taken_down_by_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE CASCADE,
    "topic_id" INT NOT NULL UNIQUE REFERENCES "topic" ("id") ON DELETE CASCADE
);
CREATE TABLE "topic_referral" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "asked_at" TIMESTAMP NOT NULL,
    "due_at" TIMESTAMP NOT NULL,
    "request" VARCHAR(400) NOT NULL,
    "can" INT,
    "words" TEXT NOT NULL,
    "answered_at" TIMESTAMP,
    "answered_by_id" INT,
    "over_at" TIMESTAMP,
    "topic_id" INT NOT NULL REFERENCES "topic" ("id") ON DELETE CASCADE,
    "unit_id" INT NOT NULL REFERENCES "unit" ("id") ON DELETE RESTRICT
);
CREATE TABLE "topic_second" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "at" TIMESTAMP NOT NULL,
    "person_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE CASCADE,
    "topic_id" INT NOT NULL REFERENCES "topic" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_topic_secon_topic_i_d4b985" UNIQUE ("topic_id", "person_id")
);
CREATE TABLE "topic_terms" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "terms" JSON NOT NULL
);
CREATE TABLE "tortoise_migrations" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "app" VARCHAR(255) NOT NULL,
    "name" VARCHAR(255) NOT NULL,
    "applied_at" TIMESTAMP NOT NULL,
    CONSTRAINT "uid_tortoise_mi_app_3803a5" UNIQUE ("app", "name")
);
INSERT INTO "tortoise_migrations" VALUES(1,'models','0001_initial','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(2,'models','0002_presiding_device','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(3,'models','0003_kinds_of_ballot','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(4,'models','0004_how_people_vote','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(5,'models','0005_the_floor','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(6,'models','0006_minutes_versions','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(7,'models','0007_round_of_the_table','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(8,'models','0008_letterheads_and_certificates','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(9,'models','0009_evidence','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(10,'models','0010_procedure','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(11,'models','0011_series_and_paper','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(12,'models','0012_projectors','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(13,'models','0013_added_members','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(14,'models','0014_whistles_and_attachments','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(15,'models','0015_minutes_sections','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(16,'models','0016_minutes_review_shorthand_phrases','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(17,'models','0017_discussion','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(18,'models','0018_statements_and_groups','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(19,'models','0019_imported_sessions','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(20,'models','0022_notices','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(21,'models','0023_scratch_sheets','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(22,'models','0024_copies','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(23,'models','0025_floor','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(24,'models','0026_shelf','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(25,'models','0027_pictures','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(26,'models','0029_register','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(27,'models','0030_elections','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(28,'models','0031_joining','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(29,'models','0032_workdays','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(30,'models','0033_intake','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(31,'models','0034_diary','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(32,'models','0034_wishes_and_orders','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(33,'models','0035_echoes','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(34,'models','0036_action_items','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(35,'models','0037_chasing','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(36,'models','0038_lists','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(37,'models','0038_topic_life','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(38,'models','0039_points','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(39,'models','0040_steps','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(40,'models','0041_works','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(41,'models','0042_board','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(42,'models','0042_claim_links','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(43,'models','0043_reports','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(44,'models','0044_elections_after','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(45,'models','0045_read_out','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(46,'models','0046_tasks_put_right','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(47,'models','0048_works_again','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(48,'models','0049_records_and_ratings','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(49,'models','0050_needs_in_hand','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(50,'models','0051_tasks_struck','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(51,'models','0052_whistles_by_rule','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(52,'models','0053_items_answered','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(53,'models','0054_links_to_orders','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(54,'models','0055_election_papers','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(55,'models','0056_works_asked_for','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(56,'models','0057_stand_ins','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(57,'models','0058_answers_rated','2026-01-01 00:00:00+00:00');
INSERT INTO "tortoise_migrations" VALUES(58,'models','0059_notes_settled','2026-01-01 00:00:00+00:00');
CREATE TABLE "turn" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "state" VARCHAR(8) NOT NULL  /* CALLED: called\nHEARD: heard\nNOTHING: nothing\nPASSED: passed */,
    "passes" INT NOT NULL,
    "called_at" TIMESTAMP NOT NULL,
    "ended_at" TIMESTAMP,
    "item_id" INT NOT NULL REFERENCES "agenda_item" ("id") ON DELETE CASCADE,
    "seat_id" INT NOT NULL REFERENCES "seat" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_turn_item_id_cf1215" UNIQUE ("item_id", "seat_id")
);
CREATE TABLE "unit" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "name" VARCHAR(80) NOT NULL UNIQUE,
    "kind" VARCHAR(16) NOT NULL  /* DEPARTMENT: department\nPROPERTY: property\nSCHOOL: school\nHOSPITAL: hospital\nCOMPANY: company\nSOCIAL_BODY: social_body\nVOLUNTEERS: volunteers\nCOMMITTEE: committee */,
    "contact" VARCHAR(120) NOT NULL
, "address" VARCHAR(120) NOT NULL DEFAULT '', "joined_on" DATE, "left_on" DATE   /* no member of the neighbourhood's units from then on */, "skills" VARCHAR(200) NOT NULL  /* what a team can do */ DEFAULT '', "team" VARCHAR(8)   /* GENERAL: general\nSTANDING: standing\nFREE: free */);
CREATE TABLE "unit_link" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "salt" VARCHAR(16) NOT NULL,
    "made_at" TIMESTAMP NOT NULL,
    "made_by_id" INT NOT NULL,
    "expires_at" TIMESTAMP NOT NULL,
    "revoked_at" TIMESTAMP,
    "action_id" INT NOT NULL REFERENCES "action_item" ("id") ON DELETE CASCADE,
    "unit_id" INT NOT NULL REFERENCES "unit" ("id") ON DELETE CASCADE
);
CREATE TABLE "unit_link_use" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "at" TIMESTAMP NOT NULL,
    "deed" VARCHAR(20) NOT NULL,
    "name" VARCHAR(20) NOT NULL,
    "device" VARCHAR(120) NOT NULL,
    "link_id" INT NOT NULL REFERENCES "unit_link" ("id") ON DELETE CASCADE
);
CREATE TABLE "unit_name" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "name" VARCHAR(80) NOT NULL,
    "until" DATE NOT NULL,
    "unit_id" INT NOT NULL REFERENCES "unit" ("id") ON DELETE CASCADE
);
CREATE TABLE "visit" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "household" VARCHAR(40) NOT NULL,
    "who" VARCHAR(80) NOT NULL,
    "manner" VARCHAR(8) NOT NULL  /* DOOR: door\nPHONE: phone\nOUTSIDE: outside */,
    "visited_on" DATE NOT NULL,
    "written_at" TIMESTAMP NOT NULL,
    "note" TEXT NOT NULL,
    "key_id" INT REFERENCES "key_household" ("id") ON DELETE SET NULL,
    "place_id" INT NOT NULL REFERENCES "place" ("id") ON DELETE RESTRICT,
    "writer_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE TABLE "visit_line" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "position" INT NOT NULL,
    "category" VARCHAR(16) NOT NULL  /* NEIGHBOURS: neighbours\nSANITATION: sanitation\nPUBLIC_AFFAIRS: public_affairs\nSAFETY: safety\nFACILITIES: facilities */,
    "text" VARCHAR(400) NOT NULL,
    "answer" VARCHAR(400) NOT NULL DEFAULT '',
    "person_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE CASCADE,
    "place_id" INT NOT NULL REFERENCES "place" ("id") ON DELETE RESTRICT,
    "round_id" INT NOT NULL REFERENCES "visit_round" ("id") ON DELETE CASCADE,
    "topic_id" INT REFERENCES "topic" ("id") ON DELETE CASCADE
);
CREATE TABLE "visit_round" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "title" VARCHAR(60) NOT NULL,
    "held_on" DATE NOT NULL,
    "made_at" TIMESTAMP NOT NULL,
    "made_by_id" INT NOT NULL
);
CREATE TABLE "vote" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "ballot_id" INT NOT NULL REFERENCES "ballot" ("id") ON DELETE CASCADE, "seat_id" INT NOT NULL REFERENCES "seat" ("id") ON DELETE CASCADE, "choice" TEXT NOT NULL, "source" VARCHAR(8) NOT NULL, "entered_by_id" INT, "command_id" VARCHAR(64) NOT NULL, "at" TIMESTAMP NOT NULL, "sealed" BLOB, "witness" VARCHAR(40) NOT NULL DEFAULT '', "photo" VARCHAR(64) NOT NULL  /* of the paper: its name in photos\/ */ DEFAULT '');
CREATE TABLE "vote_block" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "source" VARCHAR(8) NOT NULL  /* DEVICE: device\nDESK: desk\nPAPER: paper\nHAND: hand\nPHONE: phone */,
    "counted" JSON NOT NULL,
    "counted_by" VARCHAR(40) NOT NULL,
    "entered_by_id" INT NOT NULL,
    "entered_at" TIMESTAMP NOT NULL,
    "confirmed" JSON,
    "confirmed_by" VARCHAR(40) NOT NULL,
    "confirmed_at" TIMESTAMP,
    "struck_at" TIMESTAMP   /* taken out again before the ballot closed */,
    "ballot_id" INT NOT NULL REFERENCES "ballot" ("id") ON DELETE CASCADE
);
CREATE TABLE "vouching" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "by_id" INT,
    "knowing" VARCHAR(12) NOT NULL  /* PERSONALLY: personally\nDOCUMENT: document */,
    "help" VARCHAR(12) NOT NULL  /* REGISTERED: registered\nSLIP: slip\nSCAN: scan\nRECOVERED: recovered */,
    "at" TIMESTAMP NOT NULL,
    "person_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE TABLE "wall_link" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "token" VARCHAR(40) NOT NULL UNIQUE,
    "made_at" TIMESTAMP NOT NULL,
    "revoked_at" TIMESTAMP,
    "session_id" INT NOT NULL REFERENCES "session" ("id") ON DELETE CASCADE
, "message" VARCHAR(120) NOT NULL DEFAULT '', "name" VARCHAR(20) NOT NULL DEFAULT '', "pinned" VARCHAR(16) NOT NULL DEFAULT '', "queued" VARCHAR(16) NOT NULL DEFAULT '', "queued_message" VARCHAR(120) NOT NULL DEFAULT '', "scale" SMALLINT NOT NULL DEFAULT 100, "shows" VARCHAR(16) NOT NULL DEFAULT '', "theme" VARCHAR(8) NOT NULL  /* DARK: dark\nLIGHT: light */ DEFAULT 'dark');
CREATE TABLE "whistle" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "text" VARCHAR(200) NOT NULL,
    "due_at" TIMESTAMP NOT NULL,
    "blown_at" TIMESTAMP NOT NULL,
    "blown_by_id" INT NOT NULL,
    "session_id" INT NOT NULL UNIQUE REFERENCES "session" ("id") ON DELETE CASCADE
, "by_rule" INT NOT NULL  /* by the clock */ DEFAULT 0);
CREATE TABLE "whistle_call" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "token" VARCHAR(40) NOT NULL UNIQUE,
    "state" VARCHAR(12) NOT NULL  /* CALLED: called\nON_THE_WAY: on_the_way\nON_SITE: on_site\nCANNOT: cannot */,
    "note" VARCHAR(100) NOT NULL,
    "reported_at" TIMESTAMP,
    "seat_id" INT NOT NULL REFERENCES "seat" ("id") ON DELETE CASCADE,
    "unit_id" INT NOT NULL REFERENCES "unit" ("id") ON DELETE CASCADE,
    "whistle_id" INT NOT NULL REFERENCES "whistle" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_whistle_cal_whistle_510d5a" UNIQUE ("whistle_id", "unit_id")
);
CREATE TABLE "wish" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "text" VARCHAR(120) NOT NULL,
    "whom" VARCHAR(60) NOT NULL,
    "name" VARCHAR(80) NOT NULL,
    "due_on" DATE,
    "wished_at" TIMESTAMP NOT NULL,
    "state" VARCHAR(12) NOT NULL  /* WISHED: wished\nPUBLISHED: published\nCLAIMED: claimed\nDELIVERED: delivered\nTHANKED: thanked\nANSWERED: answered */,
    "answer" VARCHAR(200) NOT NULL,
    "published_at" TIMESTAMP,
    "claimed_at" TIMESTAMP,
    "words" VARCHAR(200) NOT NULL,
    "delivered_at" TIMESTAMP,
    "thanks" VARCHAR(200) NOT NULL,
    "thanked_at" TIMESTAMP,
    "item_id" INT REFERENCES "agenda_item" ("id") ON DELETE SET NULL,
    "neighbour_id" INT REFERENCES "person" ("id") ON DELETE SET NULL,
    "place_id" INT NOT NULL REFERENCES "place" ("id") ON DELETE RESTRICT,
    "unit_id" INT REFERENCES "unit" ("id") ON DELETE RESTRICT,
    "wished_by_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE TABLE "work_entry" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "text" VARCHAR(400) NOT NULL,
    "at" TIMESTAMP NOT NULL,
    "by_id" INT,
    "work_id" INT NOT NULL REFERENCES "year_work" ("id") ON DELETE CASCADE
);
CREATE TABLE "work_follow" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "at" TIMESTAMP NOT NULL,
    "person_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE CASCADE,
    "work_id" INT NOT NULL REFERENCES "year_work" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_work_follow_work_id_e6f51f" UNIQUE ("work_id", "person_id")
);
CREATE TABLE "work_milestone" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "text" VARCHAR(80) NOT NULL,
    "due_on" DATE NOT NULL,
    "done_on" DATE,
    "work_id" INT NOT NULL REFERENCES "year_work" ("id") ON DELETE CASCADE
);
CREATE TABLE "work_project" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "project_id" INT NOT NULL REFERENCES "project" ("id") ON DELETE CASCADE,
    "work_id" INT NOT NULL REFERENCES "year_work" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_work_projec_work_id_e890f8" UNIQUE ("work_id", "project_id")
);
CREATE TABLE "work_rating" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "source" VARCHAR(8) NOT NULL  /* DEVICE: device\nPHONE: phone\nDESK: desk\nVISIT: visit */,
    "score" INT NOT NULL,
    "words" VARCHAR(400) NOT NULL,
    "entered_by_id" INT,
    "at" TIMESTAMP NOT NULL,
    "person_id" INT REFERENCES "person" ("id") ON DELETE CASCADE,
    "work_id" INT NOT NULL REFERENCES "year_work" ("id") ON DELETE CASCADE, "answer" VARCHAR(400) NOT NULL DEFAULT '', "round" INT NOT NULL DEFAULT 1,
    CONSTRAINT "uid_work_rating_work_id_ae64e6" UNIQUE ("work_id", "person_id")
);
CREATE TABLE "work_redone" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "round" INT NOT NULL,
    "done_at" TIMESTAMP,
    "reason" VARCHAR(200) NOT NULL,
    "raters" JSON NOT NULL,
    "at" TIMESTAMP NOT NULL,
    "work_id" INT NOT NULL REFERENCES "year_work" ("id") ON DELETE CASCADE
);
CREATE TABLE "work_site" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "name" VARCHAR(60) NOT NULL,
    "done_on" DATE,
    "work_id" INT NOT NULL REFERENCES "year_work" ("id") ON DELETE CASCADE
);
CREATE TABLE "work_topic" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "topic_id" INT NOT NULL REFERENCES "topic" ("id") ON DELETE CASCADE,
    "work_id" INT NOT NULL REFERENCES "year_work" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_work_topic_work_id_4a7d19" UNIQUE ("work_id", "topic_id")
);
CREATE TABLE "written_in" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "name" VARCHAR(50) NOT NULL,
    "why" VARCHAR(200) NOT NULL,
    "settled_at" TIMESTAMP NOT NULL,
    "candidate_id" INT REFERENCES "candidate" ("id") ON DELETE CASCADE,
    "election_id" INT NOT NULL REFERENCES "election" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_written_in_electio_10756c" UNIQUE ("election_id", "name")
);
CREATE TABLE "year_work" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "year" INT NOT NULL,
    "title" VARCHAR(60) NOT NULL,
    "text" VARCHAR(400) NOT NULL,
    "budget_yuan" INT,
    "due_on" DATE NOT NULL,
    "state" VARCHAR(12) NOT NULL  /* PLANNED: planned\nUNDER_WAY: under_way\nDONE: done\nCARRIED: carried */,
    "carried_reason" VARCHAR(200) NOT NULL,
    "planned_at" TIMESTAMP NOT NULL,
    "done_at" TIMESTAMP,
    "lead_id" INT NOT NULL REFERENCES "unit" ("id") ON DELETE RESTRICT,
    "carried_from_id" INT  UNIQUE REFERENCES "year_work" ("id") ON DELETE RESTRICT
, "round" INT NOT NULL DEFAULT 1);
CREATE INDEX "idx_person_name_f404e8" ON "person" ("name");
CREATE INDEX "idx_role_grant_person__6a5145" ON "role_grant" ("person_id", "role");
CREATE INDEX "idx_session_starts__a5724e" ON "session" ("starts_at");
CREATE INDEX "idx_project_state_9d5039" ON "project" ("state");
CREATE INDEX "idx_seat_session_879f76" ON "seat" ("session_id", "person_id");
CREATE INDEX "idx_contributio_item_id_2f7035" ON "contribution" ("item_id");
CREATE INDEX "idx_hand_item_id_8f64aa" ON "hand" ("item_id", "state");
CREATE INDEX "idx_motion_item_id_0ede63" ON "motion" ("item_id", "state");
CREATE UNIQUE INDEX "uid_vote_ballot_seat" ON "vote" ("ballot_id", "seat_id");
CREATE INDEX "idx_ballot_session" ON "ballot" ("session_id");
CREATE INDEX "idx_mandate_session_9e9a16" ON "mandate" ("session_id", "principal_id");
CREATE INDEX "idx_prepared_ba_ballot__e9ed0b" ON "prepared_ballot" ("ballot_id");
CREATE INDEX "idx_recusal_item_id_a3cf43" ON "recusal" ("item_id");
CREATE INDEX "idx_reminder_session_cc8d3b" ON "reminder" ("session_id", "seat_id");
CREATE INDEX "idx_minutes_rev_minutes_49b4bf" ON "minutes_review_note" ("minutes_id", "state");
CREATE INDEX "idx_group_phase_item_id_03642f" ON "group_phase" ("item_id");
CREATE INDEX "idx_statement_r_item_id_ef77bb" ON "statement_round" ("item_id");
CREATE INDEX "idx_statement_round_i_76271f" ON "statement" ("round_id");
CREATE INDEX "idx_objection_outcome_831613" ON "objection" ("outcome", "due_on");
CREATE INDEX "idx_bulletin_channel_330a46" ON "bulletin" ("channel", "state");
CREATE INDEX "idx_picture_subject_da71a1" ON "picture" ("subject", "subject_id");
CREATE INDEX "idx_appointment_place_i_da5311" ON "appointment" ("place_id", "office");
CREATE INDEX "idx_vouching_person__0a71fc" ON "vouching" ("person_id");
CREATE INDEX "idx_outside_ide_person__fd6ddd" ON "outside_identity" ("person_id");
CREATE INDEX "idx_comment_topic_i_699722" ON "comment" ("topic_id");
CREATE INDEX "idx_comment_author__9cac5c" ON "comment" ("author_id", "at");
CREATE INDEX "idx_held_state_fc7d5d" ON "held" ("state");
CREATE INDEX "idx_held_source_f32e6c" ON "held" ("source", "sent_at");
CREATE INDEX "idx_visit_visited_559d54" ON "visit" ("visited_on");
CREATE INDEX "idx_visit_writer__fe82d9" ON "visit" ("writer_id");
CREATE INDEX "idx_finding_outcome_2f3eee" ON "finding" ("outcome");
CREATE INDEX "idx_service_ord_state_a5fc64" ON "service_order" ("state");
CREATE INDEX "idx_wish_state_06318a" ON "wish" ("state");
CREATE INDEX "idx_digest_state_56d06d" ON "digest" ("state");
CREATE INDEX "idx_echo_person__2c98f4" ON "echo" ("person_id", "read_at");
CREATE UNIQUE INDEX "uid_rating_person_round" ON "rating" ("project_id", "person_id", "round");
CREATE INDEX "idx_action_item_state_d1416b" ON "action_item" ("state", "due_on");
CREATE INDEX "idx_merge_quest_person__9128f1" ON "merge_question" ("person_id");
CREATE INDEX "idx_topic_refer_topic_i_b6c5a7" ON "topic_referral" ("topic_id");
CREATE INDEX "idx_topic_refer_unit_id_21f826" ON "topic_referral" ("unit_id", "over_at");
CREATE INDEX "idx_topic_propose_85fd44" ON "topic" ("proposer_id");
CREATE INDEX "idx_topic_state_9f1474" ON "topic" ("state");
CREATE INDEX "idx_redemption_state_def34d" ON "redemption" ("state");
CREATE INDEX "idx_point_entry_taker_i_0ae804" ON "point_entry" ("taker_id", "happened_on");
CREATE INDEX "idx_point_entry_giver_i_5b1bb8" ON "point_entry" ("giver_id");
CREATE INDEX "idx_year_work_year_fe3b5a" ON "year_work" ("year");
CREATE INDEX "idx_topic_answe_topic_i_c38af6" ON "topic_answer" ("topic_id");
