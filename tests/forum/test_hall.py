from __future__ import annotations

from forum import hall
from forum.config import Settings


def test_a_loopback_server_has_no_address_for_phones() -> None:
    assert hall.addresses(Settings(secret="x"), "p") == []


def test_the_hall_s_addresses_carry_the_probe_s_picture_once_each() -> None:
    settings = Settings(secret="x", hall=True, address="http://192.168.31.20:8420")
    found = hall.addresses(settings, "p")
    assert found[0].url == "http://192.168.31.20:8420" and found[0].picture.startswith("data:image/svg+xml")
    assert len({address.url for address in found}) == len(found)
    assert not any("127.0.0.1" in address.url for address in found)


def test_the_list_of_devices_stays_bounded_and_newest_first() -> None:
    check = hall.Check()
    for number in range(hall.KEPT + 5):
        check.note(f"10.0.0.{number}", "iPhone")
    assert len(check.reached) == hall.KEPT and check.reached[0].address == f"10.0.0.{hall.KEPT + 4}"


def test_this_computer_itself_is_no_proof() -> None:
    check = hall.Check()
    check.note("127.0.0.1", "")
    assert check.reached[0].is_here
