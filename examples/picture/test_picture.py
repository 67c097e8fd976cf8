"""python3 -m unittest discover -s examples/picture"""

import itertools
import json
import os
import random
import subprocess
import sys
import unittest

from picture import Picture

OLD, NEW = "sha256:" + "0d" * 32, "sha256:" + "1e" * 32
STANDARD = {"service.deployed": "0.3.0", "service.upgraded": "0.3.0", "service.rolledback": "0.3.0", "artifact.packaged": "0.3.0"}


class Topic:
    """Writes events as docs/events.md says they look, each key with its own seq."""

    def __init__(self):
        self.seq = {}
        self.lines = []

    def tell(self, name, time, key, fact, move=None):
        self.seq[key] = self.seq.get(key, 0) + 1
        kind = "dev.cdevents.%s.%s" % (name, STANDARD[name]) if name in STANDARD else \
            "dev.cdeventsx.slipway-%s.0.1.0" % name
        ledger = {"kind": "artifact", "subject": key, "seq": self.seq[key], "actor": "slipway", "previousHash": "0" * 64}
        if move:
            ledger["move"] = dict(zip(("machine", "instance", "from", "to"), move))
        self.lines.append(json.dumps({
            "specversion": "1.0", "id": "%s/%d" % (key, self.seq[key]), "source": "/slipway/deployer", "type": kind,
            "subject": "pkg:oci/shop", "time": "2026-11-25T10:00:%02d.5Z" % time, "datacontenttype": "application/json",
            "data": {"context": {}, "subject": {}, "customData": {"ledger": ledger, "fact": fact}}}))

    def packaged(self, time, digest, commit):
        self.tell("artifact.packaged", time, digest, {"app": "shop", "commit": commit})

    def at(self, name, time, digest, move=None, **fact):
        self.tell(name, time, digest, {"app": "shop", "environment": "prod", **fact}, move)

    def deployment(self, time, digest, id, states, end, **fact):
        """Queued at a time; each further state a second later."""
        states = ["NONE", "QUEUED", *states]
        for i, (before, after) in enumerate(zip(states, states[1:])):
            name = end if i == len(states) - 2 else "deployment.queued" if i == 0 else "deployment.progressed"
            self.at(name, time + i, digest, ("deployment", id, before, after), deployment=id,
                    **(fact if name == end else {}))


def picture(lines):
    made = Picture()
    for line in lines:
        made.take(line)
    return made.as_json()


def prod(lines):
    return next(place for place in picture(lines)["places"] if place["environment"] == "prod")


def story():
    """The first digest serves, the second takes its place, is found bad later and is rolled back by a deployment of the first."""
    topic = Topic()
    topic.packaged(0, OLD, "c0")
    topic.deployment(1, OLD, "d1", ["PREPARING", "SUCCEEDED"], "service.deployed", url="http://shop")
    topic.packaged(5, NEW, "c1")
    topic.deployment(6, NEW, "d2", ["PREPARING", "SUCCEEDED"], "service.upgraded", url="http://shop", **{"from": OLD})
    topic.deployment(10, OLD, "d3", ["PREPARING", "SUCCEEDED"], "service.rolledback", to=OLD, cause="slow", **{"from": NEW})
    return topic


