"""Make requirements.lock and requirements-dev.lock from pyproject.toml.

    python tools/make_lock.py [--check]

The resolver is the package `uv`, taken from PATH or installed by pip into a throw-away venv. What it finds is
written anew as plain requirements: one exact version a package, markers where a package is not wanted everywhere,
and the sha256 of every wheel that fits a machine we promise (`TARGETS`), so that one file serves all of them and
names no index. Wheels only: nothing is built on an officer's machine.

`--check` writes nothing; it says whether the locks on disk still satisfy pyproject.toml (exit 1 if not).
Run this with the development venv: it needs `packaging`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.tags import Tag, compatible_tags, cpython_tags, mac_platforms
from packaging.utils import canonicalize_name, parse_wheel_filename

HOUSE = Path(__file__).resolve().parent.parent
MINORS = (11, 12, 13, 14)
GLIBC_PROMISED = 28  # glibc 2.28 of 2018: every Linux that has a Python 3.11 of its own
GLIBC_TAKEN = 40  # wheels for newer glibc are listed as well; pip takes the one that fits
HEAD = "# Made by tools/make_lock.py from pyproject.toml: do not edit by hand.\n"


@dataclass(frozen=True)
class Target:
    """A kind of machine: pip's platform tags and the markers it answers to."""

    name: str
    platforms: tuple[str, ...]
    system: str  # platform_system
    sys_platform: str
    machine: str  # platform_machine
    promised: bool  # a missing wheel is an error here, a remark elsewhere


def linux(arch: str, glibc: int) -> tuple[str, ...]:
    """manylinux tags up to glibc 2.N, with the old aliases."""
    modern = [f"manylinux_2_{n}_{arch}" for n in range(glibc, 4, -1)]
    return (*modern, f"manylinux2014_{arch}", f"manylinux2010_{arch}", f"manylinux1_{arch}")


TARGETS = (
    Target("Linux x86-64", linux("x86_64", GLIBC_PROMISED), "Linux", "linux", "x86_64", True),
    Target("Linux arm64", linux("aarch64", GLIBC_PROMISED), "Linux", "linux", "aarch64", True),
    Target("Windows amd64", ("win_amd64",), "Windows", "win32", "AMD64", False),
    Target("macOS arm64", tuple(mac_platforms((14, 0), "arm64")), "Darwin", "darwin", "arm64", False),
    Target("macOS x86-64", tuple(mac_platforms((14, 0), "x86_64")), "Darwin", "darwin", "x86_64", False),
)


def tags(minor: int, platforms: Iterable[str]) -> Iterator[Tag]:
    """Every tag that CPython 3.minor accepts on these platforms (the build with the GIL)."""
    names = list(platforms)
    yield from cpython_tags((3, minor), abis=[f"cp3{minor}"], platforms=names)
    yield from compatible_tags((3, minor), interpreter=f"cp3{minor}", platforms=names)


def environment(target: Target, minor: int) -> dict[str, str]:
    """The marker environment of one Python on one target."""
    return {
        "implementation_name": "cpython",
        "implementation_version": f"3.{minor}.0",
        "os_name": "nt" if target.system == "Windows" else "posix",
        "platform_machine": target.machine,
        "platform_python_implementation": "CPython",
        "platform_release": "",
        "platform_system": target.system,
        "platform_version": "",
        "python_full_version": f"3.{minor}.0",
        "python_version": f"3.{minor}",
        "sys_platform": target.sys_platform,
        "extra": "",
    }


def resolver(scratch: Path) -> str:
    """The path of uv: the one on PATH, or one installed into `scratch` for this run alone."""
    found = shutil.which("uv")
    if found:
        return found
    subprocess.run([sys.executable, "-m", "venv", str(scratch / "uv")], check=True)
    scripts = scratch / "uv" / ("Scripts" if sys.platform == "win32" else "bin")
    subprocess.run([str(scripts / "python"), "-m", "pip", "install", "-q", "uv"], check=True)
    return str(scripts / "uv")


def resolve(uv: str, output: Path, *options: str) -> list[dict[str, Any]]:
    """One resolution for all Pythons and platforms at once, as PEP 751 packages."""
    command = [uv, "pip", "compile", "-q", str(HOUSE / "pyproject.toml"), "--universal", "--no-build", "--no-config"]
    command += ["--python-version", f"3.{MINORS[0]}", "--format", "pylock.toml", "-o", str(output), *options]
    subprocess.run(command, check=True, cwd=output.parent, stdout=subprocess.DEVNULL)
    return sorted(tomllib.loads(output.read_text("utf-8"))["packages"], key=lambda package: str(package["name"]))


