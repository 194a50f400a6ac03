"""What the gallery shows: one afternoon of a support desk, in the shapes that the queries answer with."""

# ruff: noqa: E501 - a sample a line reads as a table

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec

from deskhand.queries import organizations as companies
from deskhand.queries import portal
from deskhand.queries import profile as profiles
from deskhand.queries import teams as queues
from deskhand.queries import users as people
from deskhand.queries.bulk import BulkView, Left
from deskhand.queries.choices import Agent, Choices
from deskhand.queries.customer import Customer, Other, Phone
from deskhand.queries.exports import Export
from deskhand.queries.figures import told
from deskhand.queries.queue import QueuePage, Row, listing_of
from deskhand.queries.ticket import Activity, Draft, Message, Person, TicketView
from deskhand.queries.views import Entry, Line, Sidebar, Step, Whole
from deskhand.rules import access
from deskhand.rules import bulk as bulk_rules
from deskhand.rules import exports as export_rules
from deskhand.rules.access import Role
from deskhand.rules.bulk import Wanted
from deskhand.rules.filters import Filters, Sort
from deskhand.rules.templates import Scope
from deskhand.rules.ticket import Priority, Status
from deskhand.rules.users import State
from deskhand.rules.views import Grouping
from tests.web.deadline_samples import PAUSED, chip_of

NOW = datetime(2026, 11, 20, 15, 4, tzinfo=UTC)
WORKSPACE = "Northwind Support"


def an_id(number: int) -> UUID:
    """Return the id of the sample of this number."""
    return UUID(int=(0x0193A1B2_C3D4_7000_8000 << 48) + number)


MAYA = access.Person(
    workspace_id=an_id(1), user_id=an_id(11), role=access.Role.ADMIN, name="Maya Okafor", email="maya@northwind.example"
)
DANA = access.Person(
    workspace_id=an_id(1), user_id=an_id(21), role=access.Role.CUSTOMER, name="Dana Whitfield",
    email="dana@halcyon-legal.example", time_zone="America/New_York",
)  # fmt: skip
AGENTS = (
    Agent(an_id(11), "Maya Okafor"), Agent(an_id(12), "Tom Berg"), Agent(an_id(13), "Priya Nair"),
    Agent(an_id(14), "Hana Novak"),
)  # fmt: skip


def ago(minutes: int) -> datetime:
    """Return the moment this many minutes before now."""
    return NOW - timedelta(minutes=minutes)


def row(number: int, subject: str, *, who: str, status: str = "open", **rest: object) -> Row:
    """Return a row of the queue, plain but for what is named."""
    attention = {"open": 0, "waiting_support": 0, "in_progress": 1, "waiting_customer": 2, "resolved": 3}.get(status, 4)
    made = Row(
        id=an_id(number), number=f"2026-11-{number:05}", subject=subject, status=status, priority="medium",
        requester_name=who, organization_name=None, is_priority_client=False, assignee_id=None, assignee_name=None,
        preview="", last_author="customer", source="web", created_at=ago(300), last_message_at=ago(120),
        attention=attention, version=1, updated_at=ago(120),
    )  # fmt: skip
    return replace(made, **rest)  # type: ignore[arg-type] # each sample names fields of a row


