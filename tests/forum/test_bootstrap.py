"""Set-up: locks that pin everything and name no host; steps that are done once, and again after an interruption."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from forum import bootstrap
from forum.bootstrap import Stamps, Step, Stop, take

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-node.lock")


def entries(lock: str) -> list[str]:
    """A lock's requirements, each with its hashes on one line."""
    text = re.sub(r"^\s*#.*\n", "", (ROOT / lock).read_text(), flags=re.MULTILINE)
    return [line for line in text.replace("\\\n", " ").splitlines() if line.strip()]


def pins(lock: str) -> dict[str, str]:
    found = (re.match(r"([a-z0-9.-]+)==([^\s;]+)", entry) for entry in entries(lock))
    return {match[1]: match[2] for match in found if match}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


# Lock files


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_one_version_and_hashes(lock: str) -> None:
    assert entries(lock)
    for entry in entries(lock):
        assert re.fullmatch(r"[a-z0-9.-]+==\S+( ; .+?)?(\s+--hash=sha256:[0-9a-f]{64})+\s*", entry), entry


@pytest.mark.parametrize("lock", [*LOCKS, "package-lock.json", ".npmrc"])
def test_no_lock_names_a_host_or_a_path(lock: str) -> None:
    text = (ROOT / lock).read_text()
    for address in ("http:", "https:", "file:", "git+", "--index-url", "--find-links", str(ROOT), "/opt/"):
        assert address not in text


@pytest.mark.parametrize(("lock", "extras"), [("requirements.lock", []), ("requirements-dev.lock", ["dev"])])
def test_the_lock_fulfils_the_project_file(lock: str, extras: Sequence[str]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *(line for extra in extras for line in project["optional-dependencies"][extra])]
    for line in wanted:
        requirement = Requirement(line)
        assert pins(lock)[canonical(requirement.name)] in requirement.specifier, line


def test_the_development_lock_holds_the_other_at_the_same_versions() -> None:
    assert pins("requirements.lock").items() <= pins("requirements-dev.lock").items()


def test_the_browser_lock_has_checksums_and_the_asked_versions() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    asked = json.loads((ROOT / "package.json").read_text())
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert all("resolved" not in package for package in packages.values())
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())
    for name, version in asked["dependencies"].items():
        assert packages[f"node_modules/{name}"]["version"] == version


def test_the_package_needs_nothing_but_what_it_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = {canonical(Requirement(line).name) for line in project["dependencies"]}
    asked |= {
        "markupsafe",
        "werkzeug",
        "pydantic-core",
        "asyncpg",
        "pypika-tortoise",
        "aiosqlite",
    }  # come with an asked one
    called = {"PIL": "pillow", "argon2": "argon2-cffi", "fontTools": "fonttools", "socketio": "python-socketio"}
    called |= {"tortoise": "tortoise-orm", "markdown_it": "markdown-it-py", "engineio": "python-socketio"}
    called |= {"pypika_tortoise": "pypika-tortoise", "nacl": "pynacl", "zxingcpp": "zxing-cpp", "docx": "python-docx"}
    imported = {
        name.partition(".")[0]
        for part in ("forum", "agenda", "minutes")
        for file in (ROOT / part).rglob("*.py")
        for name in imports(ast.parse(file.read_text()))
    }
    theirs = imported - set(sys.stdlib_module_names) - {"forum", "agenda", "minutes"}
    assert {name for name in theirs if canonical(called.get(name, name)) not in asked} == set()


def imports(tree: ast.AST) -> list[str]:
    """Modules imported absolutely anywhere in a file."""
    nodes = list(ast.walk(tree))
    plain = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    return plain + [
        node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level
    ]


# Steps


