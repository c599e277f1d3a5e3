"""From a bare checkout to a running house: `python3 forum/bootstrap.py COMMAND [arguments]`.

COMMAND is setup, run, test, check, bench, wheel or lock. Standard library only, and in a syntax that an old Python
still reads, so that it can say what is missing. Every step is stamped in `.setup/` with a hash of what it was made
from: a second start does nothing but compare hashes. A stamp says `begun` until its step is finished, so what was
interrupted is done again, from scratch where half of it could do harm. What only PDF or tests need (system packages,
fonts) never stops a start: the exact command to type is printed instead.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
SETUP = ROOT / ".setup"
FONTS = ROOT / ".fonts"
VENDOR = ROOT / "forum" / "static" / "vendor"
OLDEST = (3, 11)

BROWSER_FILES = {
    "socket.io.min.js": "socket.io-client/dist/socket.io.min.js",
    "socket.io.LICENSE.txt": "socket.io-client/LICENSE",
    "morphdom-umd.min.js": "morphdom/dist/morphdom-umd.min.js",
    "morphdom.LICENSE.txt": "morphdom/LICENSE",
}
PDF_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-noto-cjk", "fonts-lxgw-wenkai")
TEST_PACKAGES = ("chromium", "poppler-utils")
HEADLESS = "chromium-headless-shell"
# Programs that do a package's work when they came from somewhere else.
STAND_INS = {"chromium": ("chromium", "chromium-browser", "google-chrome"), "poppler-utils": ("pdftotext",)}
FANDOL_PACKAGE = "texlive-lang-chinese"
FANDOL_FONTS = tuple(
    f"Fandol{face}.otf"
    for face in ("Fang-Regular", "Hei-Bold", "Hei-Regular", "Kai-Regular", "Song-Bold", "Song-Regular")
)

NO_NETWORK = re.compile(
    "name resolution|NameResolutionError|NewConnectionError|ConnectTimeout|Network is unreachable|Could not resolve"
    "|Temporary failure resolving|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|ETIMEDOUT|Failed to establish"
)


class Stop(Exception):
    """A step that cannot go on; the text is for the person at the terminal."""


def t(chinese: str, english: str) -> str:
    """Chinese, unless the terminal's language is English; translations are not installed yet at this point."""
    language = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return english if language.startswith("en") else chinese


def say(text: str) -> None:
    print(text, flush=True)


# Stamps


class Stamps:
    """What each step was last made from; a text file a step."""

    BEGUN = "begun"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __getitem__(self, name: str) -> str:
        try:
            return (self.folder / name).read_text()
        except OSError:
            return ""

    def __setitem__(self, name: str, text: str) -> None:
        part = self.folder / (name + ".part")
        part.write_text(text)
        part.replace(self.folder / name)

    def forget(self, *names: str) -> None:
        for name in names:
            (self.folder / name).unlink(missing_ok=True)


@dataclass(frozen=True)
class Step:
    """`do` makes `makes` out of `inputs` (texts, or files whose content counts).

    `present` says that the result is there however it came. `needed` is False for what the house can start without.
    """

    name: str
    title: str
    do: Callable[[], None]
    inputs: Callable[[], Sequence[str | Path]]
    makes: Sequence[Path] = ()
    present: Callable[[], bool] = lambda: False
    needed: bool = True

    def fingerprint(self) -> str:
        digest = hashlib.sha256()
        for item in self.inputs():
            content = item.read_bytes() if isinstance(item, Path) else item.encode()
            digest.update(b"%d:" % len(content) + content)
        return digest.hexdigest()

    def is_done(self, stamps: Stamps) -> bool:
        return stamps[self.name] == self.fingerprint() and all(path.exists() for path in self.makes)


