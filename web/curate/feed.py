"""The work as an Atom feed (RFC 4287), for the feed readers of the keepers. No number stands in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from xml.etree import ElementTree as ET

from directory.assurance import Standing
from directory.service import AreaCode
from routing.due import MOST_CONTACTS_TOLD, Work, digest_of

ATOM = "application/atom+xml"
NAMESPACE = "http://www.w3.org/2005/Atom"
URN = "urn:crisis-care-directory:due"


def feed_of(work: Work, name_of: Callable[[AreaCode], str]) -> bytes:
    """Write the feed: an entry for the week, which says everything, and one for each contact that is overdue."""
    ET.register_namespace("", NAMESPACE)
    feed = ET.Element(_in_atom("feed"))
    _say(feed, "id", URN)
    _say(feed, "title", "Crisis care directory: what is due for checking")
    _say(feed, "updated", _instant(work.day))
    ET.SubElement(ET.SubElement(feed, _in_atom("author")), _in_atom("name")).text = "Crisis care directory"
    ET.SubElement(feed, _in_atom("link"), href="/curate")
    digest = digest_of(work, name_of)
    year, week, _weekday = work.day.isocalendar()
    _entry(feed, f"{URN}:{year}-W{week:02}", digest.subject, work.day, digest.body)
    overdue = (due for due in work.contacts if due.standing is Standing.OVERDUE and due.verify_by is not None)
    for due, _n in zip(overdue, range(MOST_CONTACTS_TOLD), strict=False):
        by = due.verify_by or work.day
        said = f"{due.service.name} is overdue: it should have been checked by {by.day} {by:%B %Y}"
        _entry(feed, f"{URN}:{due.service.id}:{due.contact.id}:{by}", said, by, said)
    body: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return body


def _entry(feed: ET.Element, entry_id: str, title: str, day: date, said: str) -> None:
    entry = ET.SubElement(feed, _in_atom("entry"))
    _say(entry, "id", entry_id)
    _say(entry, "title", title)
    _say(entry, "updated", _instant(day))
    ET.SubElement(entry, _in_atom("link"), href="/curate")
    ET.SubElement(entry, _in_atom("content"), type="text").text = said


def _say(parent: ET.Element, name: str, words: str) -> None:
    ET.SubElement(parent, _in_atom(name)).text = words


def _in_atom(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _instant(day: date) -> str:
    return datetime.combine(day, time(), UTC).isoformat()