class Work:
    """A step that counts how often it is done, and fails as told."""

    def __init__(self, folder: Path) -> None:
        self.done = 0
        self.fails: BaseException | None = None
        self.source = folder / "source"
        self.result = folder / "result"
        self.source.write_text("one")
        self.is_present = False

    def do(self) -> None:
        self.done += 1
        self.result.touch()
        if self.fails:
            raise self.fails

    def step(self, needed: bool = True) -> Step:
        return Step(
            "work", "Work", self.do, lambda: [self.source], [self.result], lambda: self.is_present, needed=needed
        )


@pytest.fixture
def work(tmp_path: Path) -> Work:
    return Work(tmp_path)


@pytest.fixture
def stamps(tmp_path: Path) -> Stamps:
    return Stamps(tmp_path)


def test_a_finished_step_is_not_done_again(work: Work, stamps: Stamps) -> None:
    take(work.step(), stamps, insist=False)
    take(work.step(), stamps, insist=True)
    assert work.done == 1


def test_a_step_is_done_again_when_its_source_changes(work: Work, stamps: Stamps) -> None:
    take(work.step(), stamps, insist=False)
    work.source.write_text("two")
    take(work.step(), stamps, insist=False)
    assert work.done == 2


def test_a_step_is_done_again_when_its_result_is_gone(work: Work, stamps: Stamps) -> None:
    take(work.step(), stamps, insist=False)
    work.result.unlink()
    take(work.step(), stamps, insist=False)
    assert work.done == 2


@pytest.mark.parametrize("needed", [True, False])
def test_an_interrupted_step_is_done_again(work: Work, stamps: Stamps, needed: bool) -> None:
    work.fails = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        take(work.step(needed), stamps, insist=False)
    work.fails = None
    take(work.step(needed), stamps, insist=False)
    assert work.done == 2
    take(work.step(needed), stamps, insist=False)
    assert work.done == 2


def test_a_needed_step_that_fails_stops_everything(work: Work, stamps: Stamps) -> None:
    work.fails = Stop("no network")
    with pytest.raises(Stop, match="no network"):
        take(work.step(), stamps, insist=False)
    assert stamps["work"] == Stamps.BEGUN


def test_what_is_not_needed_may_fail_and_is_tried_again_only_when_asked(
    work: Work, stamps: Stamps, capsys: pytest.CaptureFixture[str]
) -> None:
    work.fails = Stop("sudo apt-get install pango")
    take(work.step(needed=False), stamps, insist=False)
    assert "sudo apt-get install pango" in capsys.readouterr().out
    take(work.step(needed=False), stamps, insist=False)
    assert work.done == 1
    assert "make setup" in capsys.readouterr().out
    take(work.step(needed=False), stamps, insist=True)
    assert work.done == 2


def test_what_was_installed_by_hand_meanwhile_is_noticed(
    work: Work, stamps: Stamps, capsys: pytest.CaptureFixture[str]
) -> None:
    work.fails = Stop("sudo apt-get install pango")
    take(work.step(needed=False), stamps, insist=False)
    capsys.readouterr()
    work.is_present = True
    take(work.step(needed=False), stamps, insist=False)
    assert (work.done, capsys.readouterr().out) == (1, "")


# What goes wrong on real machines


@pytest.fixture
def setup_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(bootstrap, "SETUP", tmp_path)
    monkeypatch.setattr(bootstrap, "STAMPS", Stamps(tmp_path))
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    return tmp_path


