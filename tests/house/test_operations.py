"""What docs/operations says is there, and what is there stands in docs/operations."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import CollectorRegistry, Metric

from tools import commands
from web.lines import without_words_of_errors
from web.logs import Access
from web.metrics import Metrics

PROJECT = Path(__file__).parents[2]
OPERATIONS = PROJECT / "docs" / "operations"
DOCUMENTS = [PROJECT / "README.md", PROJECT / "CONTRIBUTING.md", PROJECT / "CHANGELOG.md", *PROJECT.glob("docs/**/*.md")]
ALERTS, RUNBOOK = OPERATIONS / "alerts.yml", OPERATIONS / "runbook.md"

OF_THE_LIBRARY = ("process_", "python_gc_")
"""The metrics that prometheus-client brings: they stand in the table by how their names begin."""

OF_PROMETHEUS = {"up"}
"""What Prometheus itself knows of each target."""


def rows_of(document: str, heading: str = "") -> list[list[str]]:
    """Read the cells of a document's tables, from a heading on."""
    text = (OPERATIONS / document).read_text().partition(heading)[2] if heading else (OPERATIONS / document).read_text()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("| `")]


def named(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


# Metrics


def told(registry: CollectorRegistry) -> list[Metric]:
    return list(registry.collect())


def sample_name(metric: Metric) -> str:
    """Name a metric as it is asked for: a counter's samples end in _total."""
    return f"{metric.name}_total" if metric.type == "counter" else metric.name


def test_every_metric_stands_in_the_table_with_its_kind_and_every_one_in_the_table_is_told() -> None:
    ours = {sample_name(one): one.type for one in told(Metrics()._own) if not one.name.startswith(OF_THE_LIBRARY)}
    written = {named(name)[0]: kind for name, kind, *_ in rows_of("metrics.md") if not name.endswith("_*`")}

    assert written == ours


def test_every_label_stands_in_the_table() -> None:
    metrics = [one for one in vars(Metrics()).values() if hasattr(one, "_labelnames")]
    labels = {sample_name(one.describe()[0]): set(one._labelnames) for one in metrics}

    assert {named(row[0])[0]: set(named(row[2])) for row in rows_of("metrics.md") if not row[0].endswith("_*`")} == labels


def test_what_stands_for_several_workers_is_what_the_table_says() -> None:
    words = {"livemin": "least", "livemax": "most", "livesum": "sum", "livemostrecent": "told last"}
    gauges = [one for one in vars(Metrics()).values() if hasattr(one, "_multiprocess_mode")]
    written = {named(row[0])[0]: row[4] for row in rows_of("metrics.md") if row[1] == "gauge"}

    assert written == {one._name: words[one._multiprocess_mode] for one in gauges}


# Log lines


def lines_logged() -> dict[str, tuple[str, list[str]]]:
    """Return every event of web/ and store/ with its level and fields; `...` stands for what a line fills in."""
    files = (file for room in ("web", "store") for file in (PROJECT / room).rglob("*.py"))
    calls = (node for file in files for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call))
    found = {}
    for call in calls:
        match call:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="_log"), attr=level), args=[ast.Constant(value=str(event)), *_]):
                fields = [keyword.arg or "" for keyword in call.keywords]
                found[re.sub(r"%[sd]", "...", event)] = (level, fields)
            case _:
                pass
    return found


def test_every_event_of_the_log_stands_in_the_table_with_its_level_and_fields() -> None:
    written = {named(row[0])[0]: (row[1], named(row[2])) for row in rows_of("logs.md", "## Events")}

    assert written == lines_logged()


def test_every_field_of_a_response_stands_in_the_table() -> None:
    text = (OPERATIONS / "logs.md").read_text()
    of_each, of_responses = text.partition("## Responses")[0], text.partition("## Responses")[2].partition("## Events")[0]
    fields = [named(line)[0] for part in (of_each, of_responses) for line in part.splitlines() if line.startswith("| `")]

    assert sorted(fields) == sorted(["event", *Access.__struct_fields__])


def test_a_message_of_an_error_never_stands_in_a_line() -> None:
    with pytest.raises(ValueError, match="marker") as raised:
        int("marker")

    line = without_words_of_errors(None, "error", {"event": "it failed", "exc_info": raised._excinfo})
    assert line["error"] == "ValueError"
    assert line["where"][-1].startswith("test_operations.py:")
    assert "marker" not in str(line)


# Commands


def test_the_page_of_commands_is_what_the_commands_say() -> None:
    assert commands.PAGE.read_text() == commands.page(), "make commands"


def test_every_option_that_is_written_down_exists() -> None:
    page = commands.page()
    options = {head.split("\n", 1)[0]: set(re.findall(r"(?<![\w-])--[a-z-]+", head)) for head in page.split("\n## crisis ")[1:]}
    for document in DOCUMENTS:
        for command, words in re.findall(
            r"crisis ([a-z]+(?: (?:make|list|revoke|end))?)((?: [^`\n#|>]*)?)", document.read_text()
        ):
            asked = set(re.findall(r"(?<![\w-])--[a-z-]+", words)) - {"--help"}
            known = options.get(command) or options.get(command.split()[0]) or set()
            assert asked <= known, f"{document.name}: crisis {command}"


def test_every_make_target_that_is_written_down_exists() -> None:
    makefile = (PROJECT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):", makefile, flags=re.MULTILINE))

    for document in DOCUMENTS:
        assert set(re.findall(r"`make ([a-z-]+)", document.read_text())) <= targets, document.name


# Alerts


def rules() -> list[dict[str, Any]]:
    """List the alerts; none where there is no such file."""
    if not ALERTS.exists():
        return []
    return [rule for group in yaml.safe_load(ALERTS.read_text())["groups"] for rule in group["rules"]]


def slug(heading: str) -> str:
    """Return the anchor of a heading, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["alert"])
def test_an_alert_asks_for_metrics_that_exist_and_leads_to_what_to_do(rule: dict[str, Any]) -> None:
    samples = {sample.name for metric in told(Metrics()._own) for sample in metric.samples} | OF_PROMETHEUS
    samples |= {sample_name(metric) for metric in told(Metrics()._own)}
    samples |= {f"{metric.name}_{part}" for metric in told(Metrics()._own) for part in ("bucket", "sum", "count")}
    asked = set(re.findall(r"\b(?:crisis|process|python)_[a-z_]+|\bup\b", rule["expr"]))
    headings = {slug(heading) for heading in re.findall(r"^#+ (.+)$", RUNBOOK.read_text(), flags=re.MULTILINE)}
    document, _, anchor = rule["annotations"]["runbook"].partition("#")

    assert asked
    assert asked <= samples
    assert document == "docs/operations/runbook.md"
    assert anchor in headings
