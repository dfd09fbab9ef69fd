"""Makers for the search's tests: indexes over real directories, and one-line questions."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from directory.opening import minute_of
from directory.reader import Role
from directory.search import search
from directory.search_answer import SearchResult
from directory.search_index import Entry, SearchIndex, compile_index
from directory.search_query import SearchQuery
from directory.search_words import Lexicon
from directory.service import Service
from routing.edition import CompiledEdition
from seed.search import load_lexicon
from tests.judged import corpus_services
from tests.makers import NOW, compiled, shipped_edition, the_gazetteer

MINUTE = minute_of(NOW)


@cache
def the_lexicon() -> Lexicon:
    """Return the shipped words."""
    return load_lexicon()


def entries_of(edition: CompiledEdition) -> Iterable[Entry]:
    """Give an edition's services with their hours, as the index takes them."""
    for held in edition.services.values():
        yield held.service, tuple(contact.opening for contact in held.contacts)


def an_index(*services: Service) -> SearchIndex:
    """Index some services."""
    return compile_index(entries_of(compiled(services)), the_gazetteer(), the_lexicon())


@cache
def shipped_index() -> SearchIndex:
    """Index the shipped directory."""
    return compile_index(entries_of(shipped_edition()), the_gazetteer(), the_lexicon())


@cache
def corpus_index() -> SearchIndex:
    """Index the judged corpus."""
    return an_index(*corpus_services())


def searched(text: str, index: SearchIndex | None = None, reader: Role = Role.OPERATOR, **asked: object) -> SearchResult:
    """Search at NOW, the shipped directory unless another is given."""
    query = SearchQuery(**{"at": MINUTE, "text": text, "reader": reader} | asked)  # type: ignore[arg-type]
    return search(index or shipped_index(), query)


def found(text: str, index: SearchIndex | None = None, reader: Role = Role.OPERATOR, **asked: object) -> list[str]:
    """Give the ids that a search finds, in order."""
    return [hit.service_id for hit in searched(text, index, reader, **asked).hits]
