from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutes.board.feed import Entry
from minutes.hooks import rules

AT = datetime(2026, 11, 28, tzinfo=UTC)


def entry(number: int, text: str = "公示期") -> Entry:
    at = AT + timedelta(minutes=number)
    return Entry(f"notices/{number}", f"/notices/{number}", f"公示：第{number}件", text, at, at)


@given(st.lists(st.text(max_size=400), min_size=1, max_size=40))
def test_a_digest_fits_a_message_and_counts_what_it_leaves_out(texts: list[str]) -> None:
    news = [entry(number, text) for number, text in enumerate(texts)]
    made = rules.digest("梧桐里社区", news, "http://yishi.test")
    assert len(made.text.encode()) <= rules.LONGEST and len(made.title) <= 120
    told = [one for one in news if f"http://yishi.test{one.path}" in made.text.splitlines()]
    assert told == news[: len(told)] and told
    assert (f"还有{len(news) - len(told)}条" in made.text) == (len(told) < len(news))


def test_what_was_told_is_not_told_again_until_it_changes() -> None:
    first, second = entry(1), entry(2)
    told = {rules.key_of(first)}
    assert rules.unheard([second, first], told) == [second]
    changed = Entry(first.key, first.path, first.title, first.text, first.published, AT + timedelta(days=1))
    assert rules.unheard([changed], told) == [changed]


def test_it_is_tried_six_times_ever_later() -> None:
    waits = [rules.wait_after(tries) for tries in range(1, 7)]
    assert waits[-1] is None and None not in waits[:-1]
    assert waits[:-1] == sorted(waits[:-1])  # type: ignore[type-var]


@pytest.mark.parametrize(
    ("url", "fine"),
    [
        ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1", True),
        ("http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1", False),
        ("https://qyapi.weixin.qq.com:8443/x", False),
        ("https://qyapi.weixin.qq.com@127.0.0.1/x", False),
        ("https://qyapi.weixin.qq.com.example.org/x", False),
        ("https://169.254.169.254/latest", False),
        ("file:///etc/passwd", False),
        ("file://relay.example.org/etc/passwd", False),
        ("http://relay.example.org/x", True),
        ("http://a@relay.example.org/x", False),
    ],
)
def test_only_the_official_host_and_those_named_are_sent_to(url: str, fine: bool) -> None:
    assert (rules.not_allowed("wecom", url, {"relay.example.org"}) is None) == fine


def test_dingtalk_s_signature_is_as_its_manual_has_it() -> None:
    """Worked out apart, with openssl dgst -sha256 -hmac."""
    made = rules.signed("https://oapi.dingtalk.com/robot/send?access_token=1", "SECabc", 1700000000000)
    assert made.endswith("&timestamp=1700000000000&sign=jcUpW0QmtKduN03n4JqQ0PBosVjqnM8gU7fIIvsDmCM%3D")
    assert rules.signed("https://x/", "", 1) == "https://x/"
