"""Every sentence that a person reads comes from the catalogue, and every language of ours has it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from jinja2 import nodes

from tools.words import LOCALES, WEB, forms, in_step, pages, read_catalogue, written
from web.templating import templates

LANGUAGES = sorted(LOCALES.glob("*.po"))
TEMPLATES = sorted(WEB.glob("templates/*.html"))
FOR_PROGRAMS = {"docs.html", "openapi.py", "metrics.py", "logs.py", "settings.py", "desk.py", "app.py"}
"""What a programmer or an operator reads; the API's own words stay English."""

NOT_YET: set[str] = set()
"""Professional pages whose words still stand in them; this list only shrinks."""

MODULES = [file for file in pages() if file.suffix == ".py" and file.name not in FOR_PROGRAMS]
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
SAYING = {"_", "_n", "say", "say_many"}
WORDS_FOR_PEOPLE = ("aria-label", "title", "alt", "placeholder")


def literal_sentences(template: str) -> Iterator[str]:
    """Yield what a template says without the catalogue: text between tags, words in attributes, words in its code."""
    tree = templates().parse(template)
    text = "".join(piece.data if isinstance(piece, nodes.TemplateData) else "\0" for piece in pieces(tree))
    text = re.sub(r"<kbd>.*?</kbd>", "", text)  # what stands on a key is no word
    for name in WORDS_FOR_PEOPLE:
        yield from re.findall(rf'\s{name}="([^"]*[A-Za-z][^"]*)"', text)
    between = re.sub(r"<[^<>]*>", "\0", text)
    yield from (words.strip() for words in between.split("\0") if re.search(r"[A-Za-z]{2,}", words))
    yield from (const.value for const in unsaid_constants(tree) if is_sentence(const.value))


def pieces(tree: nodes.Node) -> Iterator[nodes.Node]:
    """Yield the text of a template in its order, with one other node for each thing that is put in."""
    for node in tree.find_all(nodes.Output):
        yield from node.nodes


def unsaid_constants(node: nodes.Node) -> Iterator[nodes.Const]:
    """Yield the strings in a template's code that no `_` says."""
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in SAYING:
        return
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node
    for child in node.iter_child_nodes():
        yield from unsaid_constants(child)


def is_sentence(words: object) -> bool:
    """Say whether a string in code is words for people, and not a class, a name of ours or an address."""
    return isinstance(words, str) and bool(re.match(r"[A-Z][a-z]", words) or re.search(r"[a-z]{2,} [a-z]{2,}[^-]*$", words))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: file.name)
def test_a_template_says_nothing_that_is_not_in_the_catalogue(template: Path) -> None:
    if template.name in FOR_PROGRAMS:
        pytest.skip("for programmers")
    assert bool(list(literal_sentences(template.read_text()))) is (template.name in NOT_YET)


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<p>Ring them now.</p>", True),
        ('<p>{{ _("Ring them now.") }}</p>', False),
        ('<nav aria-label="Pages"></nav>', True),
        ("""<nav aria-label="{{ _('Pages') }}"></nav>""", False),
        ('{{ button({"text": "Send", "classes": "nhsuk-button nhsuk-button--secondary"}) }}', True),
        ('{{ button({"text": _("Send"), "classes": "nhsuk-button nhsuk-button--secondary"}) }}', False),
    ],
)
def test_a_sentence_outside_the_catalogue_is_found(template: str, found: bool) -> None:
    assert bool(list(literal_sentences(template))) is found


def literals_of(module: Path) -> Iterator[str]:
    """Yield the sentences in a module that nothing says or marks: all strings of two words but docstrings and log lines."""
    tree = ast.parse(module.read_text())
    passed_over = {id(node) for node in ast.walk(tree) for node in unspoken(node)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in passed_over:
            continue
        if re.search(r"[A-Za-z]{2,},? [a-z]{2,}", re.sub("<.*?>", "", node.value)):
            yield f"{module.name}:{node.lineno}: {node.value}"


def unspoken(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the strings below a statement or call that are no words of a page, or that are said through the catalogue."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield node.value
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "split":
        yield node.func.value  # a list of names, written as one line
    if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).startswith("EXPECTED"):
        yield node.value
    if isinstance(node, ast.FunctionDef) and node.name == "expected_of":
        yield from ast.walk(node)
    if isinstance(node, ast.Call) and called(node) in {"ProblemError", "ContextRejected"}:
        # What a program sent wrongly, said with the name of its field: "Expected a whole number from 0 to 125."
        yield from (part for argument in node.args if isinstance(argument, ast.JoinedStr) for part in ast.walk(argument))
        yield from (part for keyword in node.keywords for part in ast.walk(keyword.value))
    if isinstance(node, ast.Call) and called(node) in SAYING | {
        "error",
        "info",
        "warning",
        "removeprefix",
        "SettingsRejected",
        "ProviderWrong",
    }:
        for argument in node.args:
            yield from ast.walk(argument)


def called(node: ast.Call) -> str:
    """Return the name of what is called."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


@pytest.mark.parametrize("module", MODULES, ids=lambda file: file.name)
def test_a_module_says_nothing_that_is_not_in_the_catalogue(module: Path) -> None:
    assert bool(list(literals_of(module))) is (module.name in NOT_YET)


@pytest.mark.parametrize("file", LANGUAGES, ids=lambda file: file.stem)
def test_a_language_has_every_sentence_and_none_that_nobody_says(file: Path) -> None:
    assert file.read_bytes() == written(in_step(file.stem, read_catalogue(file))), "run: make words"


@pytest.mark.parametrize("file", LANGUAGES, ids=lambda file: file.stem)
def test_no_sentence_of_a_language_lacks_its_words(file: Path) -> None:
    assert [message.id for message in messages(read_catalogue(file)) if not all(forms(message.string))] == []


@pytest.mark.parametrize("file", LANGUAGES, ids=lambda file: file.stem)
def test_a_translation_fills_in_what_the_sentence_fills_in(file: Path) -> None:
    for message in messages(read_catalogue(file)):
        wanted = set(PLACEHOLDER.findall(forms(message.id)[-1]))
        for words in forms(message.string):
            assert set(PLACEHOLDER.findall(words)) == wanted, message.id


def messages(catalogue: Catalog) -> list[Message]:
    """List a catalogue's messages without its head."""
    return [message for message in catalogue if message.id]
