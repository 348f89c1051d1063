"""Calendar parts (RFC 5545, sent as RFC 5546 says): when a meeting is, and nothing of what it is about.

Each names its recipient alone, and no other who is invited.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from icalendar import Calendar, Event, Timezone, vCalAddress, vText

from ipplan.plan.periods import OSLO

PRODUCT = "-//ipplan//ipplan//NO"
NAME = "ipplan"
AGAIN = timedelta(hours=4)
"""How often calendars are asked to look for what is new (RFC 7986); they do as they please."""
Method = Literal["REQUEST", "CANCEL", "PUBLISH"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One meeting, or appointment, as one recipient's calendar has it."""

    uid: str
    sequence: int
    """Higher for each change: a calendar takes the highest."""
    at: datetime
    """When the change was made: the same at every try to send it."""
    starts_at: datetime
    ends_at: datetime
    summary: str
    link: str
    place: str = ""
    """Only where the owner lets it stand there."""
    sender: str = ""
    """An e-mail address: who the meeting is called by, as calendars see it."""
    recipient: str = ""
    whole_day: bool = False
    """Whether nobody has said at what time of the day."""


def calendar(method: Method, entries: list[Entry]) -> bytes:
    """The bytes of a calendar with these meetings, in Oslo's time with its rules enclosed."""
    return _bytes(_calendar(method, entries))


def feed(entries: list[Entry]) -> bytes:
    """The bytes of what a calendar subscribes to: all that there is, so that what is gone goes there too."""
    made = _calendar("PUBLISH", entries)
    made.add("name", NAME)
    made.add("x-wr-calname", NAME)
    made.add("refresh-interval", AGAIN, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", AGAIN)
    if not entries:
        # A calendar with nothing at all in it is none, to RFC 5545 and to some who read it.
        made.add_component(Timezone.from_tzinfo(OSLO))
    return _bytes(made)


def _calendar(method: Method, entries: list[Entry]) -> Calendar:
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", method)
    for one in entries:
        made.add_component(_event(method, one))
    return made


def _bytes(made: Calendar) -> bytes:
    made.add_missing_timezones()
    return bytes(made.to_ical())


def _event(method: Method, one: Entry) -> Event:
    event = Event()
    event.add("uid", one.uid)
    event.add("sequence", one.sequence)
    event.add("dtstamp", one.at.replace(microsecond=0))
    starts, ends = one.starts_at.astimezone(OSLO), one.ends_at.astimezone(OSLO)
    event.add("dtstart", starts.date() if one.whole_day else starts)
    if starts < ends:
        event.add("dtend", ends)
    event.add("summary", one.summary)
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    if method != "CANCEL":
        event.add("url", one.link)
        if one.place:
            event.add("location", vText(one.place))
    if one.sender:
        event["organizer"] = vCalAddress(f"mailto:{one.sender}")
    if one.recipient:
        attendee = vCalAddress(f"mailto:{one.recipient}")
        attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
        attendee.params["RSVP"] = vText("FALSE")
        event.add("attendee", attendee, encode=False)
    return event