def rows() -> list[Row]:
    """Return the queue of the afternoon."""
    maya = {"assignee_id": an_id(11), "assignee_name": "Maya Okafor"}
    tom = {"assignee_id": an_id(12), "assignee_name": "Tom Berg"}
    return [
        row(4815, "Checkout charges card twice on retry", who="Leo Marchetti", priority="critical", organization_name="Brightline Travel", preview="Second charge still shows as pending on the bank’s side", source="chat", last_message_at=ago(4), chip=chip_of(NOW, -72, 60)),
        row(4811, "SSO login loops back to sign-in page", who="Aiko Tanaka", priority="urgent", organization_name="Kestrel Robotics", is_priority_client=True, preview="Every user on our Okta tenant is affected", source="email", last_message_at=ago(61), chip=chip_of(NOW, 38, 120)),
        row(4812, "Gmail sync stopped after password change, 3 mailboxes affected", who="Dana Whitfield", status="waiting_support", priority="high", organization_name="Halcyon Legal", is_priority_client=True, preview="Two are back, wonderful. The third, board@, says “waiting for administrator”.", source="email", last_message_at=ago(12), chip=chip_of(NOW, 100, 480), **maya),
        row(4809, "Technician did not arrive for the 13:00 appointment", who="Joseph Kamau", priority="high", organization_name="Savanna Fibre", preview="Customer asked for a call back on SMS", last_message_at=ago(64), chip=chip_of(NOW, 130, 300)),
        row(4816, "لم تصل رسالة تأكيد الطلب", who="ليلى حداد", priority="medium", organization_name="مكتبة النور", preview="طلبت كتابين أمس ولم أستلم أي رسالة حتى الآن", last_message_at=ago(75)),
        row(4802, "Export to CSV drops the tax column", who="Nora Lindqvist", status="in_progress", priority="medium", organization_name="Fjord Outfitters", preview="Attaching both files so you can compare", source="email", last_message_at=ago(128), chip=chip_of(NOW, 18 * 60, 24 * 60), **tom),
        row(4798, "Invoice PDF shows the wrong VAT number", who="Carlos Vega", status="in_progress", organization_name="Meridian Foods", preview="We re-issued it manually, but customers keep asking", source="email", last_message_at=ago(245), **maya),
        row(4790, "content_generation_failure: OpenAI timeout in writer-agent", who="Error intake", status="in_progress", priority="high", preview="41 events, 12 users, first seen 09:58", source="api", last_message_at=ago(305), **tom),
        row(4781, "How do I move my number to the new plan?", who="Grace Mwangi", status="waiting_customer", priority="low", preview="Asante! Also, is there a fee for this?", source="chat", last_author="agent", last_message_at=ago(370), chip=PAUSED, **maya),
        row(4776, "Add a second approver to purchase orders", who="Henrik Voss", status="waiting_customer", priority="low", organization_name="Altmark Steel", preview="Would the end of the month be fine for the change?", source="email", last_author="agent", last_message_at=ago(433), **tom),
        row(4770, "Delivery notes in two languages", who="Sofia Rossi", status="waiting_customer", organization_name="Lago Ceramics", preview="Which two languages do you need on one sheet?", last_author="agent", last_message_at=ago(60 * 26), **maya),
        row(4761, "Webhook retries arrive out of order", who="Samir Haddad", status="waiting_customer", priority="medium", organization_name="Kestrel Robotics", is_priority_client=True, preview="Please send us the delivery id of one of them.", source="api", last_author="agent", last_message_at=ago(60 * 50), **tom),
    ]  # fmt: skip


def queue_page(found: list[Row] | None = None, **filters: object) -> QueuePage:
    """Return the queue as a page."""
    shown = rows() if found is None else found
    wanted = Filters(**filters)  # type: ignore[arg-type] # each sample names fields of the filters
    listing = listing_of(Sidebar(entries(), None), wanted)
    choices = Choices((("access", "Access"), ("billing", "Billing")), ("Halcyon Legal",), ("vip",))
    return QueuePage(
        rows=shown, total=len(shown), next_cursor=None, filters=wanted, agents=AGENTS, listing=listing,
        sidebar=entries(), choices=choices, figures=told((999, 41, 12, 3, 1)),
    )  # fmt: skip


def entries() -> list[Entry]:
    """Return the views beside a list."""
    words = {
        "mine": ("Mine", "4"), "unassigned": ("Unassigned", "3"), "urgent": ("Urgent", "2"),
        "waiting_us": ("Waiting for us", "99+"), "waiting_customer": ("Waiting for customer", "12+"), None: ("VIP", None),
    }  # fmt: skip
    return [view(place, shipped, *said) for place, (shipped, said) in enumerate(words.items())]


def whole_view() -> Whole:
    """Return a view with its trail."""
    trail = [Step(name="view.changed", actor_name="Maya Okafor", created_at=ago(90), changes={"name": ("V", "VIP")})]
    return Whole(**msgspec.structs.asdict(entries()[-1].view), trail=trail)


def exports() -> list[Export]:
    """Return exports in each state."""
    return [
        Export(
            id=an_id(760 + place), name="Mine", state=state, reason=reason, written=4000, total=10_000, size=100,
            created_at=ago(9), expires_at=NOW, wanted=export_rules.Wanted(), pieces=(1,),
        )
        for place, (state, reason) in enumerate((("writing", None), ("ready", None), ("failed", "It was too much.")))
    ]  # fmt: skip


def view(place: int, shipped: str | None, name: str, count: str | None) -> Entry:
    """Return a saved view."""
    filters = {"mine": Filters(assignee="me"), "unassigned": Filters(assignee="none")}
    scope = Scope.SHARED if shipped else Scope.PRIVATE
    return Entry(Line(
        id=an_id(700 + place), shipped=shipped, name=name, filters=filters.get(shipped or "", Filters(tag="vip")),
        sort=Sort.NEED, columns=(), grouping=Grouping.NEED, scope=scope, owner_id=None if shipped else an_id(11),
        team_id=None, position=float(place), version=1, created_at=ago(9000), updated_at=ago(9000), team_name=None,
    ), count)  # fmt: skip


