#!/usr/bin/env python3
"""Reads the feeds of a built site as a reader's program would, with feedparser.

    python3 -m venv target/validators
    target/validators/bin/pip install -r tests/validators/requirements.txt
    target/validators/bin/python tests/validators/feeds.py public

Every feed must parse without a bozo bit, with its entries' ids unique and its own address told truly. Then Atom and
RSS are walked from the newest document to the oldest (RFC 5005, `prev-archive`) and back (`next-archive`), and JSON Feed by `next_url`: every
story must be found once, newest first, and the same ones in all three. Files of the folder stand in for the network.
"""

import json
import re
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import feedparser

# What feedparser minds that is no fault of a feed.
NO_FAULTS = (feedparser.CharacterEncodingOverride,)


class Site:
    """A built site in place of the network."""

    def __init__(self, root):
        self.root = Path(root)
        front = json.loads((self.root / "feed.json").read_bytes())
        self.base = front["home_page_url"].rstrip("/")

    def fetch(self, url):
        if not url.startswith(self.base + "/"):
            raise SystemExit(f"{url} is not on {self.base}")
        return (self.root / unquote(url[len(self.base) + 1 :])).read_bytes()

    def address(self, file):
        return f"{self.base}/{file.relative_to(self.root).as_posix()}"


problems = []


def fault(where, what):
    problems.append(f"{where}: {what}")


def parsed(url, data):
    feed = feedparser.parse(data)
    if feed.bozo and not isinstance(feed.bozo_exception, NO_FAULTS):
        fault(url, f"bozo: {feed.bozo_exception!r}")
    return feed


def link(feed, rel):
    found = [link.href for link in feed.feed.get("links", []) if link.rel == rel]
    if len(found) > 1:
        fault(feed.feed.get("title"), f"{len(found)} links {rel}")
    return found[0] if found else None


def check_document(site, url, data):
    """What holds of every XML document; gives it parsed."""
    feed = parsed(url, data)
    told = link(feed, "self")
    if told is None or unquote(told) != unquote(url):
        fault(url, f"calls itself {told}")
    ids = [entry.get("id") for entry in feed.entries]
    if None in ids or len(set(ids)) != len(ids):
        fault(url, "an entry has no id, or another's")
    for entry in feed.entries:
        if not entry.get("title") or not entry.get("link") or not entry.get("published_parsed"):
            fault(url, f"{entry.get('id')} lacks a title, a link or a date")
        for text in [entry.get("summary", "")] + [part.value for part in entry.get("content", [])]:
            for address in re.findall(r'(?:href|src)="([^"]*)"', text):
                if not urlsplit(address).scheme:
                    fault(url, f"{entry.get('id')} has an address that is not whole: {address}")
    return feed


def walk(site, start, read, onward):
    """Each document from this one on, with its address: `read` gives it, and `onward` the address of the next."""
    url, seen = start, set()
    while url:
        if url in seen:
            fault(url, "the walk goes in a circle")
            return
        seen.add(url)
        document = read(site, url, site.fetch(url))
        yield url, document
        url = onward(document)


def walk_xml(site, start):
    """The ids from the newest story to the oldest."""
    ids, seen = [], set()
    for url, feed in walk(site, start, check_document, lambda feed: link(feed, "prev-archive")):
        seen.add(url)
        if url != start:
            if link(feed, "current") != start:
                fault(url, f"its current document is {link(feed, 'current')}")
            if b"<fh:archive/>" not in site.fetch(url):
                fault(url, "does not say that it is an archive document")
        ids += [entry.id for entry in feed.entries]
    return ids, seen | walk_forward(site, start, ids)


def walk_forward(site, start, expected):
    """From the oldest document to the newest, which finds the same stories the other way round."""
    url, ids, seen = start.replace(".xml", "/1.xml"), [], set()
    if not (site.root / url[len(site.base) + 1 :]).exists():
        return seen
    for url, feed in walk(site, url, check_document, lambda feed: link(feed, "next-archive")):
        seen.add(url)
        ids += [entry.id for entry in reversed(feed.entries)]
    if ids != expected[::-1]:
        fault(start, "walking on from the oldest document does not find the same stories")
    return seen


def check_json(site, url, data):
    """What holds of every document of JSON Feed; gives it parsed."""
    feed = json.loads(data)
    if feed["version"] != "https://jsonfeed.org/version/1.1" or feed["feed_url"] != url:
        fault(url, "is no JSON Feed 1.1, or calls itself otherwise")
    for item in feed["items"]:
        if not isinstance(item["id"], str) or "content_html" not in item:
            fault(url, f"{item.get('id')}: no text as id, or no content")
    return feed


def walk_json(site, start):
    ids, seen = [], set()
    for url, feed in walk(site, start, check_json, lambda feed: feed.get("next_url")):
        seen.add(url)
        ids += [item["id"] for item in feed["items"]]
    return ids, seen


def check_archive(site, front):
    """Walks the feeds of one language, whose front page is below `front`; gives the ids and how many documents there are."""
    base = f"{site.base}/{front}"
    walks = {
        "atom.xml": walk_xml(site, base + "atom.xml"),
        "rss.xml": walk_xml(site, base + "rss.xml"),
        "feed.json": walk_json(site, base + "feed.json"),
    }
    ids = walks["atom.xml"][0]
    for name, (found, seen) in walks.items():
        where = front + name
        if len(set(found)) != len(found):
            fault(where, f"{len(found) - len(set(found))} stories are found more than once")
        if found != ids:
            fault(where, "finds other stories than atom.xml, or in another order")
        folder, ending = name.split(".")
        there = {site.address(file) for file in (site.root / front / folder).glob("*." + ending)}
        for lost in sorted(there - seen):
            fault(where, f"{lost} is not found from it")
    return ids, sum(len(seen) for _, seen in walks.values())


def main(root):
    site = Site(root)
    # Each language beside the site's own has a front page of its own.
    fronts = [""] + sorted(f"{file.parent.name}/" for file in site.root.glob("*/feed.json"))
    archives = [check_archive(site, front) for front in fronts]
    ids = [id for found, _ in archives for id in found]
    if len(set(ids)) != len(ids):
        fault("feeds", "a story is in the archives of two languages")

    # Every story has a page with a day's address or a term; whatever a term's feed has is in the archive too.
    terms = 0
    for file in sorted(site.root.glob("*/*/atom.xml")):
        terms += 1
        feed = check_document(site, site.address(file), file.read_bytes())
        for entry in feed.entries:
            if entry.id not in set(ids):
                fault(file, f"{entry.id} is not in the archive")

    print("\n".join(problems))
    documents = sum(count for _, count in archives)
    print(f"{len(ids)} stories, each found once in {documents} documents of three forms; {terms} feeds of terms")
    return bool(problems) or not ids


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2] or ["public"]))
