"""What the cast of a fuzz run has from the outset, all of it asked for at the public API."""

import secrets
from datetime import timedelta
from itertools import product
from typing import Any

import httpx

from models import clock
from tests import images
from tests.server.fuzz.cast import PEOPLE, Cast
from tests.tablets import Tablet, TabletKey, key_of, scan

_EVENTS = """{ events(first: 100) { edges { node {
  id state capacity seatsTaken seatsWaiting venue { id } hall { gates { id } } dealers { id }
} } } }"""
_LEADS = '{ leads(dealer: "%s", first: 9) { edges { node { id } } } }'
_CRM = "crm@dealer.example"
_ME = "{ viewer { member { id } grants { scope { id } } } }"
_DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
_SPARE = 4
_SPENT = "spent: code"
_HOUR = timedelta(hours=1)
_YES = {"textVersion": 1, "language": "en"}


def assemble(http: httpx.Client) -> Cast:
    """Everybody signed in, and each with something of their own to be asked about."""
    cast = Cast(http)
    for person in PEOPLE:
        cast.sign_in(person)
    found = cast.ask("operator", _EVENTS)["events"]["edges"]
    events = [edge["node"] for edge in found]
    dealer = cast.ask("dealer", _ME)["viewer"]["grants"][0]["scope"]["id"]
    others = [one["id"] for event in events for one in event["dealers"] if one["id"] != dealer]
    on = next(one for one in events if one["state"] == "IN_PROGRESS" and _has_room(one))
    _speak(cast)
    _book(cast, [dealer, others[0]])
    _open_doors(cast, on)
    _staff(cast, dealer)
    _welcome(cast, dealer)
    _follow_up(cast, dealer)
    cast.made["dealer"] = cast.made["seller.1"] = cast.made["dealer"] + cast.made["seller.1"]
    _route(cast)
    return cast


def _has_room(event: dict[str, Any]) -> bool:
    return event["seatsTaken"] < event["capacity"] and not event["seatsWaiting"]


def _book(cast: Cast, dealers: list[str]) -> None:
    """A guest comes with a friend, and gives the last seat at another event to who waits."""
    at = {"name": "Pier 7", "address": "7 Riverside Road", "zone": "Asia/Shanghai"}
    venue = cast.do("operator", "venueCreate", "venue { id }", **at)["venue"]["id"]
    for name in ("Land", "Quay", "Deck"):
        cast.do("operator", "hallCreate", "hall { id }", venue=venue, name=name, capacity=90)
    cast.do("operator", "seriesCreate", "series { id }", name="Spring")
    large = _event(cast, venue, 24 * _HOUR, dealers=dealers, capacity=40)
    small = _event(cast, venue, 26 * _HOUR, waitlistMode="OFFER", capacity=1)
    _event(cast, venue, 28 * _HOUR, capacity=9)
    for event in (large, small):
        cast.do("operator", "eventPublish", "event { id }", event=event)
    yes = [{"dealer": dealer, **_YES} for dealer in dealers]
    friend = {"name": "Ida", "email": "ida@people.example", "consents": yes}
    said = {"event": large, "consents": yes, "guests": [friend]}
    cast.do("guest.1", "registrationCreate", "registration { id seats { id } }", **said)
    given_up = "registration { given: id }"
    first = cast.do("guest.1", "registrationCreate", given_up, event=small)["registration"]
    cast.do("member", "registrationCreate", "registration { id seats { id } }", event=small)
    cast.do("guest.1", "registrationCancel", "registration { state }", registration=first["given"])


def _event(cast: Cast, venue: str, later: timedelta, **said: Any) -> str:
    """An event so much later, of an hour."""
    starts_at = clock.now() + later
    times = {"startsAt": starts_at.isoformat(), "endsAt": (starts_at + _HOUR).isoformat()}
    made = cast.do(
        "operator", "eventCreate", "event { id venue { id } dealers { id } }",
        venue=venue, title="Spring drive", **times, **said,
    )  # fmt: skip
    event: str = made["event"]["id"]
    return event


