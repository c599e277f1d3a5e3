"""OpenSlides' own hall, made by its own Python: `python -I bench/slides_hall.py DIRECTORY MEMBERS`.

DIRECTORY holds its `settings.py`; prints {"chair": cookies, "members": [cookies]} as the last line.
"""

# mypy: ignore-errors

import json
import os
import sys


def main() -> None:
    directory, members = sys.argv[1], int(sys.argv[2])
    sys.path.insert(0, directory)
    os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    call_command("migrate", verbosity=0)
    with transaction.atomic():
        people = made(members)
        cookies = [signed_in(person) for person in people]
    print(json.dumps({"chair": cookies[0], "members": cookies[1:]}))


def made(members: int) -> list:
    """The administrator, then so many delegates who are present."""
    from django.contrib.auth import get_user_model

    users = get_user_model().objects
    people = [users.get(username="admin")]
    for number in range(members):
        person = users.model(username=f"member{number:04}", last_name=f"Member {number:04}", is_present=True)
        person.set_unusable_password()
        person.save(skip_autoupdate=True)
        person.groups.add(3)  # its built-in delegates
        people.append(person)
    return people


def signed_in(person: object) -> str:
    """A session as its sign-in makes it, as a Cookie header with the token that its POSTs ask for."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={'x' * 64}"


if __name__ == "__main__":
    main()
