"""Every page with sample rows, served on loopback with the headers of the real one."""

# ruff: noqa: E501 - a sample a line reads as a table

from __future__ import annotations

import json
import mimetypes
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any

from markupsafe import Markup

from deskhand.queries import portal
from deskhand.queries.workspaces import Step
from deskhand.rules.access import Role
from deskhand.rules.assignment import Policy
from deskhand.rules.automation.backtest import Counts
from deskhand.rules.filters import Filters
from deskhand.rules.schedule import Job
from deskhand.rules.schedule import State as JobState
from deskhand.rules.users import State
from deskhand.rules.workspace import Profile
from deskhand.web.clock import shown_of
from deskhand.web.headers import MAIL_HEADERS, PAGE_HEADERS
from deskhand.web.my_tickets import Choice
from deskhand.web.reader import Reader, zone_named
from deskhand.web.template import STATIC, render
from tests.web import (
    assignment_samples,
    calendar_samples,
    deadline_samples,
    policy_samples,
    report_samples,
    rule_samples,
    samples,
    sorted_samples,
    token_samples,
    webhook_samples,
)

DOCUMENTATION = "/api/docs"
SIDEBAR = "/admin/support/views"
OPENAPI = {
    "openapi": "3.1.0",
    "info": {"title": "Deskhand", "version": "1", "description": "The *API* of the desk."},
    "paths": {
        "/api/tickets": {
            "post": {
                "summary": "Open a ticket",
                "tags": ["Tickets"],
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {"type": "object", "properties": {"subject": {"type": "string"}}}
                        }
                    }
                },
                "responses": {"201": {"description": "The ticket."}},
            }
        }
    },
}
READER = Reader(now=samples.NOW, zone=zone_named("UTC"))
MAIL_HTML = "<body style='font-family:sans-serif;padding:24px'><h1 style='font-size:18px'>We have your question</h1><p>Your reference is 2026-11-04812.</p></body>"


@dataclass(frozen=True)
class Page:
    """One picture of the gallery; `at` is its address."""

    at: str
    make: Callable[[], str]
    status: int = 200


def shown(template: str, *, me: Any = samples.MAYA, language: str = "en", **values: Any) -> Callable[[], str]:
    """Return what renders a template with what every page gets."""
    every = {"filters": Filters(),
        "me": me, "workspace_name": samples.WORKSPACE, "csrf_token": "token", "csrf_input": Markup('<input type="hidden" name="_csrf_token" value="token">'),
    }  # fmt: skip
    return lambda: render(template, reader=replace(READER, language=language), **{**every, **values})


def desk(template: str, **values: Any) -> Callable[[], str]:
    """Return what renders a page of the queue."""
    return shown(
        template,
        **{"page": samples.queue_page(), "filters": Filters(), "ticket": None, "agents": samples.AGENTS, **values},
    )


def job_as(name: str, state: JobState) -> Job:
    """Return a scheduled job in a state."""
    if state is JobState.NEVER:
        return Job(name=name, due_at=samples.ago(-90))
    ended = 31 if state is JobState.RUNNING else 29
    is_failed = state is JobState.FAILED
    return Job(
        name=name, due_at=samples.ago(-90), started_at=samples.ago(30), finished_at=samples.ago(ended),
        last_result="failed: TimeoutError" if is_failed else "2 closed, 3 told", failures=2 if is_failed else 0,
    )  # fmt: skip


def mail(number: int, subject: str, *, state: str = "sent") -> SimpleNamespace:
    """Return a mail of the built-in mailbox."""
    return SimpleNamespace(
        id=samples.an_id(number), to="dana@halcyon-legal.example", subject=subject, notification_type="ticket_created",
        state=state, created_at=samples.ago(number - 900), ticket_number="2026-11-04812", ticket_id=samples.an_id(4812),
        text="Hello Dana,\n\nwe have your question. Your reference is 2026-11-04812.\n", html=MAIL_HTML,
        headers=[("Message-ID", "<0193a1b2@northwind.example>"), ("From", "Northwind Support <support@northwind.example>")],
        file_name="Deadlines-2026-10-22-2026-11-20.csv", file_size=2408,
    )  # fmt: skip