def person(number: int, name: str, *, email: str, role: str = "agent", zone: str | None = None) -> Person:
    """Return somebody named on a ticket."""
    return Person(id=an_id(number), name=name, email=email, role=role, time_zone=zone)


def message(number: int, author: Person | None, *, minutes: int, html: str, **rest: object) -> Message:
    """Return a message of the sample ticket."""
    kind = "system" if author is None else author.role if author.role == "customer" else "agent"
    made = Message(
        id=an_id(number), author=author, author_kind=kind, internal=False, html=html, text=html, created_at=ago(minutes),
        delivery=None, files=[],
    )  # fmt: skip
    return replace(made, **rest)  # type: ignore[arg-type] # each sample names fields of a message


def activity(number: int, name: str, *, who: str, minutes: int, **changes: tuple[str | None, str | None]) -> Activity:
    """Return a change in the sample ticket's trail."""
    return Activity(id=an_id(number), name=name, actor_name=who, created_at=ago(minutes), changes=changes, reason=None)


def ticket(**rest: object) -> TicketView:
    """Return the ticket that the pictures show."""
    dana = person(21, "Dana Whitfield", email="dana@halcyon-legal.example", role="customer", zone="America/New_York")
    maya = person(11, "Maya Okafor", email="maya@northwind.example", role="admin")
    tom = person(12, "Tom Berg", email="tom@northwind.example")
    monitor = person(31, "Sync monitor", email="monitor@northwind.example")
    messages = [
        message(101, dana, minutes=52 + 60 * 24, html="<p>Since our admin rotated passwords this morning, none of the three shared mailboxes are pulling new mail. The status page in the app says “connected”, but the last message we see is from 09:58.</p><p>We have a board report due at 17:00 and need the attachments. Can someone look quickly?</p>"),
        message(102, monitor, minutes=51, author_kind="system", html="<p>Linked error <code>integration_failure</code>, 41 occurrences since 10:02</p><pre><code>google.auth.RefreshError: invalid_grant: Token has been revoked\n  at sync/gmail.py:212 in refresh · req_8f21c0</code></pre>"),
        message(103, tom, minutes=33, internal=True, html="<p>Same root cause as 2026-11-04790: Google revokes refresh tokens on password change. The re-consent link fixes it; the “connected” badge is our bug.</p>"),
        message(104, maya, minutes=24, delivery="delivered", html="<p>Hi Dana, thanks for the screenshot, that made this quick. Google signed the mailboxes out when the passwords changed. I am sending a re-connect link for each mailbox now.</p>"),
        message(105, dana, minutes=12, html="<p>Two are back, wonderful. The third, board@, says “waiting for administrator”.</p>"),
    ]  # fmt: skip
    trail = [
        activity(201, "ticket.created", who="Dana Whitfield", minutes=52 + 60 * 24),
        activity(202, "ticket.updated", who="Priya Nair", minutes=50, priority=("medium", "high")),
        activity(203, "ticket.assigned", who="Priya Nair", minutes=49, assignee=(None, "Maya Okafor"), status=("open", "in_progress")),
        activity(204, "ticket.message.added", who="Maya Okafor", minutes=24, status=("in_progress", "waiting_customer")),
    ]  # fmt: skip
    made = TicketView(
        id=an_id(4812), number="2026-11-04812", subject="Gmail sync stopped after password change, 3 mailboxes affected",
        status="waiting_support", priority="high", priority_reason="Set when it was opened.", type="integration_failure",
        source="email", version=7, requester_id=dana.id, organization_id=an_id(31), assignee_id=maya.id,
        follow_up_of_id=None, first_response_due_at=None, sla_due_at=None, requester=dana, organization_name="Halcyon Legal", is_priority_client=True,
        assignee=maya, created_at=ago(52 + 60 * 24), updated_at=ago(12), first_response_at=ago(24 + 60 * 24), resolved_at=None,
        closed_at=None, resolution=None, resolved_by=None, follow_up_of=None, messages=messages, activity=trail,
        moves=("assign", "resolve", "close", "cancel"), customer=customer(),
    )  # fmt: skip
    return replace(made, **rest)  # type: ignore[arg-type] # each sample names fields of a ticket