def _speak(cast: Cast) -> None:
    """A post with a picture in a group, what somebody says of it, and who wants to come in."""
    pictures = [_picture(cast, "guest.1") for _ in range(_SPARE)]
    group = {"name": "Drivers", "description": "For a drive.", "joinPolicy": "OPEN"}
    community = cast.do("guest.1", "groupCreate", "group { id }", **group)["group"]["id"]
    post = {"community": community, "text": "Hello", "pictures": pictures[:1]}
    post_id = cast.do("guest.1", "postCreate", "post { id }", **post)["post"]["id"]
    cast.do("member", "communityJoin", "membership { id }", community=community)
    cast.do("member", "commentCreate", "comment { id }", post=post_id, text="Good evening")
    cast.do("member", "reportCreate", "report { id }", subject=post_id, reason="Loud")
    cast.do("guest.1", "referralCodeRenew", "referralCode { __typename code }")
    for who, name in product(("guest.1", "member"), ("Walkers", "Readers")):
        policy = {"name": f"{name} of {who}", "joinPolicy": "APPROVAL"}
        closed = cast.do(who, "groupCreate", "group { id }", **policy)["group"]["id"]
        asked = [
            cast.do(one, "communityJoin", "membership { id }", community=closed)
            for one in ("dealer", "gate", "seller.1")
        ]
        cast.made[who] += asked


def _picture(cast: Cast, part: str) -> str:
    headers = {
        "Authorization": f"Bearer {cast.tokens[part]}", "Idempotency-Key": secrets.token_hex(8),
    }  # fmt: skip
    kept = cast.http.post("/pictures", content=images.picture("PNG"), headers=headers).json()
    picture: str = kept["id"]
    cast.made[part].append({"id": picture})
    return picture


def _open_doors(cast: Cast, event: dict[str, Any]) -> None:
    """Two tablets let the same pass in, an edge stands beside them, and more may be paired."""
    venue = event["venue"]["id"]
    cast.duty = {"event": event["id"], "gate": event["hall"]["gates"][0]["id"]}
    shown = "registration { id seats { id pass { text } } }"
    booked = cast.do("guest.1", "registrationCreate", shown, event=event["id"])
    token = booked["registration"]["seats"][0]["pass"]["text"]
    for part in ("spare", "tablet"):
        tablet = _tablet(cast, part, venue)
        batch = tablet.batch([scan(token, shown="ADMITTED", alone=True)])
        cast.do(part, "scanBatchSubmit", "conflicts { id }", **batch)
        cast.made[part].append({"__typename": "Batch", **batch})
    cast.made["edge"] = cast.made["tablet"]
    for _ in range(2):
        code = cast.do("operator", "edgePairingStart", _SPENT, event=event["id"])["spent"]
        paired = cast.do("nobody", "edgePair", "credential edge { id }", code=code, name="Edge")
        cast.tokens["edge"], cast.edge = paired["credential"], paired["edge"]["id"]
    del cast.tokens["spare"]
    for _ in range(_SPARE):
        cast.do("operator", "devicePairingStart", "code", venue=venue)
        cast.do("operator", "edgePairingStart", "code", event=event["id"])


def _tablet(cast: Cast, part: str, venue: str) -> Tablet:
    """A tablet with its duty."""
    key, now = TabletKey(), clock.now()
    code = cast.do("operator", "devicePairingStart", _SPENT, venue=venue)["spent"]
    paired = cast.do(
        "nobody", "devicePair", "credential device { id }",
        code=code, name=part, publicKey=key.public_text,
    )  # fmt: skip
    cast.tokens[part] = paired["credential"]
    device, (event, gate) = paired["device"]["id"], cast.duty.values()
    times = {"startsAt": (now - _HOUR).isoformat(), "endsAt": (now + 9 * _HOUR).isoformat()}
    duties = "device { id venue { id } duties { event { id } gate { id hall { id } } } }"
    cast.do("operator", "deviceAssign", duties, device=device, event=event, gate=gate, **times)
    return Tablet(key_of(device), key_of(event), key_of(gate), key)