def take(step: Step, stamps: Stamps, insist: bool) -> None:
    """Do the step unless it is done. One that failed and is not needed is tried again on `insist` only.

    Raises Stop when a needed step fails; its stamp then stays at `begun`.
    """
    if step.is_done(stamps):
        return
    if step.present():
        stamps[step.name] = step.fingerprint()
        return
    failed = "failed " + step.fingerprint()
    if stamps[step.name] == failed and not insist:
        say(t(f"（还缺：{step.title}。再试一次：make setup）", f"(still missing: {step.title}; try again: make setup)"))
        return
    say(f"· {step.title} …")
    started = time.monotonic()
    stamps[step.name] = Stamps.BEGUN
    try:
        step.do()
    except Stop as why:
        if step.needed:
            raise
        stamps[step.name] = failed
        say(f"  {why}")
    else:
        stamps[step.name] = step.fingerprint()
        say(f"  ✓ {time.monotonic() - started:.0f} s")


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Two starts at once in one checkout take turns.

    The programs that a step starts inherit the lock: a pip that outlives a killed set-up is waited for, too.
    """
    folder.mkdir(exist_ok=True)
    with open(folder / "lock", "w") as lock:
        os.set_inheritable(lock.fileno(), True)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(t("另一个安装正在进行，等它完成……", "Another set-up is running; waiting for it…"))
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# Running other programs


def run(command: Sequence[str | Path], log: str, **environment: str) -> None:
    """Run quietly, with the output in `.setup/<log>.log`.

    Raises Stop with a sentence: no network, or the output's last line and where to read the rest.
    """
    path = SETUP / (log + ".log")
    with open(path, "w+", errors="replace") as output:
        code = _call(command, output, environment)
        output.seek(0)
        text = output.read()
    if code == 0:
        return
    if NO_NETWORK.search(text):
        raise Stop(
            t(
                "没有网络，下载不了。联网后再运行一次，会从这一步接着做。",
                "No network, so nothing can be downloaded. Run it again when connected; it goes on from this step.",
            )
        )
    last = (text.strip().splitlines() or [t("没有输出", "no output")])[-1]
    typed = shlex.join(str(part) for part in command)
    raise Stop(
        t(f"没有成功：{typed}\n  {last}\n  全部输出在 {path}", f"This failed: {typed}\n  {last}\n  All of it: {path}")
    )


def _call(command: Sequence[str | Path], output: IO[str], environment: dict[str, str]) -> int:
    try:
        return subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            close_fds=False,  # keeps the lock of alone()
        ).returncode
    except OSError as error:
        output.write(str(error))
        return 127


def become(*command: str | Path) -> NoReturn:
    sys.stdout.flush()
    os.chdir(ROOT)
    os.execv(command[0], [str(part) for part in command])


# Python: virtual environment, packages, the `yishi` command


def make_venv() -> None:
    if importlib.util.find_spec("ensurepip") is None:  # Debian keeps it in a package of its own
        apt_install([f"python3.{sys.version_info.minor}-venv"])
    STAMPS.forget("packages", "dev-packages", "command")
    run([sys.executable, "-m", "venv", "--clear", VENV], "venv")


def venv_by_hand() -> bool:
    """A working environment that is not ours is kept as it is."""
    works = "import pip, sys; sys.exit(sys.version_info < (3, 11))"
    return (
        STAMPS["venv"] == ""
        and PYTHON.exists()
        and subprocess.run([PYTHON, "-c", works], stderr=subprocess.DEVNULL).returncode == 0
    )


def pip_install(lock: Path, log: str) -> None:
    options = ["--require-hashes", "--no-input", "--progress-bar=off", "--disable-pip-version-check", "--retries=2"]
    run([PYTHON, "-m", "pip", "install", *options, "-r", lock], log, PIP_USER="0", PIP_REQUIRE_VIRTUALENV="0")


def packages(name: str, title: str, lock: str) -> Step:
    return Step(name, title, lambda: pip_install(ROOT / lock, name), lambda: [ROOT / lock], [PYTHON])


def write_command() -> None:
    """`.venv/bin/yishi` and a path file: an editable install without the build tools that pip would need for one."""
    site = subprocess.run(
        [PYTHON, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], stdout=subprocess.PIPE, check=True
    )
    (Path(os.fsdecode(site.stdout.strip())) / "yishi.pth").write_text(f"{ROOT}\n")
    # Read by sh as a start of Python, by Python as a string: works where the path has spaces, which `#!` cannot hold.
    (VENV / "bin" / "yishi").write_text(
        f"#!/bin/sh\n'''exec' {shlex.quote(str(PYTHON))} \"$0\" \"$@\"\n' '''\n"
        "import sys\n\nfrom forum.cli import main\n\nsys.exit(main())\n"
    )
    (VENV / "bin" / "yishi").chmod(0o755)


# Browser files


def browser_files() -> None:
    """npm from the path, or one inside the virtual environment; packages' own scripts never run."""
    found = shutil.which("npm")
    try:
        if found is None:
            raise Stop("npm")
        npm_ci(found)
    except Stop:
        pip_install(ROOT / "requirements-node.lock", "npm-install")
        npm_ci(VENV / "bin" / "npm")
    VENDOR.mkdir(parents=True, exist_ok=True)
    for name, source in BROWSER_FILES.items():
        shutil.copyfile(ROOT / "node_modules" / source, VENDOR / name)


