"""The one template environment: every page is rendered here, escaped, in the reader's words and zone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import MutableMapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from deskhand.kit.html import MOST_TAGS, clean
from deskhand.kit.ids import new_id
from deskhand.rules.filters import Due, Sort
from deskhand.rules.sla.colour import chip_of
from deskhand.rules.snooze import DueDate
from deskhand.rules.tag import COLOURS
from deskhand.rules.ticket_link import BY_HAND
from deskhand.rules.views import Column, Grouping
from deskhand.rules.workspace import LANGUAGES
from deskhand.web import (
    deadlines,
    groups,
    keys,
    links,
    lists,
    people,
    priority_reasons,
    questions,
    reasons,
    rows,
    scopes,
    settings,
    timeline,
    times,
    words,
)
from deskhand.web.reader import Reader, current, gettext, locale_of, ngettext, reading

ROOT = Path(__file__).parent
STATIC = ROOT / "static"
DRAWN = 4_000
"""Parts of pages that are kept, a few kB each."""


class _Blank(dict[str, Any]):
    """What somebody wrote in a form, or what is wrong with it: a field that is not there is empty."""

    def __missing__(self, key: str) -> str:
        return ""


def render(name: str, *, reader: Reader, **values: Any) -> str:
    """Return the page or part of this name, filled with these values, for this reader."""
    values["written"] = _Blank(values.get("written") or {})
    values["errors"] = _Blank(values.get("errors") or {})
    with reading(reader):
        return environment().get_template(name).render(now=reader.now, **values)


class _Environment(Environment):
    """An environment whose templates share its globals: the library chains maps, and looks each name up in both."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return what every template knows."""
        return self.globals if d is None else {**self.globals, **d}


@cache
def environment() -> Environment:
    """Return the environment: autoescape on, an undefined name is an error, templates beside their pages."""
    made = _Environment(
        loader=FileSystemLoader(ROOT),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined] # the extension adds it
    made.filters.update(
        clock=times.clock, day=times.day, stamp=times.stamp, ago=times.ago, span=times.span, time=times.time_tag,
        initials=people.initials, hue=people.hue, first_name=people.first_name, status_name=words.status_name,
        priority_name=words.priority_name, type_name=words.type_name, source_name=words.source_name,
        relation_name=words.relation_name, job_name=words.job_name, job_about=words.job_about,
        report_name=words.report_name, seconds=times.seconds,
        group_name=words.group_name, view_name=lists.view_name, sort_name=lists.sort_name,
        grouping_name=lists.grouping_name, figure_name=lists.figure_name, column_name=lists.column_name,
        due_name=lists.due_name, due_date_name=lists.due_date_name, snoozed_name=lists.snoozed_name,
        created_name=lists.created_name, prose=prose, found=found, browser_name=people.browser_name,
        target_name=deadlines.target_name, chip_for=deadlines.chip_for,
        clock_text=deadlines.clock_text, clock_chip=chip_of,
        field_name=words.field_name, value_name=words.value_name,
        role_name=words.role_name, scope_name=scopes.scope_name, happening=words.happening,
        colour_name=words.colour_name, tag_hue=words.tag_hue, kind_name=words.kind_name,
        answer_text=words.answer_text, typed_moment=times.typed_moment,
        date_name=times.date_name, policy_name=reasons.policy_name, reason_text=reasons.reason_text,
        priority_reason=priority_reasons.reason_text,
        exclusion_text=reasons.exclusion_text,
    )  # fmt: skip
    made.globals.update(
        static=static_url, once=new_id, script_data=script_data, reader=current,
        locale=lambda: locale_of(current().language), status_icons=words.STATUS_ICONS, linkable=BY_HAND,
        source_icons=words.SOURCE_ICONS, priorities=words.PRIORITIES, view_icons=lists.VIEW_ICONS,
        place_of=links.place_of, title_of=links.title_of, groups_of=groups.groups_of, drawn=drawn,
        row_for=rows.row_for, columns=list(Column), sorts=list(Sort), groupings=list(Grouping), dues=list(Due),
        due_dates=list(DueDate),
        spans=("1d..", "7d..", "30d..", "90d.."), query_of=links.query_of,
        pairs_of=links.pairs_of, chips_of=links.chips_of, names_of=links.names_of, queue_url=links.QUEUE,
        views_url=links.VIEWS,
        key_groups=keys.groups, key_of=keys.key_of, keys_for_script=keys.for_script, tell=timeline.tell,
        moment_in=times.moment_in, zone_label=times.zone_label, languages=list(LANGUAGES.items()),
        snooze_presets=times.snooze_presets,
        dict=dict, settings_entries=settings.entries_for, places_for=settings.places_for, tag_colours=COLOURS,
        answers_written=questions.written,
    )  # fmt: skip
    return made


def drawn(template: str, macro: str, *values: Any) -> Markup:
    """Return what a macro makes of these values, kept for the next page that asks for the same in this language.

    The macro must depend on nothing else: no clock, no person, no token but those in its values, which can be hashed.
    """
    return _drawn(current().language, template, macro, *values)


@lru_cache(DRAWN, typed=True)  # typed: markup and the same text are equal, and must not stand for one another
def _drawn(_language: str, template: str, macro: str, *values: Any) -> Markup:
    made: Markup = getattr(environment().get_template(template).module, macro)(*values)
    return made


def prose(html: str) -> Markup:
    """Return people's HTML as markup, cleaned once more: what stands in a row is not trusted for having been clean.

    Only a text of very many lines, which was escaped when it was written, is taken as it stands: cleaning it costs too
    much for a page.

    Blocks of code scroll sideways, so keys must reach them.
    """
    return Markup((clean(html) if html.count("<") <= MOST_TAGS else html).replace("<pre>", '<pre tabindex="0">'))  # noqa: S704 - nothing is left but the allow-list


def found(html: str) -> Markup:
    """Return what a search marked as markup: `kit.marks` escaped everything but its own <mark>."""
    return Markup(html)  # noqa: S704 - see above


@cache
def static_url(name: str) -> str:
    """Return the address of a static file, with a stamp of its content so that it may be cached for ever."""
    stamp = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={stamp}"


def script_data(value: Any) -> Markup:
    """Return a value as JSON that is safe inside a <script type="application/json">."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704 - every character that HTML reads is escaped
