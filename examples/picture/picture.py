#!/usr/bin/env python3
"""What runs where, from the topic slipway.lifecycle alone.

Reads events from standard input, one JSON document a line, as kcat writes them:

    kcat -b BROKER -C -t slipway.lifecycle -o beginning -e -f '%s\\n' | python3 picture.py

Without -e kcat goes on, and --follow prints each place again that changes. Knows what docs/events.md says, and no more; needs
nothing but Python 3.
"""

import argparse
import datetime
import json
import sys

SERVES = ("dev.cdevents.service.deployed.", "dev.cdevents.service.upgraded.")
ROLLED_BACK = "dev.cdevents.service.rolledback."
OURS = "dev.cdeventsx.slipway-"


class Picture:
    """Apps by environments. Takes the events of each key in order, several keys in any, and each as often as it comes."""

    def __init__(self):
        self.places = {}
        self.commits = {}
        self.last = {}
        self.taken = 0
        self.repeated = 0
        self.unreadable = 0
        self.gaps = 0

    def take(self, line):
        """One line; gives back the place that it changed, such as 'shop/prod', or None."""
        try:
            event = json.loads(line)
            ledger = event["data"]["customData"]["ledger"]
            fact = event["data"]["customData"]["fact"]
            key, seq, kind, time = ledger["subject"], ledger["seq"], event["type"], event["time"]
            move = ledger.get("move") or {}
            if not (isinstance(seq, int) and isinstance(fact, dict) and isinstance(move, dict)):
                raise TypeError("not as documented")
        except (ValueError, KeyError, TypeError):
            self.unreadable += 1
            return None
        last = self.last.get(key, 0)
        if seq <= last:
            self.repeated += 1
            return None
        self.gaps += seq != last + 1
        self.last[key] = seq
        self.taken += 1
        return self.apply(kind, key, time, move, fact)

    def apply(self, kind, key, time, move, fact):
        if kind.startswith("dev.cdevents.artifact.packaged."):
            self.commits.setdefault(key, fact["commit"])
            return None
        if "app" not in fact or "environment" not in fact:
            return None
        name = "%s/%s" % (fact["app"], fact["environment"])
        place = self.places.setdefault(name, new_place())
        before = json.dumps(place, sort_keys=True)
        if move.get("machine") == "deployment":
            deployment(place, key, time, move, fact, kind)
        elif move.get("machine") == "placement":
            place["placements"][key] = move["to"]
        if kind.startswith(SERVES) or kind.startswith(ROLLED_BACK) and fact.get("to") == key:
            serves(place, key, time, fact)
        elif kind.startswith(OURS + "gate.evaluated.") and fact["verdict"] == "FAIL":
            refused(place, key, time, fact)
        elif kind.startswith((OURS + "hold.", OURS + "freeze.")):
            restrict(place, kind[len(OURS):].split(".")[:2], time, fact)
        return name if json.dumps(place, sort_keys=True) != before else None

    def as_json(self, now=None):
        now = moment(now or datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ"))
        places = []
        for name, place in sorted(self.places.items()):
            app, environment = name.split("/")
            serving = place["serving"]
            newest = max(place["deployments"].values(), key=lambda one: (moment(one["queuedAt"]), one["id"]), default=None)
            refusal = place["refusal"]
            places.append({
                "app": app,
                "environment": environment,
                "serving": serving and {**serving, "commit": self.commits.get(serving["digest"])},
                "lastDeployment": newest,
                "lastRefusal": refusal and {
                    **refusal, "stands": place["placements"].get(refusal["digest"]) == "BLOCKED"},
                "restrictions": [
                    {"kind": kind, **{name: one[name] for name in ("reason", "since", "until")}}
                    for kind, one in sorted(place["restrictions"].items()) if holds(one, now)],
            })
        return {"places": places, "taken": self.taken, "repeated": self.repeated,
                "unreadable": self.unreadable, "gaps": self.gaps}


def moment(time):
    """To be compared: times have as many digits of a second as they need."""
    seconds, _, fraction = time.rstrip("Z").partition(".")
    return seconds, fraction.ljust(9, "0")


def new_place():
    return {"serving": None, "deployments": {}, "placements": {}, "refusal": None, "restrictions": {}}


def serves(place, digest, time, fact):
    """Digests are of different keys, which come in any order: the later one serves."""
    serving = place["serving"]
    if serving and moment(serving["since"]) > moment(time):
        if not serving["url"]:
            serving["url"] = fact.get("url")
        return
    place["serving"] = {
        "digest": digest, "deployment": fact["deployment"], "since": time,
        # a way back does not say it again: it is the place's, not the digest's
        "url": fact.get("url") or (serving or {}).get("url")}


def deployment(place, digest, time, move, fact, kind):
    """All events of one deployment have one key, so they come in order."""
    one = place["deployments"].setdefault(move["instance"], {
        "id": move["instance"], "digest": digest, "queuedAt": time, "state": None, "endedAt": None, "failure": None})
    one["state"] = move["to"]
    if kind.startswith((ROLLED_BACK, OURS + "deployment.failed", OURS + "deployment.skipped", OURS + "deployment.cancelled",
                        *SERVES)):
        one["endedAt"] = time
        if move["to"] != "SUCCEEDED":
            one["failure"] = fact.get("reason") or fact.get("cause")


def refused(place, digest, time, fact):
    if not place["refusal"] or moment(place["refusal"]["at"]) <= moment(time):
        place["refusal"] = {"digest": digest, "at": time, "because": [
            "%s: %s" % (gate["gate"], gate["because"]) for gate in fact["gates"] if gate["verdict"] != "PASS"]}


def restrict(place, name, time, fact):
    """The key is the place itself, so these come in order."""
    kind, begins = name[0].upper(), name[1] in ("placed", "opened")
    place["restrictions"][kind] = {
        "begun": begins, "reason": fact["reason"], "since": time, "until": fact.get("until")}


def holds(restriction, now):
    return restriction["begun"] and (not restriction["until"] or now < moment(restriction["until"]))


def text(picture):
    rows = [("WHERE", "SERVES", "SINCE", "LAST DEPLOYMENT", "LAST REFUSAL")]
    for place in picture.as_json()["places"]:
        serving, last, refusal = place["serving"], place["lastDeployment"], place["lastRefusal"]
        rows.append((
            "%(app)s/%(environment)s" % place,
            serving["digest"][7:19] if serving else "-",
            serving["since"][:19] if serving else "-",
            "%s %s" % (last["digest"][7:19], last["state"]) if last else "-",
            "%s %s" % (refusal["digest"][7:19], "; ".join(refusal["because"])) if refusal else "-"))
    widths = [max(len(row[i]) for row in rows) for i in range(4)]
    return "\n".join("  ".join([*(cell.ljust(width) for cell, width in zip(row, widths)), row[4]]) for row in rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print the picture as JSON")
    parser.add_argument("--follow", action="store_true", help="print it again whenever a place changes")
    options = parser.parse_args()
    picture = Picture()
    show = (lambda: json.dumps(picture.as_json())) if options.json else (lambda: text(picture))
    for line in sys.stdin:
        if picture.take(line) and options.follow:
            print(show(), flush=True)
    if not options.follow:
        print(show())


if __name__ == "__main__":
    main()