def npm_ci(npm: str | Path) -> None:
    path = os.pathsep.join([str(Path(npm).parent), os.environ.get("PATH", "")])
    run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], "npm", PATH=path)


# System packages and fonts


def as_root() -> list[str] | None:
    """What to put before a command that needs root; None when there is no way without asking for a password."""
    if os.geteuid() == 0:
        return []
    quiet = subprocess.DEVNULL
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], stdout=quiet, stderr=quiet).returncode == 0:
        return ["sudo", "-n"]
    return None


def apt(*arguments: str) -> None:
    prefix = as_root()
    if prefix is None:
        typed = shlex.join(["sudo", "apt-get", *arguments])
        raise Stop(t(f"需要管理员权限，请自己输入：{typed}", f"This needs root; please type: {typed}"))
    run([*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", *arguments], "apt")


def apt_install(names: Sequence[str]) -> None:
    if not shutil.which("apt-get"):
        wanted = "、".join(names)
        raise Stop(
            t(
                f"这个系统没有 apt-get，请用它自己的软件管理器安装相当于 {wanted} 的软件；yishi doctor 会检查。",
                f"No apt-get here: please install what {wanted} are called on this system; yishi doctor checks.",
            )
        )
    try:
        apt("install", "--yes", "--no-install-recommends", *names)
    except Stop:
        if as_root() is None:
            raise
        apt("update")  # a fresh machine has no package lists, an old one stale ones
        apt("install", "--yes", "--no-install-recommends", *names)


def missing_packages(names: Sequence[str]) -> list[str]:
    wanted = [name for name in names if not any(shutil.which(program) for program in STAND_INS.get(name, ()))]
    if not wanted or not shutil.which("dpkg-query"):
        return wanted
    query = ["dpkg-query", "--show", "--showformat", "${Package} ${db:Status-Status}\n", *wanted]
    answer = subprocess.run(query, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    return [name for name in wanted if f"{name} installed" not in answer.splitlines()]


def system_packages(name: str, title: str, names: Sequence[str]) -> Step:
    return Step(
        name,
        title,
        lambda: apt_install(missing_packages(names)),
        lambda: names,
        present=lambda: not missing_packages(names),
        needed=False,
    )


def fandol_fonts() -> None:
    """仿宋, 楷体 and a bold Song out of TeX Live's package, without the 264 MB that it depends on."""
    if not shutil.which("apt-get"):
        raise Stop(
            t("这个系统没有 apt-get；PDF 的仿宋将用其他字体代替。", "No apt-get here: PDF uses other faces for 仿宋.")
        )
    for old in SETUP.glob(FANDOL_PACKAGE + "*.deb"):
        old.unlink()
    download = ["sh", "-c", f"cd {shlex.quote(str(SETUP))} && apt-get download {FANDOL_PACKAGE}"]
    try:
        run(download, "fonts")
    except Stop:
        apt("update")
        run(download, "fonts")
    package = next(SETUP.glob(FANDOL_PACKAGE + "*.deb"))
    unpack_fonts(package, FONTS)
    package.unlink()


def unpack_fonts(package: Path, into: Path) -> None:
    into.mkdir(exist_ok=True)
    unpacked = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(package)], stdout=subprocess.PIPE)
    with tarfile.open(fileobj=unpacked.stdout, mode="r|") as files:
        for member in files:
            name = Path(member.name).name
            content = files.extractfile(member) if name in FANDOL_FONTS or name == "copyright" else None
            if content:
                part = into / (name + ".part")
                part.write_bytes(content.read())
                part.replace(into / name)
    unpacked.wait()


# The steps, and what each command needs

STAMPS = Stamps(SETUP)
VENV_STEP = Step(
    "venv",
    t("Python 虚拟环境", "virtual environment"),
    make_venv,
    lambda: [str(ROOT), os.path.realpath(PYTHON)],  # a moved checkout or an upgraded Python breaks it
    [PYTHON],
    present=venv_by_hand,
)
PACKAGES = packages("packages", t("程序库", "Python packages"), "requirements.lock")
DEV_PACKAGES = packages(
    "dev-packages", t("程序库和测试工具", "Python packages and test tools"), "requirements-dev.lock"
)
COMMAND = Step(
    "command", t("yishi 命令", "the yishi command"), write_command, lambda: [str(ROOT)], [VENV / "bin" / "yishi"]
)
BROWSER = Step(
    "browser",
    t("浏览器端文件", "browser files"),
    browser_files,
    lambda: [ROOT / "package.json", ROOT / "package-lock.json", *BROWSER_FILES.values()],
    [*(VENDOR / name for name in BROWSER_FILES), ROOT / "node_modules"],
)
SYSTEM = system_packages("system", t("PDF 用的系统软件和字体", "system packages and fonts for PDF"), PDF_PACKAGES)
TEST_SYSTEM = system_packages("test-system", t("测试用的 Chromium", "Chromium for the tests"), TEST_PACKAGES)
# Draws as Chromium does and has no windows: half as much to do for each page. Not every system has it, none needs it.
TEST_SHELL = system_packages(
    "test-shell", t("测试用的无窗口 Chromium", "Chromium without windows for the tests"), (HEADLESS,)
)
TEST_DATABASE = system_packages("test-database", t("测试用的 PostgreSQL", "PostgreSQL for the tests"), ("postgresql",))
FANDOL = Step(
    "fonts",
    t("仿宋、楷体字体", "仿宋 and 楷体 faces"),
    fandol_fonts,
    lambda: FANDOL_FONTS,
    [FONTS],
    present=lambda: all((FONTS / name).exists() for name in FANDOL_FONTS),
    needed=False,
)


def set_up(steps: Sequence[Step], insist: bool) -> None:
    with alone(SETUP):
        if Stamps.BEGUN in (STAMPS["packages"], STAMPS["dev-packages"]):
            STAMPS["venv"] = Stamps.BEGUN  # pip cannot mend a package that was only half written
        for step in steps:
            # The development lock holds all of the other, at the same versions.
            if not (step is PACKAGES and DEV_PACKAGES.is_done(STAMPS)):
                take(step, STAMPS, insist)


RUN_STEPS = (VENV_STEP, PACKAGES, COMMAND, BROWSER, SYSTEM, FANDOL)
CHECK_STEPS = (VENV_STEP, DEV_PACKAGES, COMMAND)
WHEEL_STEPS = (*CHECK_STEPS, BROWSER)
BENCH_STEPS = (*WHEEL_STEPS, SYSTEM, FANDOL)
TEST_STEPS = (*BENCH_STEPS, TEST_SYSTEM, TEST_SHELL, TEST_DATABASE)


# Much of the tests' time is waiting, for a disk, a browser, a clock: two of them side by side keep one core busy.
# What has waited in vain on a busy machine is tried once more, and the summary names it.
WORKERS = min(4, 2 * (os.cpu_count() or 1))
SIDE_BY_SIDE = (f"--numprocesses={WORKERS}", "--dist=loadscope", "--no-loadscope-reorder", "--reruns=1")
GATE_TESTS = ("test_architecture.py", "test_translations.py")


def check() -> int:
    """The gate: every tool runs even when an earlier one complains."""
    tests = sorted(str(path) for name in GATE_TESTS for path in (ROOT / "tests").rglob(name))
    tools = [["ruff", "format", "--check", "."], ["ruff", "check", "."], ["mypy"]]
    if tests:  # pytest without names would run all
        tools.append(["pytest", "-q", *tests])
    codes = [subprocess.run([PYTHON, "-m", *tool], cwd=ROOT).returncode for tool in tools]
    return 1 if any(codes) else 0


def lock(arguments: Sequence[str]) -> int:
    """Write the lock files anew after an edit of what they lock; `--upgrade` also moves what was not edited."""
    options = ["--universal", "--generate-hashes", "--no-emit-index-url", "--no-header", "--quiet", *arguments]
    uv = [str(PYTHON), "-m", "uv", "pip", "compile", *options]
    run([*uv, "pyproject.toml", "-o", "requirements.lock"], "lock")
    run([*uv, "pyproject.toml", "--extra=dev", "-c", "requirements.lock", "-o", "requirements-dev.lock"], "lock")
    run([*uv, "requirements-node.in", "--python-version=3.11", "-o", "requirements-node.lock"], "lock")
    run([*uv, "bench/openslides.in", "--no-deps", "--no-annotate", "-o", "bench/openslides.lock"], "lock")
    run([shutil.which("npm") or VENV / "bin" / "npm", "install", "--package-lock-only", "--ignore-scripts"], "lock")
    npm_lock = ROOT / "package-lock.json"
    # Where to send a donation is no part of a lock, and is an address.
    npm_lock.write_text(re.sub(r',\n *"funding": (\{[^{}]*\}|\[[^]]*\])', "", npm_lock.read_text()))
    return 0


def suit_python() -> None:
    """Hand over to a newer Python of this machine when this one is too old."""
    if sys.version_info >= OLDEST:
        return
    for minor in range(19, OLDEST[1] - 1, -1):
        newer = shutil.which(f"python3.{minor}")
        if newer:
            os.execv(newer, [newer, __file__, *sys.argv[1:]])
    oldest, have = (".".join(map(str, version[:2])) for version in (OLDEST, sys.version_info))
    raise Stop(
        t(f"议事需要 Python {oldest} 或更新，这里是 {have}。", f"yishi needs Python {oldest} or newer; this is {have}.")
    )


def main(command: str, arguments: Sequence[str]) -> int:
    suit_python()
    if command == "setup":
        set_up(RUN_STEPS, insist=True)
        say(t("准备好了。启动：make run", "Ready. Start it with: make run"))
    elif command == "run":
        set_up(RUN_STEPS, insist=False)
        become(VENV / "bin" / "yishi", "run", *arguments)
    elif command == "test":
        set_up(TEST_STEPS, insist=True)
        # A hundred processes of the tests import the house: what one has compiled is kept for the others.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        become(PYTHON, "-m", "pytest", *SIDE_BY_SIDE, *arguments)
    elif command == "bench":
        set_up(BENCH_STEPS, insist=False)
        become(PYTHON, "-m", "bench", *arguments)
    elif command == "wheel":
        set_up(WHEEL_STEPS, insist=False)
        become(PYTHON, "-m", "build", "--wheel", "--no-isolation", *arguments)
    elif command == "check":
        set_up(CHECK_STEPS, insist=False)
        return check()
    elif command == "lock":
        set_up(CHECK_STEPS, insist=False)
        return lock(arguments)
    else:
        say((__doc__ or "").splitlines()[0])
        return 2
    return 0


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]  # a terminal that has no Chinese
    try:
        sys.exit(main((sys.argv[1:] or ["help"])[0], sys.argv[2:]))
    except Stop as why:
        sys.exit(str(why))
    except KeyboardInterrupt:
        sys.exit(130)