def mails() -> SimpleNamespace:
    """Return a page of the mailbox."""
    words = [
        ("Received: Gmail sync stopped after password change", "sent"),
        ("Maya Okafor replied: Gmail sync stopped", "pending"),
        ("Assigned to you: SSO login loops", "failed"),
    ]
    return SimpleNamespace(
        items=[mail(901 + place, subject, state=state) for place, (subject, state) in enumerate(words)],
        next_cursor="abc",
    )


def mine(found: list[portal.Row] | None = None) -> portal.MyTickets:
    """Return a customer's list."""
    rows = samples.my_rows() if found is None else found
    return portal.MyTickets(rows=rows, total=len(rows), next_cursor=None)


def customer(template: str, **values: Any) -> Callable[[], str]:
    """Return what renders a page of the portal."""
    return shown(template, me=samples.DANA, **values)


PAGES: dict[str, Page] = {
    "queue": Page("/admin/support", desk("queue.html")),
    "queue-ticket": Page(f"/admin/support/{samples.an_id(4812)}", desk("queue.html", ticket=samples.ticket(sorting=sorted_samples.sorting(), classification=sorted_samples.classified(), clocks=deadline_samples.clocks(samples.NOW)))),
    "queue-note": Page("/note", desk("queue.html", ticket=samples.ticket(), mode="note")),
    "queue-unassigned": Page("/unassigned", desk("queue.html", ticket=samples.ticket(assignee=None, status="open"))),
    "queue-resolved": Page("/resolved", desk("queue.html", ticket=samples.ticket(
        status="closed", moves=("reopen",), resolution="The administrator allowed the mailbox.", resolved_by="Maya Okafor", resolved_at=samples.ago(5), closed_at=samples.ago(3)))),
    "queue-conflict": Page("/conflict", desk("queue.html", ticket=samples.ticket(), conflict="Somebody wrote on this ticket while you did. Nothing was sent; your text is kept. Read on, then send.", written={"content": "Here are the three links."}), 409),
    "queue-held": Page("/held", desk("queue.html", ticket=samples.ticket(drafts=samples.drafts()))),
    "clock": Page("/clock", shown("clock.html", replay=deadline_samples.replay(samples.NOW, samples.an_id(4812)), most=200, shown_of=shown_of)),
    "clock-nothing": Page("/clock-nothing", shown("clock.html", replay=replace(deadline_samples.replay(samples.NOW, samples.an_id(4812)), accounts=()), most=200, shown_of=shown_of)),
    "merge": Page("/merge", shown("merge.html", ticket=samples.ticket(), text="gmail", flaw="", offered=samples.rows()[:3], preview=SimpleNamespace(
        source=SimpleNamespace(number="2026-11-04812", messages=3, notes=1, requester_name="Dana Whitfield"),
        into=SimpleNamespace(id=samples.rows()[1].id, number="2026-11-04790", requester_name="Leo Marsh"), refused=None))),
    "merge-refused": Page("/merge-refused", shown("merge.html", ticket=samples.ticket(), text="status:lost", flaw="The search: “status:lost” is not a status", offered=[], preview=SimpleNamespace(
        source=None, into=SimpleNamespace(id=samples.rows()[1].id), refused="It was merged into 2026-11-04790 already."))),
    "split": Page("/split", shown("split.html", ticket=samples.ticket(), message=samples.ticket().messages[1], errors={"subject": "The subject must not be empty"}), 422),
    "bulk": Page("/bulk", shown("bulk.html", bulk=samples.bulk(), conflict="")),
    "sending": Page("/account/sending", shown("sending.html", seconds=10, choices=[0, 5, 10, 20, 30, 60])),
    "queue-filtered": Page("/filtered", desk("queue.html", page=samples.queue_page(samples.rows()[2:4], **samples.some_filters()))),
    "queue-empty": Page("/empty", desk("queue.html", page=samples.queue_page([], assignee="me"))),
    "queue-nothing": Page("/nothing", desk("queue.html", page=samples.queue_page([], text="zebra"))),
    "new": Page("/admin/support/new", desk("new.html", categories=(), questions=())),
    "new-error": Page("/new-error", desk("new.html", categories=sorted_samples.found(), questions=sorted_samples.fields()[:1], errors={"requester": "“dana@” is not an e-mail address such as name@example.com", "subject": "The subject must not be empty"}, written={"requester": "dana@"}), 422),
    "views": Page("/dashboard/settings/views", shown("views.html", views=[one.view for one in samples.entries()], keepable={samples.an_id(705)}, said="removed", back=f"/dashboard/settings/views/{samples.an_id(705)}/back")),
    "view": Page("/view", shown("view_form.html", view=samples.whole_view(), shown=samples.entries()[-1].view.filters, written={"name": "VIP", "sort": "need", "scope": "private", "columns": ["tags"], "version": "1"}, teams=[], agents=samples.AGENTS, choices=samples.queue_page().choices, may_share=False, may_keep=True, said="kept", problem="", errors={"name": "The name must not be empty"}), 422),
    "exports": Page("/dashboard/exports", shown("exports.html", exports=samples.exports(), asked=Filters(view="mine"), asks=True, title="Mine", back="?view=mine", problem="", most=3)),
    "specimen": Page("/admin/specimen", desk("specimen.html", rows=samples.rows()[:4], messages=samples.ticket().messages, activity=samples.ticket().activity)),
    "mailbox": Page("/mailbox", shown("mailbox.html", page=mails(), text="", leaves=False)),
    "mailbox-empty": Page("/mailbox-empty", shown("mailbox.html", page=SimpleNamespace(items=[], next_cursor=None), text="", leaves=False)),
    "mail": Page(f"/mailbox/{samples.an_id(901)}", shown("mail.html", mail=mail(901, "Received: Gmail sync stopped after password change"))),
    "sign-in": Page("/sign-in", shown("sign_in.html", me=None)),
    "sign-in-wrong": Page("/sign-in-wrong", shown("sign_in.html", me=None, state="wrong", email="maya@northwind.example"), 401),
    "sign-in-throttled": Page("/sign-in-throttled", shown("sign_in.html", me=None, state="throttled", wait_minutes=4, email="maya@northwind.example"), 429),
    "signed-out": Page("/signed-out", shown("sign_in.html", me=None, state="signed-out")),
    "link": Page("/sign-in/link/abc", shown("sign_in_link.html", me=None, usable=True, token="abc")),
    "link-used": Page("/link-used", shown("sign_in_link.html", me=None, usable=False, token="abc"), 404),
    "sign-up": Page("/sign-up", shown("sign_up.html", me=None, state="", brand=Profile(name="Northwind", sign_up="domains"))),
    "sign-up-error": Page("/sign-up-error", shown("sign_up.html", me=None, state="", errors={"firstName": "The first name must not be empty", "email": "“dana@” is not an e-mail address such as name@example.com"}, written={"email": "dana@"}), 422),
    "sign-up-throttled": Page("/sign-up-throttled", shown("sign_up.html", me=None, state="throttled", wait_minutes=4), 429),
    "sign-up-sent": Page("/sign-up-sent", shown("sign_up.html", me=None, state="sent")),
    "sign-up-closed": Page("/sign-up-closed", shown("sign_up.html", me=None, state="closed", brand=Profile(name="Northwind", sign_up="closed", support_address="help@northwind.example")), 403),
    "sign-up-confirm": Page("/sign-up/abc", shown("sign_up.html", me=None, state="ask", token="abc")),
    "sign-up-over": Page("/sign-up/abd", shown("sign_up.html", me=None, state="over", token="abd"), 404),
    "forgot": Page("/forgot", shown("forgot.html", me=None, state="")),
    "forgot-error": Page("/forgot-error", shown("forgot.html", me=None, state="", errors={"email": "The e-mail address must not be empty"}), 422),
    "forgot-sent": Page("/forgot-sent", shown("forgot.html", me=None, state="sent")),
    "reset": Page("/reset/abc", shown("choose_password.html", me=None, usable=True, invited=False, token="abc")),
    "invitation-over": Page("/invitation/abc", shown("choose_password.html", me=None, usable=False, invited=True, token="abc"), 404),
    "archive": Page("/archive-of-desk", shown("archive.html", page=SimpleNamespace(items=[SimpleNamespace(id=row.id, number=row.number, subject=row.subject, status=state, priority=row.priority, requester_name=row.requester_name, organization_name=row.organization_name, assignee_name=row.assignee_name, created_at=row.created_at, done_at=samples.ago(90), rating=4 if state == "closed" else None) for row, state in zip(samples.rows(), ("closed", "resolved", "cancelled", "closed"), strict=False)], total=4, next_cursor="x", agents=[]), filters=Filters(), since="", until="", archived=["resolved", "closed", "cancelled"], more="/dashboard/tickets/archive?cursor=x", is_narrowed=True)),
    "archive-nothing": Page("/archive-of-desk-nothing", shown("archive.html", page=SimpleNamespace(items=[], total=0, next_cursor=None, agents=[]), filters=Filters(text="zebra"), since="", until="", archived=["resolved", "closed", "cancelled"], more="", is_narrowed=True)),
    "delete": Page("/delete", shown("delete.html", ticket=samples.ticket(), days=30, errors={}, conflict="", written={})),
    "bin": Page("/admin/settings/bin", shown("binned.html", page=SimpleNamespace(items=[SimpleNamespace(id=samples.an_id(7000 + n), number=f"2026-07-0480{n}", subject="Gmail sync stopped after password change", requester_name="Dana Whitfield", deleted_by="Ada Admin", deleted_at=samples.ago(60 * n + 5), erased_at=samples.ago(-43000 + n)) for n in range(3)], next_cursor="x"), text="", done="deleted")),
    "bin-empty": Page("/bin-empty", shown("binned.html", page=SimpleNamespace(items=[], next_cursor=None), text="", done="")),
    "stop-mail": Page("/stop-mail/report_subscription/ask", shown("stop_mail.html", me=None, state="ask", report="Deadlines of urgent tickets · The last 7 days", url="/stop-mail/report_subscription/ask")),
    "stop-mail-done": Page("/stop-mail/report_subscription/done", shown("stop_mail.html", me=None, state="done", report="تقرير التذاكر العاجلة", url="/stop-mail/report_subscription/done")),
    "rate": Page("/rate/abc", shown("rate.html", me=None, state="ask", ticket=samples.my_ticket(status="closed"), url="/rate/abc", chosen="4", comment="", errors={})),
    "rate-done": Page("/rate-done", shown("rate.html", me=None, state="done", ticket=samples.my_ticket(status="closed", rating=(4, "Quick.")), url="/rate-done", chosen="4", comment="Quick.", errors={})),
    "rate-error": Page("/rate-error", shown("rate.html", me=None, state="ask", ticket=samples.my_ticket(status="closed"), url="/rate-error", chosen="", comment="", errors={"rating": "The rating: “0” is not a whole number from 1 to 5"}), 422),
    "satisfaction": Page("/admin/settings/satisfaction", shown("satisfaction.html", written={"survey_hours": "24"}, errors={}, saved=True)),
    "reports": Page("/admin/reports", report_samples.page(shown, "reports.html")),
    "reports-deadlines": Page("/admin/reports/deadlines", report_samples.page(shown, "reports_deadlines.html")),
    "reports-backlog": Page("/admin/reports/backlog", report_samples.page(shown, "reports_backlog.html")),
    "report-mails": Page("/admin/reports/by-mail", report_samples.mails(shown)),
    "report-mails-nothing": Page("/report-mails-nothing", report_samples.mails(shown, is_empty=True)),
    "reports-nothing": Page("/reports-nothing", report_samples.page(shown, "reports.html", is_empty=True)),
    "assignment": Page("/dashboard/settings/assignment", shown("assignment.html", **assignment_samples.rules())),
    "availability": Page("/dashboard/settings/availability", shown("availability.html", **assignment_samples.availability())),
    "availability-wrong": Page("/availability-wrong", shown("availability.html", **assignment_samples.availability(may_all=True, errors={"awayUntil": "The end of being away: “2026-01-01T09:00+00:00” is over; give a moment to come", "week.monday": "Monday: “9-5” is not a time such as 09:00-17:30; leave a closed day empty"})), 422),
    "assigned": Page("/assigned", shown("assigned.html", **assignment_samples.assigned())),
    "schedule": Page("/admin/settings/schedule", shown("schedule.html", jobs=[(job_as(name, state), state) for name, state in zip(("close_inactive", "remind_of_replies", "partitions", "forget_expired", "empty_bin", "erase_files"), JobState, strict=True)], is_busy=False, written={"auto_close_days": "1", "auto_close_warning_days": "5"}, errors={"autoCloseDays": "The days until closing: “1” is not a number of days from 2 to 365, or 0 for never"}, problem="", saved=False), 422),
    "address": Page("/address/abc", shown("confirm_address.html", me=None, state="ask", token="abc", email="")),
    "password": Page("/account/password", shown("password.html", first=True)),
    "password-error": Page("/password-error", shown("password.html", errors={"new": "must have 10 characters or more"}), 422),
    "branding": Page("/admin/settings/branding", shown("branding.html", written={"name": "Northwind", "accent": "#0b6b3a", "time_zone": "UTC", "language": "en"}, trail=[Step(who="Ada Admin", at=samples.ago(90), changes={"accent": (None, "#0b6b3a")})], zones=[("UTC", "UTC")], saved=True, brand=Profile(name="Northwind"), can_undo_logo=True, preview_name="Northwind", flaws=[], preview_url="", contrasts=(6.4, 8.1))),
    "categories": Page("/dashboard/settings/categories", shown("categories.html", found=sorted_samples.found(), text="", said="")),
    "automation": Page("/dashboard/settings/automation", shown("automation.html", **rule_samples.values())),
    "automation-none": Page("/automation-none", shown("automation.html", **rule_samples.values(found=[], said="removed", back="/automation-none"))),
    "automation-rule": Page("/automation-rule", shown("automation_form.html", **rule_samples.form())),
    "automation-wrong": Page("/automation-wrong", shown("automation_form.html", **rule_samples.nested_form(view=None, errors={"trigger": "What sets it off must name at least one event", "conditions": "The conditions are nested deeper than 5"}, problem="Changed meanwhile.")), 422),
    "automation-text": Page("/automation-text", shown("automation_text.html", text="rules:\n- name: Escalate refunds\n", came={"added": 1, "changed": 0}, errors={"text": "The text has “name” twice (line 3)"}), 422),
    "automation-log": Page("/automation-log", shown("automation_log.html", **rule_samples.values(page=rule_samples.runs(), rules=[rule_samples.view()], rule="", outcome="", outcomes=("ran", "stopped", "failed")))),
    "backtest": Page("/backtest", shown("backtest.html", **rule_samples.values(run=rule_samples.backtest()))),
    "backtest-none": Page(f"/dashboard/settings/automation/backtests/{samples.an_id(80)}", shown("backtest.html", **rule_samples.values(run=rule_samples.backtest(state="looking", items=[], before=None, tickets=0, counts=Counts(events=12))))),
    "calendars": Page("/dashboard/settings/calendars", shown("calendars.html", found=[calendar_samples.calendar()], said="")),
    "calendars-none": Page("/calendars-none", shown("calendars.html", found=[], said="removed", back="")),
    "calendar": Page("/calendar", shown("calendar_form.html", **calendar_samples.form())),
    "calendar-wrong": Page("/calendar-wrong", shown("calendar_form.html", **calendar_samples.form(view=None, said="", days=[], errors={"week.monday": "Monday: “9-5” is not a time such as 09:00-17:30; leave a closed day empty", "name": "The name must not be empty"})), 422),
    "policies": Page("/dashboard/settings/policies", shown("policies.html", **policy_samples.listed())),
    "policy": Page("/policy", shown("policy_form.html", **policy_samples.form())),
    "policy-steps": Page("/policy/steps", shown("policy_steps.html", **policy_samples.steps())),
    "policy-hindsight": Page("/policy/hindsight", shown("hindsight.html", **policy_samples.hindsight())),
    "policy-hindsight-judging": Page("/dashboard/settings/policies/hindsight", shown("hindsight.html", **policy_samples.hindsight(state="judging"))),
    "policy-text": Page("/policy-text", shown("policy_text.html", text="policies: x", errors={"yaml": "The text policies: Expected a list, got a text"}, problem=""), 422),
    "policy-wrong": Page("/policy-wrong", shown("policy_form.html", **policy_samples.form(view=policy_samples.policies()[1], said="", errors={"targets.first_response.high": "The first reply, High: “soon” is not a time such as 1h 30m, 90 (minutes) or 2:00"})), 422),
    "tags": Page("/dashboard/settings/tags", shown("tags.html", page=sorted_samples.tags(), going=[], text="", said="merged", into="login", more="/more")),
    "fields": Page("/dashboard/settings/fields", shown("fields.html", found=sorted_samples.fields(), text="", form=sorted_samples.fields(), category="", whom="customer", categories=sorted_samples.found(), said="")),
    "field": Page("/field", shown("field_form.html", view=sorted_samples.field(), written={"label": "Device", "key": "device", "options": "Phone", "editable": "yes", "active": "yes"}, chosen=[str(samples.an_id(41))], kinds=["text"], categories=sorted_samples.found(), said="", problem="", errors={"key": "The key: “device” is another field's; choose one of its own"}), 422),
    "macro": Page("/admin/settings/macros/1", shown("macro_form.html", view=sorted_samples.macro(), written={"name": "Take it", "priority": "high", "assignee": "me", "active": "yes", "scope": "private", "version": "1"}, types=[], teams=[], agents=samples.AGENTS, templates=[], may_share=True, may_keep=True, categories=sorted_samples.found(), said="", problem="", errors={"name": "The name must not be empty"}), 422),
    "profile": Page("/profile", shown("profile.html", profile=samples.profile(), zones=["Europe/Berlin", "UTC"], done="saved")),
    "profile-error": Page("/dashboard/settings/profile", customer("profile.html", profile=samples.profile(), zones=["Europe/Berlin", "UTC"], done="", errors={"phone": "The phone number: “12” is not a number with its country's code, such as +49 30 123456"}, written={"phone": "12"}), 422),
    "tokens": Page("/dashboard/settings/tokens", shown("tokens.html", **token_samples.values())),
    "tokens-new": Page("/tokens-new", shown("tokens.html", **token_samples.values(secret="dh_8Q2v0Qd0mT1sXo5Zk3pW7yR4uN6bH9cJ2fL5gA1eKxM")), 201),
    "tokens-wrong": Page("/tokens-wrong", shown("tokens.html", **token_samples.values(errors={"name": "The name must not be empty", "scopes": "What the token may do must name at least one thing"}, written={"days": "30", "all": "", "scopes": ["ticket:read"], "name": ""})), 422),
    "tokens-all": Page("/admin/settings/tokens", shown("tokens.html", **token_samples.values(here="/admin/settings/tokens", is_everybodys=True, said=True))),
    "people": Page("/dashboard/settings/people", shown("users.html", me=samples.MAYA, page=samples.users(), text="", role="", state="", more="/dashboard/settings/people?cursor=x", roles=list(Role), states=list(State), invited="2")),
    "people-nobody": Page("/people-nobody", shown("users.html", me=samples.MAYA, page=samples.users(0), text="zebra", role="", state="", more="", roles=list(Role), states=list(State), invited="")),
    "invite": Page("/dashboard/settings/people/invite", shown("invite.html", me=samples.MAYA, written={"role": "agent", "emails": "jan@northwind"}, organizations=[], errors={"emails": "The e-mail addresses: “jan@northwind” is not an e-mail address such as name@example.com"}), 422),
    "person": Page("/person", shown("user.html", me=samples.MAYA, view=samples.user(), roles=list(Role), zones=["UTC"], organizations=[], agents=samples.AGENTS, problem="", said="saved", written={"first_name": "Maya", "last_name": "Okafor", "role": "agent"})),
    "teams": Page("/dashboard/settings/teams", shown("teams.html", found=samples.teams())),
    "teams-none": Page("/teams-none", shown("teams.html", found=[])),
    "team": Page("/team", shown("team.html", rule=(None, Policy.OFF), policies=list(Policy), view=samples.team(), written={"name": "Billing", "members": [str(samples.an_id(11))], "categories": []}, choices=samples.team_choices(), others=[], said="saved", problem="")),
    "team-new": Page("/dashboard/settings/teams/new", shown("team.html", rule=None, policies=[], view=None, written={"name": "", "members": [], "categories": []}, choices=samples.team_choices(), others=[], said="", problem="", errors={"name": "The name must not be empty"}), 422),
    "webhooks": Page("/dashboard/settings/webhooks", shown("webhooks.html", found=webhook_samples.found(), said="removed")),
    "webhooks-none": Page("/webhooks-none", shown("webhooks.html", found=[], said="")),
    "webhook": Page("/webhook", shown("webhook.html", **webhook_samples.values(said="tested", secret="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))),
    "webhook-new": Page("/dashboard/settings/webhooks/new", shown("webhook.html", **webhook_samples.values(view=None, page=None, written={"events": []}, errors={"url": "The address: “http://example.com/” would be sent unencrypted; write https://", "events": "The events: “x” is not told of"})), 422),
    "organizations": Page("/dashboard/settings/organizations", shown("organizations.html", page=samples.organizations(), text="", more="/dashboard/settings/organizations?cursor=x")),
    "organization": Page("/organization", shown("organization.html", policies=[], view=samples.organization(), written={"name": "Halcyon Legal", "priority": "yes", "domains": "halcyon-legal.example"}, may_share=True, said="saved", problem="", people="dana")),
    "organization-new": Page("/dashboard/settings/organizations/new", shown("organization.html", policies=[], view=None, written={"domains": "gmail.com"}, may_share=False, said="", problem="", people="", errors={"domains": "The e-mail domains: “gmail.com” is open to everybody, so an address there says nothing of its owner"}), 422),
    "portal": Page("/dashboard/tickets", customer("my_tickets.html", page=mine(), choice=Choice(), is_shared=False, is_later=False)),
    "portal-empty": Page("/portal-empty", customer("my_tickets.html", page=mine([]), choice=Choice(), is_shared=False, is_later=False)),
    "portal-organization": Page("/portal-organization", customer("my_tickets.html", page=mine(), choice=Choice(whose="organization", state="open"), is_shared=True, is_later=True)),
    "portal-nothing": Page("/portal-nothing", customer("my_tickets.html", page=mine([]), choice=Choice(text="zebra"), is_shared=True, is_later=False)),
    "portal-archive": Page("/dashboard/tickets/archive", customer("my_archive.html", page=mine(samples.my_rows()[3:]), text="")),
    "portal-archive-nothing": Page("/archive-nothing", customer("my_archive.html", page=mine([]), text="zebra")),
    "portal-archive-empty": Page("/archive-empty", customer("my_archive.html", page=mine([]), text="")),
    "portal-new": Page("/dashboard/tickets/new", customer("ask.html", categories=(), questions=())),
    "portal-new-error": Page("/portal-new-error", customer("ask.html", categories=sorted_samples.found(), questions=sorted_samples.fields(), errors={"subject": "Write a subject", "fields.choices": "“Field of choices” must be answered", "fields.number": "“Field of number”: “x” is not a number", "description": "Describe what happened"}, written={"priority": "high"}), 422),
    "portal-sent": Page("/sent", customer("sent.html", ticket=samples.my_ticket())),
    "portal-ticket": Page(f"/dashboard/tickets/{samples.an_id(4812)}", customer("my_ticket.html", ticket=samples.my_ticket())),
    "portal-turn": Page("/portal-turn", customer("my_ticket.html", ticket=samples.my_ticket(status="waiting_customer", whose_turn="you"))),
    "portal-resolved": Page("/portal-resolved", customer("my_ticket.html", ticket=samples.my_ticket(status="resolved", may_rate=True, rating=(4, "Quick."), moves=("close", "reopen"), resolution="Your administrator has allowed board@, and it pulls mail again."))),
    "arabic-queue": Page("/arabic-queue", desk("queue.html", language="ar", ticket=samples.ticket())),
    "arabic-portal": Page("/arabic-portal", customer("my_tickets.html", language="ar", page=mine(), choice=Choice(), is_shared=True, is_later=False)),
    "arabic-ticket": Page("/arabic-ticket", customer("my_ticket.html", language="ar", ticket=samples.my_ticket(status="waiting_customer", whose_turn="you"))),
    "arabic-sign-in": Page("/arabic-sign-in", shown("sign_in.html", language="ar", me=None, state="wrong", email="maya@northwind.example"), 401),
    "german-queue": Page("/german-queue", desk("queue.html", language="de", ticket=samples.ticket())),
    **{f"error-{code}": Page(f"/error-{code}", shown("error.html", me=None, code=code, incident="5f3a9c01" if code == 500 else "", retry_after=30 if code == 429 else None), code) for code in (400, 403, 404, 409, 429, 500, 507)},
}  # fmt: skip


class _Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            self._send(
                200,
                file.read_bytes(),
                {"Content-Type": mimetypes.guess_type(file.name)[0] or "application/octet-stream"},
            )
        elif path == "/api/openapi.json":
            self._send(200, json.dumps(OPENAPI).encode(), {"Content-Type": "application/json"})
        elif path == DOCUMENTATION:
            text = shown("api_docs.html")()
            self._send(200, text.encode(), {**PAGE_HEADERS, "Content-Type": "text/html; charset=utf-8"})
        elif path == SIDEBAR:
            text = shown("sidebar.html", entries=samples.entries(), place="settings")()
            self._send(200, text.encode(), {**PAGE_HEADERS, "Content-Type": "text/html; charset=utf-8"})
        elif path.endswith("/html"):
            self._send(200, MAIL_HTML.encode(), {**MAIL_HEADERS, "Content-Type": "text/html; charset=utf-8"})
        else:
            page = next((one for one in PAGES.values() if one.at == path), None)
            text = page.make() if page else "not here"
            self._send(
                page.status if page else 404,
                text.encode(),
                {**PAGE_HEADERS, "Content-Type": "text/html; charset=utf-8"},
            )

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the signature is the library's
        """Say nothing: a test reads what the browser says."""

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def open_gallery() -> Iterator[str]:
    """Serve the gallery on a free port of loopback; yield its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Door)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