class PictureTest(unittest.TestCase):
    def test_the_first_digest_serves_since_its_deployment_was_good(self):
        place = prod(story().lines[:4])
        self.assertEqual(place["serving"], {
            "digest": OLD, "deployment": "d1", "since": "2026-11-25T10:00:03.5Z", "url": "http://shop", "commit": "c0"})

    def test_one_that_is_under_way_does_not_serve(self):
        place = prod(story().lines[:7])
        self.assertEqual(place["serving"]["digest"], OLD)
        self.assertEqual((place["lastDeployment"]["id"], place["lastDeployment"]["state"]), ("d2", "PREPARING"))

    def test_an_upgrade_serves(self):
        place = prod(story().lines[:8])
        self.assertEqual((place["serving"]["digest"], place["serving"]["commit"]), (NEW, "c1"))

    def test_a_way_back_by_a_deployment_of_the_old_digest_serves(self):
        place = prod(story().lines)
        self.assertEqual((place["serving"]["digest"], place["serving"]["deployment"]), (OLD, "d3"))
        self.assertEqual(place["serving"]["url"], "http://shop")
        self.assertEqual((place["lastDeployment"]["state"], place["lastDeployment"]["failure"]), ("SUCCEEDED", None))

    def test_one_that_was_undone_leaves_what_served(self):
        topic = Topic()
        topic.deployment(1, OLD, "d1", ["SUCCEEDED"], "service.deployed", url="u")
        topic.deployment(5, NEW, "d2", ["BAKING", "ROLLED_BACK"], "service.rolledback", to=OLD, cause="logs: panic", **{"from": NEW})
        place = prod(topic.lines)
        self.assertEqual(place["serving"]["digest"], OLD)
        self.assertEqual((place["lastDeployment"]["state"], place["lastDeployment"]["failure"]), ("ROLLED_BACK", "logs: panic"))

    def test_one_that_failed_says_why(self):
        topic = Topic()
        topic.deployment(1, OLD, "d1", ["VERIFYING", "ABORTED"], "deployment.failed", step="verify", reason="not ready")
        place = prod(topic.lines)
        self.assertIsNone(place["serving"])
        self.assertEqual((place["lastDeployment"]["state"], place["lastDeployment"]["failure"]), ("ABORTED", "not ready"))

    def test_a_refusal_has_the_reasons_of_the_gates_that_did_not_pass(self):
        topic = Topic()
        gates = [{"gate": "tests", "verdict": "PASS", "because": "2 passed"},
                 {"gate": "scan", "verdict": "FAIL", "because": "1 critical"}]
        topic.at("gate.evaluated", 1, NEW, ("placement", "i", "PENDING", "BLOCKED"), verdict="FAIL", gates=gates)
        refusal = prod(topic.lines)["lastRefusal"]
        self.assertEqual((refusal["digest"], refusal["because"], refusal["stands"]), (NEW, ["scan: 1 critical"], True))
        topic.at("gate.evaluated", 2, NEW, ("placement", "i", "BLOCKED", "PENDING"), verdict="INCONCLUSIVE", gates=[])
        self.assertFalse(prod(topic.lines)["lastRefusal"]["stands"])

    def test_a_freeze_holds_until_it_is_closed_or_its_time_is_over(self):
        topic = Topic()
        topic.at("freeze.opened", 1, "shop/prod", reason="holidays", until="2026-12-27T00:00:00Z")
        made = Picture()
        made.take(topic.lines[0])
        for now, wanted in (("2026-12-26T23:59:59.9Z", ["FREEZE"]), ("2026-12-27T00:00:00.1Z", [])):
            self.assertEqual([one["kind"] for one in made.as_json(now)["places"][0]["restrictions"]], wanted)
        topic.at("freeze.closed", 2, "shop/prod", reason="over")
        self.assertEqual(prod(topic.lines)["restrictions"], [])

    def test_the_order_between_keys_does_not_matter(self):
        topic = story()
        wanted = prod(topic.lines)
        old = [line for line in topic.lines if '"subject": "%s"' % OLD in line]
        new = [line for line in topic.lines if '"subject": "%s"' % NEW in line]
        self.assertEqual(len(old) + len(new), len(topic.lines))
        for chosen in itertools.combinations(range(len(topic.lines)), len(new)):
            of_old, of_new = iter(old), iter(new)
            lines = [next(of_new if i in chosen else of_old) for i in range(len(topic.lines))]
            self.assertEqual(prod(lines), wanted)

    def test_times_are_compared_as_times(self):
        topic = Topic()
        topic.at("service.deployed", 1, OLD, deployment="d1", url="u")
        topic.at("service.upgraded", 1, NEW, deployment="d2", url="u", **{"from": OLD})
        lines = [topic.lines[0].replace("01.5Z", "01Z"), topic.lines[1].replace("01.5Z", "01.000001Z")]
        for order in (lines, lines[::-1]):
            self.assertEqual(prod(order)["serving"]["digest"], NEW)

    def test_repetitions_do_not_matter(self):
        lines = story().lines
        twice = picture(lines + lines)
        self.assertEqual(twice["places"], picture(lines)["places"])
        self.assertEqual(twice["repeated"], len(lines))
        chosen = random.Random(7)
        stutter = [again for line in lines for again in [line] * chosen.randint(1, 3)]
        self.assertEqual(picture(stutter)["places"], picture(lines)["places"])

    def test_what_it_does_not_know_is_passed_over(self):
        topic = story()
        topic.at("weather.observed", 20, NEW, ("climate", "x", "DRY", "WET"), rain=True)
        topic.tell("planet.aligned", 21, "mars", {"with": "venus"})
        self.assertEqual(picture(topic.lines)["unreadable"], 0)
        self.assertEqual(prod(topic.lines), prod(story().lines))

    def test_members_of_tomorrow_are_passed_over(self):
        lines = []
        for line in story().lines:
            event = json.loads(line)
            for place in (event, event["data"], event["data"]["customData"]["ledger"], event["data"]["customData"]["fact"]):
                place["addedTomorrow"] = {"deeply": [1]}
            lines.append(json.dumps(event))
        self.assertEqual(picture(lines), picture(story().lines))

    def test_what_is_no_event_is_counted_and_breaks_nothing(self):
        rubbish = ["", "no JSON", "[]", "null", "7", '{"type": "x"}', '{"data": {"customData": {"ledger": {}}}}']
        made = picture(rubbish + story().lines)
        self.assertEqual(made["unreadable"], len(rubbish))
        self.assertEqual(made["places"], picture(story().lines)["places"])

    def test_a_gap_shows(self):
        self.assertEqual(picture(story().lines)["gaps"], 0)
        self.assertEqual(picture(story().lines[:1] + story().lines[2:])["gaps"], 1)

    def test_as_a_program_it_tells_places_that_change(self):
        program = [sys.executable, os.path.join(os.path.dirname(os.path.abspath(__file__)), "picture.py")]
        lines = "\n".join(story().lines) + "\n"
        told = subprocess.run([*program], input=lines, capture_output=True, text=True, check=True).stdout
        self.assertIn("shop/prod  0d0d0d0d0d0d", told)
        followed = subprocess.run([*program, "--follow", "--json"], input=lines, capture_output=True, text=True, check=True)
        self.assertEqual(json.loads(followed.stdout.splitlines()[-1])["places"], picture(story().lines)["places"])


if __name__ == "__main__":
    unittest.main()
