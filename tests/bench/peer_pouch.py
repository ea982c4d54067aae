"""PouchDB beside us on the same line: installed from the package registry into a folder of the cache, where node is."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.lines.profiles import Profile
from tests.lines.tun_line import TunLine

HERE = Path(__file__).resolve().parent / "pouch"


def why_not() -> str:
    """Why there is no PouchDB here; empty where there is."""
    return "" if shutil.which("node") and shutil.which("npm") else "node and npm are not installed"


def installed() -> Path:
    """The folder its program runs in; made once, then kept in the user's cache."""
    folder = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "amphoe-desk" / "bench-pouch"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "serve.js", "push.js"):
        shutil.copy(HERE / name, folder / name)
    if not (folder / "node_modules").exists():
        options = ["--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts", "--loglevel=error"]
        subprocess.run(["npm", "install", *options], cwd=folder, check=True, capture_output=True)
    return folder


def push(profile: Profile, documents: list[dict[str, object]]) -> tuple[float, int]:
    """Seconds and bytes on the air, both ways, to replicate these documents to an empty server."""
    folder = installed()
    with tempfile.TemporaryDirectory() as made, TunLine(profile) as line:
        file = Path(made) / "documents.json"
        file.write_text(json.dumps(documents, ensure_ascii=False), "utf-8")
        there = ["ip", "netns", "exec", line.space("b"), "node", "serve.js", line.far, "5984"]
        server = subprocess.Popen(there, cwd=folder, stdout=subprocess.PIPE, text=True)
        try:
            assert server.stdout is not None
            assert server.stdout.readline().strip() == "up"
            here = ["ip", "netns", "exec", line.space("a"), "node", "push.js", f"http://{line.far}:5984", str(file)]
            done = subprocess.run(here, cwd=folder, capture_output=True, text=True, timeout=600, check=False)
            if done.returncode:
                raise RuntimeError(done.stderr[-2000:])
            counted = line.counted()
            return float(done.stdout.split()[-1]), counted["up_bytes"] + counted["down_bytes"]
        finally:
            server.kill()
            server.wait()