def test_packages_that_were_half_installed_get_a_new_environment(
    setup_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    monkeypatch.setattr(bootstrap, "run", lambda command, log, **environment: order.append(log))
    venv = Step("venv", "", bootstrap.make_venv, lambda: [], [])
    packages = Step("packages", "", lambda: order.append("pip"), lambda: [], [])
    bootstrap.set_up([venv, packages], insist=False)
    bootstrap.set_up([venv, packages], insist=False)
    assert order == ["venv", "pip"]
    bootstrap.STAMPS["packages"] = Stamps.BEGUN
    bootstrap.set_up([venv, packages], insist=False)
    assert order == ["venv", "pip"] * 2


def test_no_network_is_said_in_one_sentence(setup_folder: Path) -> None:
    with pytest.raises(Stop, match=r"^No network"):
        bootstrap.run(["sh", "-c", "echo 'Temporary failure in name resolution'; exit 1"], "try")


def test_another_failure_is_told_with_its_last_line_and_its_log(setup_folder: Path) -> None:
    with pytest.raises(Stop, match=r"(?s)sh -c.*disk is full.*try\.log"):
        bootstrap.run(["sh", "-c", "echo working; echo disk is full; exit 1"], "try")


def test_a_program_that_is_not_there_is_told_without_a_traceback(setup_folder: Path) -> None:
    with pytest.raises(Stop, match="no-such-program"):
        bootstrap.run(["no-such-program"], "try")


def test_without_root_the_exact_command_is_printed(setup_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "as_root", lambda: None)
    monkeypatch.setattr(shutil, "which", lambda program: f"/usr/bin/{program}")
    with pytest.raises(Stop, match=r"sudo apt-get install --yes --no-install-recommends libpango-1\.0-0 chromium"):
        bootstrap.apt_install(["libpango-1.0-0", "chromium"])


def test_stale_package_lists_are_fetched_anew(setup_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[Sequence[str]] = []

    def run(command: Sequence[str], log: str) -> None:
        called.append(command[command.index("apt-get") + 1 :])
        if len(called) == 1:
            raise Stop("Unable to locate package chromium")

    monkeypatch.setattr(bootstrap, "run", run)
    monkeypatch.setattr(bootstrap, "as_root", lambda: ["sudo", "-n"])
    monkeypatch.setattr(shutil, "which", lambda program: f"/usr/bin/{program}")
    bootstrap.apt_install(["chromium"])
    assert [arguments[0] for arguments in called] == ["install", "update", "install"]


def test_a_python_without_venv_asks_for_its_package(setup_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setattr(bootstrap, "as_root", lambda: None)
    monkeypatch.setattr(shutil, "which", lambda program: f"/usr/bin/{program}")
    with pytest.raises(Stop, match=rf"sudo apt-get install .*python3\.{sys.version_info.minor}-venv"):
        bootstrap.make_venv()


def test_an_old_python_hands_over_to_a_newer_one_or_says_so(
    setup_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[str] = []
    monkeypatch.setattr(bootstrap, "OLDEST", (99, 11))
    monkeypatch.setattr(shutil, "which", lambda program: program if program == "python3.12" else None)
    monkeypatch.setattr("os.execv", lambda program, arguments: started.append(program))
    with pytest.raises(Stop, match=r"needs Python 99\.11"):
        bootstrap.suit_python()  # reached only because this execv returns
    assert started == ["python3.12"]


def test_the_file_is_read_by_a_python_that_is_too_old() -> None:
    ast.parse((ROOT / "forum" / "bootstrap.py").read_text(), feature_version=(3, 8))


def test_the_command_works_from_a_path_with_spaces(setup_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = setup_folder / "my house"
    (root / "forum").mkdir(parents=True)
    (root / "forum" / "cli.py").write_text("import sys\ndef main(): print(sys.argv[1:]); return 3\n")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", root / ".venv"], check=True)
    for name, value in {"ROOT": root, "VENV": root / ".venv", "PYTHON": root / ".venv" / "bin" / "python"}.items():
        monkeypatch.setattr(bootstrap, name, value)
    bootstrap.write_command()
    answer = subprocess.run([root / ".venv/bin/yishi", "run", "a b"], cwd="/", stdout=subprocess.PIPE, text=True)
    assert (answer.returncode, answer.stdout) == (3, "['run', 'a b']\n")


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_make_passes_port_data_and_hall() -> None:
    command = ["make", "--dry-run", "run", "PORT=99", "DATA=a b", "HALL=1"]
    said = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout
    assert 'forum/bootstrap.py run --port "99" --data "a b" --hall' in said