def wheels(package: dict[str, Any]) -> Iterator[tuple[frozenset[Tag], str]]:
    """Tags and sha256 of every wheel of a package."""
    for wheel in package.get("wheels", ()):
        name = wheel.get("name") or wheel["url"].rsplit("/", 1)[1]
        yield parse_wheel_filename(name)[3], wheel["hashes"]["sha256"]


def taken(package: dict[str, Any]) -> list[str]:
    """Hashes of the wheels some target could install, sorted."""
    wide = {tag for minor in MINORS for target in TARGETS for tag in tags(minor, target.platforms)}
    for minor in MINORS:
        for arch in ("x86_64", "aarch64"):
            wide.update(tags(minor, linux(arch, GLIBC_TAKEN)))
    return sorted({digest for offered, digest in wheels(package) if offered & wide})


def missing(packages: Iterable[dict[str, Any]]) -> Iterator[tuple[bool, str]]:
    """(promised, sentence) for every package, Python and target without a wheel."""
    for package in packages:
        offered = {tag for tags_of_wheel, _ in wheels(package) for tag in tags_of_wheel}
        marker = Marker(package["marker"]) if "marker" in package else None
        for target in TARGETS:
            lacking = [
                f"3.{minor}"
                for minor in MINORS
                if (marker is None or marker.evaluate(environment(target, minor)))
                and offered.isdisjoint(tags(minor, target.platforms))
            ]
            if lacking:
                yield target.promised, f"{package['name']} {package['version']}: no wheel, {target.name}, {lacking}"


def lines(packages: Iterable[dict[str, Any]]) -> str:
    """The lock file: requirements with hashes, and nothing about where they come from."""
    blocks = [HEAD]
    for package in packages:
        marker = f" ; {package['marker']}" if "marker" in package else ""
        hashes = "".join(f" \\\n    --hash=sha256:{digest}" for digest in taken(package))
        blocks.append(f"{package['name']}=={package['version']}{marker}{hashes}\n")
    return "".join(blocks)


def pinned(lock: Path) -> dict[str, Requirement]:
    """Requirements of a lock by canonical name."""
    joined = lock.read_text("utf-8").replace("\\\n", " ").splitlines()
    found = (Requirement(line.split(" --hash")[0]) for line in joined if line and not line.startswith("#"))
    return {canonicalize_name(requirement.name): requirement for requirement in found}


def unsatisfied() -> list[str]:
    """What pyproject.toml asks for and the locks on disk do not give."""
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text("utf-8"))["project"]
    run, dev = pinned(HOUSE / "requirements.lock"), pinned(HOUSE / "requirements-dev.lock")
    faults = [f"{name}: other version in requirements-dev.lock" for name in run if str(run[name]) != str(dev.get(name))]
    wanted = [(run, text) for text in project["dependencies"]]
    wanted += [(dev, text) for text in project["optional-dependencies"]["dev"]]
    for lock, text in wanted:
        requirement = Requirement(text)
        pin = lock.get(canonicalize_name(requirement.name))
        if pin is None or not requirement.specifier.contains(str(pin.specifier).removeprefix("=="), prereleases=True):
            faults.append(f"{text}: not in the lock")
    return faults


def make() -> int:
    """Write both locks and say what has no wheel; 1 if a promised machine cannot install."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        uv = resolver(scratch)
        run = resolve(uv, scratch / "pylock.toml")
        # The development lock is the same house with more tools: what both name must be one version.
        pins = scratch / "pins.txt"
        pins.write_text("".join(f"{package['name']}=={package['version']}\n" for package in run), "utf-8")
        dev = resolve(uv, scratch / "pylock.dev.toml", "--extra", "dev", "-c", str(pins))
    versions = {package["name"] for package in run}
    if len(versions) != len(run):
        sys.stderr.write("two versions of one package: widen pyproject.toml so that one fits everywhere\n")
        return 1
    (HOUSE / "requirements.lock").write_text(lines(run), "utf-8")
    (HOUSE / "requirements-dev.lock").write_text(lines(dev), "utf-8")
    faults = sorted(set(missing(dev)), reverse=True)
    sys.stdout.write(f"{len(run)} packages to run, {len(dev)} to develop\n")
    sys.stdout.writelines(f"{'ERROR ' if promised else ''}{sentence}\n" for promised, sentence in faults)
    return int(any(promised for promised, _ in faults))


def main(arguments: list[str]) -> int:
    """Make the locks, or with --check compare them with pyproject.toml."""
    if arguments == ["--check"]:
        faults = unsatisfied()
        sys.stderr.writelines(f"{fault}\n" for fault in faults)
        return int(bool(faults))
    if arguments:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    return make()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
