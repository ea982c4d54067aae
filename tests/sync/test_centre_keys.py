"""What the feed tells of keys: where a branch's hub is, and the centre's next key, told before it is used."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import RealCentre, run_central
from cryptography.exceptions import InvalidSignature
from stranger import Stranger, b64, unb64

from tests.own_certificates import Authority

pytestmark = pytest.mark.process


def named(desk: Stranger, owner: str, cursor: str = "") -> list[dict[str, str]]:
    found, _ = desk.pull(cursor)
    return [line["b"] for line in found if line["k"] == "key.put" and line["b"]["owner"] == owner]


def test_the_branch_is_told_where_its_hub_is(make_centre: Callable[..., RealCentre], tmp_path: Path) -> None:
    centre = make_centre(citizens=5)
    desk, hub = centre.desk("5701A"), centre.desk("5701HUB")
    certificate = tmp_path / "hub.pem"
    certificate.write_text(Authority().pem)
    centre.command("hub", "5701HUB", "https://10.0.0.5:8443", "--certificate", str(certificate))
    told = named(desk, "5701HUB")[-1]
    assert told["address"] == "https://10.0.0.5:8443"
    assert (told["public_key"], told["certificate"]) == (b64(hub.public), certificate.read_text())
    certificate.write_text("no certificate")
    for address, more in (("http://10.0.0.5", ()), ("https://10.0.0.5", ("--certificate", str(certificate)))):
        refused = run_central("hub", "5701HUB", address, *more, *centre.place)
        assert refused.returncode == 2, refused.stderr
    assert run_central("hub", "5701Z", "https://10.0.0.5", *centre.place).returncode == 2


def test_trust_is_handed_on_from_key_to_key(make_centre: Callable[..., RealCentre]) -> None:
    centre = make_centre(citizens=5)
    early, away = centre.desk("5701A"), centre.desk("5701B")
    old_key = early.server_key
    _, cursor = away.pull()
    _, here = early.pull()
    centre.command("key", "next")
    told = named(early, "centre", here)
    assert len(told) == 1
    centre.command("key", "next")  # again: nothing more is said
    assert named(early, "centre", here) == told
    centre.stop()
    centre.command("key", "use", "--yes")
    centre.start()
    new_key = unb64(told[0]["public_key"])
    # a desk that has read of the key meets it at once; one that was away is told of it under the key it knows
    _, here = early.pull(here)
    early.server_key = new_key
    early.act("visit.opened", {"purpose": "enquiry"})
    assert early.push(feed=here, max=100_000).acks[0]["through"] == 1
    assert named(away, "centre", cursor) == told
    # who comes new knows the new one only, from the first line of the feed on, and in the snapshot
    fresh = centre.desk("5701C")
    assert fresh.server_key == new_key
    assert named(fresh, "centre") == told
    about = fresh.signed("GET", "/v1/snapshots/current").json()
    text = f"snapshot\n{fresh.branch}\n{about['id']}\n{about['feed']}\n{about['sha256']}"
    fresh._by_centre(about["sig"], text)
    assert run_central("key", "next", *centre.place).returncode == 2  # one after the other
    centre.stop()
    centre.command("key", "retire", "--yes")
    centre.start()
    with pytest.raises(InvalidSignature):
        away.pull(cursor)
    found, _ = fresh.pull()
    gone = [line["b"]["desk"] for line in found if line["k"] == "desk.revoked"]
    assert (gone, away.server_key) == (["centre"], old_key)