def customer() -> Customer:
    """Return what stands beside the ticket of whoever opened it."""
    others = [
        Other(id=one.id, number=one.number, subject=one.subject, status=one.status, last_message_at=one.updated_at)
        for one in my_rows()[1:]
    ]
    phones = (Phone(number="+12125550123", is_verified=True), Phone(number="+12125550124", is_verified=False))
    return Customer(since=ago(60 * 24 * 400), phones=phones, tickets=tuple(others), has_more=True)


def bulk(**rest: object) -> BulkView:
    """Return a change of many tickets that left two alone."""
    left = tuple(
        Left(
            id=one.id,
            number=one.number,
            subject=one.subject,
            reason="A ticket that is closed cannot be assigned; reopen it first.",
        )
        for one in rows()[:2]
    )
    made = BulkView(
        id=an_id(601), wish=Wanted(priority="high", assignee=str(an_id(12))), assignee_name="Tom Berg", total=14, state=bulk_rules.State.DONE,
        finished_at=NOW, counts={"changed": 11, "unchanged": 1, "refused": 2}, left=left, undo_until=NOW + timedelta(hours=1),
    )  # fmt: skip
    return msgspec.structs.replace(made, **rest)


def drafts() -> tuple[Draft, ...]:
    """Return a reply on its way out, one that came back, and a note that is being written."""
    return (
        Draft(an_id(501), "reply", "Here are the three links.\n\nTell me when they work.", 1, ago(-1), None, ago(0)),
        Draft(an_id(502), "reply", "The third link follows.", 3, None, "The ticket was closed meanwhile.", ago(2)),
        Draft(an_id(503), "note", "Ask Priya about the rotation.", 2, None, None, ago(1)),
    )


def my_rows() -> list[portal.Row]:
    """Return a customer's tickets."""

    def mine(number: int, subject: str, status: str, turn: str, minutes: int) -> portal.Row:
        return portal.Row(
            an_id(number),
            f"2026-11-{number:05}",
            subject,
            status,
            turn,
            ago(minutes + 300),
            ago(minutes),
            "Dana Whitfield",
        )

    return [
        mine(4812, "Gmail sync stopped after password change, 3 mailboxes affected", "waiting_support", "us", 12),
        mine(4770, "Add a second calendar to the board room", "waiting_customer", "you", 60 * 22),
        mine(4768, "Wrong name on the November invoice", "open", "us", 172),
        mine(4661, "Calendar invites show twice", "resolved", "nobody", 60 * 24 * 17),
        mine(4512, "Two more seats, please", "closed", "nobody", 60 * 24 * 39),
    ]


def my_ticket(**rest: object) -> portal.TicketView:
    """Return the customer's side of the sample ticket."""
    seen = ticket()
    messages = [
        portal.Message(
            id=one.id, author_name=one.author.name if one.author else None, author_kind=one.author_kind,
            mine=one.author_kind == "customer", html=one.html, text=one.text, created_at=one.created_at,
            files=one.files,
        )
        for one in seen.messages
        if not one.internal and one.author_kind != "system"
    ]  # fmt: skip
    made = portal.TicketView(
        id=seen.id, number=seen.number, subject=seen.subject, status="waiting_support", priority="high", type=seen.type,
        source="email", version=7, whose_turn="us", requester_id=an_id(21), requester_name="Dana Whitfield",
        assignee_name="Maya Okafor", created_at=seen.created_at, updated_at=seen.updated_at,
        follow_up_of_id=None, first_response_due_at=None, sla_due_at=None,
        first_response_at=seen.created_at + timedelta(minutes=28), resolved_at=None, closed_at=None, resolution=None, messages=messages,
        moves=("close",),
    )  # fmt: skip
    return replace(made, **rest)  # type: ignore[arg-type] # each sample names fields of a ticket


def some_filters() -> dict[str, object]:
    """Return filters that no view of the sidebar has."""
    return {
        "status": (Status.OPEN, Status.WAITING_SUPPORT),
        "priority": (Priority.HIGH,),
        "assignee": str(an_id(12)),
        "text": "gmail",
    }


def profile() -> profiles.OwnProfile:
    """Return somebody's own account."""
    phone = profiles.Phone(id=an_id(1), number="+4930123456", is_verified=True, is_public=False)
    browsers = (
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
    )
    sessions = [
        profiles.SignedIn(
            id=an_id(10 + place), browser=browser, address="192.0.2.7", created_at=ago(900), last_seen_at=ago(place * 90),
            is_this=not place,
        )
        for place, browser in enumerate(browsers)
    ]  # fmt: skip
    return profiles.OwnProfile(
        email="maya@northwind.example", first_name="Maya", last_name="Okafor", time_zone="Europe/Berlin",
        language="en", has_password=True, phones=[phone], sessions=sessions,
    )  # fmt: skip