def _staff(cast: Cast, dealer: str) -> None:
    """A manager of the dealer's, and a roster with a colleague beside."""
    me = _member(cast, "seller.1")
    cast.do(
        "operator", "grantCreate", "grant { id }", member=me, role="DEALER_MANAGER", scope=dealer
    )
    cast.sign_in("dealer.2")
    for one in ("dealer", "seller.1", "dealer.2"):
        roster = "dealer { id roster { member { id } } }"
        member = _member(cast, one)
        cast.do("seller.1", "rosterSet", roster, dealer=dealer, member=member)
    del cast.tokens["dealer.2"]


def _member(cast: Cast, part: str) -> str:
    member: str = cast.ask(part, _ME)["viewer"]["member"]["id"]
    return member


def _welcome(cast: Cast, dealer: str) -> None:
    """Ways to the dealer: by appointment, by a form, and by a code in a livestream."""
    hours = [{"weekday": day, "opensAt": "00:00", "closesAt": "24:00"} for day in _DAYS]
    soon = clock.now() + timedelta(minutes=10)  # it takes so long at most until that is booked
    hour = soon.replace(minute=0, second=0, microsecond=0)
    for kind in ("TEST_DRIVE", "STORE_VISIT"):
        terms = {"kind": kind, "openingHours": hours, "capacity": 9, "leadMinutes": 0}
        cast.do("dealer", "appointmentOfferSet", "offer { id }", dealer=dealer, **terms)
        for who in ("member", "guest.1", "gate"):
            cast.do(
                who, "appointmentBook", "appointment { id dealer { id } }", dealer=dealer,
                kind=kind, startsAt=(hour + _HOUR).isoformat(), consent=_YES,
            )  # fmt: skip
    for who, name in product(("dealer", "seller.1"), ("Spring", "Autumn")):
        key = "form { __typename id key }"
        form = cast.do(who, "webFormCreate", key, dealer=dealer, name=f"{name} of {who}")["form"]
        cast.do(
            "nobody", "enquiryCreate", "enquiry { at }", formKey=form["key"], name="Ida",
            language="en", consentTextVersion=1, hasAgreed=True, email="ida@people.example",
        )  # fmt: skip
    host = _member(cast, "seller.1")
    window = {
        "startsAt": (hour - 9 * _HOUR).isoformat(), "endsAt": (hour + 9 * _HOUR).isoformat(),
    }  # fmt: skip
    cast.do(
        "seller.1", "livestreamCodeCreate", "code { __typename code }",
        dealers=[dealer], host=host, campaign="Spring", **window,
    )  # fmt: skip


def _follow_up(cast: Cast, dealer: str) -> None:
    """What is done about leads, by people and by the dealer's own server, which does not answer."""
    cast.do("dealer", "dealerAdfAddressSet", "dealer { id }", dealer=dealer, adfAddress=_CRM)
    leads = [edge["node"]["id"] for edge in cast.ask("dealer", _LEADS % dealer)["leads"]["edges"]]
    me = _member(cast, "dealer")
    task = {"title": "Call", "dueAt": clock.now().isoformat(), "assignee": me}
    for lead in leads[:_SPARE]:
        cast.do("dealer", "leadTaskCreate", "task { id }", lead=lead, **task)
        cast.do("dealer", "leadAssign", "lead { id }", lead=lead, assignee=me)
    for into, merged in (leads[-2:], leads[-4:-2]):
        cast.do("dealer", "leadMerge", "merge { id }", into=into, merged=merged)
    for part in ("dealer", "seller.1"):
        made = cast.do(
            part, "webhookEndpointCreate", "webhookEndpoint { id }", dealer=dealer,
            url="https://127.0.0.1:8443/hooks",
        )["webhookEndpoint"]  # fmt: skip
        cast.do(part, "webhookEndpointPing", "webhookDelivery { id }", webhookEndpoint=made["id"])
        cast.do(part, "leadExportCreate", "leadExport { id }", dealer=dealer, format="CSV")


def _route(cast: Cast) -> None:
    """Rules by which leads are routed: some in force, some not yet."""
    draft = "rules { id }"
    drafted = [
        cast.do("operator", "routingRulesDraft", draft, rules=[{"name": "All"}])["rules"]["id"]
        for _ in range(_SPARE)
    ]
    cast.do("operator", "routingRulesActivate", draft, rules=drafted[0])
    cast.do("operator", "leadRoute", "decision { id }", city="Berlin")