def users(count: int = 3) -> people.Page:
    """Return a page of people."""
    lines = [
        people.Line(id=an_id(12), email="maya@northwind.example", name="Maya Okafor", role=Role.AGENT,
                    state=State.ACTIVE, organization_id=None, organization_name=None, open_tickets=12,
                    last_seen_at=ago(4)),
        people.Line(id=an_id(14), email="jan@northwind.example", name="Jan Berg", role=Role.ADMIN,
                    state=State.INVITED, organization_id=None, organization_name=None, open_tickets=0,
                    last_seen_at=None),
        people.Line(id=an_id(21), email="dana@halcyon-legal.example", name="Dana Whitfield", role=Role.CUSTOMER,
                    state=State.DEACTIVATED, organization_id=an_id(31), organization_name="Halcyon Legal",
                    open_tickets=0, last_seen_at=ago(9000)),
    ]  # fmt: skip
    return people.Page(items=lines[:count], total=count, next_cursor=None)


def user() -> people.View:
    """Return what admins see of an agent."""
    own = profile()
    steps: list[tuple[str, dict[str, object]]] = [
        ("person.changed", {"changes": {"role": ["customer", "agent"]}}), ("person.created", {}),
    ]  # fmt: skip
    return people.View(
        **{name: getattr(users().items[0], name) for name in people.Line.__struct_fields__}, first_name="Maya",
        last_name="Okafor", time_zone="Europe/Berlin", language="en", has_password=False, created_at=ago(90_000),
        deactivated_at=None, phones=own.phones,
        sessions=[people.Device(id=one.id, browser=one.browser, address=one.address, created_at=one.created_at,
                                last_seen_at=one.last_seen_at) for one in own.sessions],
        tokens=[people.Token(id=an_id(41), name="Nightly export", scopes=["ticket:read"], created_at=ago(9000),
                             expires_at=None, last_used_at=ago(600))],
        held=[people.Held(id=an_id(4812), number="2026-11-04812", subject="Gmail sync stopped", status="in_progress")],
        rating_average=4.6, rating_count=38,
        trail=[people.Step(id=an_id(51), name=name, actor_name="Ada Admin", created_at=ago(500), payload=payload)
               for name, payload in steps],
    )  # fmt: skip


def teams() -> list[queues.Line]:
    """Return the teams of the desk, one of them closed."""
    return [
        queues.Line(id=an_id(61), name="Billing", description="", is_active=True, members=2, categories=3,
                    active_tickets=14),
        queues.Line(id=an_id(62), name="Attic", description="", is_active=False, members=0, categories=0,
                    active_tickets=0),
    ]  # fmt: skip


def team() -> queues.View:
    """Return a team as admins see it."""
    return queues.View(
        id=an_id(61), name="Billing", description="Invoices and payments", is_active=True, created_at=ago(9000),
        members=[queues.Part(id=an_id(11), name="Maya Okafor", is_active=True),
                 queues.Part(id=an_id(15), name="Ines Ruiz", is_active=False)],
        categories=[queues.Part(id=an_id(71), name="Invoices", is_active=True)], active_tickets=14,
        held=user().held, trail=user().trail,
    )  # fmt: skip


def team_choices() -> queues.Choices:
    """Return whom and what a team can be made of."""
    return queues.Choices(
        agents=[(one.id, one.name) for one in AGENTS],
        categories=[(an_id(70), "Money", None), (an_id(71), "Invoices", "Money")],
    )  # fmt: skip


def organizations() -> companies.Page:
    """Return a page of organizations."""
    lines = [
        companies.Line(id=an_id(31), name="Halcyon Legal", is_priority_client=True, domains=["halcyon-legal.example"],
                       people=12),
        companies.Line(id=an_id(32), name="Brightline", is_priority_client=False, domains=[], people=1),
    ]  # fmt: skip
    return companies.Page(items=lines, total=2, next_cursor=None)


def organization() -> companies.View:
    """Return an organization as admins see it."""
    line = organizations().items[0]
    return companies.View(
        **{name: getattr(line, name) for name in companies.Line.__struct_fields__}, shares_tickets=False,
        has_slack=True, sla_policy_id=None, created_at=ago(90_000), tickets=user().held, trail=user().trail, next_people="x",
        members=[companies.Member(id=an_id(21), name="Dana Whitfield", email="dana@halcyon-legal.example",
                                  is_active=True)],
    )  # fmt: skip
