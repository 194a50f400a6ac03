"""Everything that can be set from outside; `app.environment` reads it, nobody else does."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Any

from deskhand.rules.attachment import MB, Limits
from deskhand.rules.auto_close import DAYS, WARNING_DAYS
from deskhand.rules.rating import SURVEY_HOURS
from deskhand.rules.sla.policy import Target
from deskhand.rules.ticket import Priority


def _setting(variable: str, about: str, **rest: object) -> dict[str, object]:
    return {"variable": variable, "about": about, **rest}


def _minutes(target: str, priority: str) -> Any:
    what = {"first_response": "first reply", "resolution": "solution"}[target]
    return field(
        default=0,
        metadata=_setting(
            f"SLA_{target}_{priority}".upper(),
            f"Minutes until the {what} to a {priority} ticket is due, instead of the workspace policy's; unset "
            "leaves those.",
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One process's settings; each field's metadata names its environment variable and says what it does."""

    host: str = field(
        default="127.0.0.1",
        metadata=_setting("HOST", "Address that the web server listens on; `0.0.0.0` for all of them."),
    )
    port: int = field(default=8000, metadata=_setting("PORT", "Port that the web server listens on (1–65535)."))
    data: Path = field(
        default=Path("var"),
        metadata=_setting("DESKHAND_DATA", "Folder of the embedded database, secrets and files; `./var` in a clone."),
    )
    app_url: str = field(
        default="",
        metadata=_setting(
            "APP_URL", "Public address of the default workspace, used in links; empty means `http://HOST:PORT`.",
            aliases=("NEXT_PUBLIC_APP_URL",),
        ),
    )  # fmt: skip
    database_url: str = field(
        default="",
        metadata=_setting(
            "DATABASE_URL", "Own PostgreSQL (15 or newer) as the runtime role, instead of the embedded one.",
            secret=True,
        ),
    )  # fmt: skip
    database_owner_url: str = field(
        default="",
        metadata=_setting("DATABASE_OWNER_URL", "The same database as its owner, for migrations.", secret=True),
    )
    database_direct_url: str = field(
        default="",
        metadata=_setting(
            "DATABASE_DIRECT_URL", "The same database without a pooler between, for LISTEN; needed with PgBouncer.",
            secret=True,
        ),
    )  # fmt: skip
    secret_key: str = field(
        default="",
        metadata=_setting(
            "DESKHAND_SECRET_KEY",
            "Master key (32 characters or more); empty means a file in the data folder. Several machines need it.",
            secret=True,
        ),
    )
    demo: bool = field(
        default=True,
        metadata=_setting("DESKHAND_DEMO", "`0` leaves the first workspace without demo tickets."),
    )
    admin_email: str = field(
        default="admin@example.com",
        metadata=_setting("DESKHAND_ADMIN_EMAIL", "E-mail address of the first admin, made at the first start."),
    )
    smtp_url: str = field(
        default="",
        metadata=_setting(
            "SMTP_URL",
            "Mail server: `smtp://user:pass@host:port` (STARTTLS when offered) or `smtps://…`; empty means the "
            "built-in mailbox.",
            secret=True,
        ),
    )
    support_email: str = field(
        default="support@example.com",
        metadata=_setting("SUPPORT_EMAIL", "Sender and Reply-To of all mail."),
    )
    tickets_per_hour: int = field(
        default=10,
        metadata=_setting(
            "TICKETS_PER_HOUR", "Tickets that a customer may open within an hour; `0` sets no limit. Agents have none."
        ),
    )
    s3_url: str = field(
        default="",
        metadata=_setting(
            "S3_URL",
            "Bucket for attachments: `s3://KEY:SECRET@bucket/folder?region=…&endpoint=https://…`; empty means the "
            "folder `files` in the data folder. Several machines need it.",
            secret=True,
        ),
    )
    clamd: str = field(
        default="",
        metadata=_setting(
            "CLAMD",
            "ClamAV's clamd, which scans attachments before anybody can open them: a socket's path or `host:port`; "
            "empty means that they are marked as not scanned.",
        ),
    )
    attachment_mb: int = field(
        default=25, metadata=_setting("ATTACHMENT_MB", "Megabytes of one attached file (1–1000).")
    )
    attachments_most: int = field(
        default=10, metadata=_setting("ATTACHMENTS_MOST", "Files that one message carries (1–100).")
    )
    attachments_mb: int = field(
        default=50, metadata=_setting("ATTACHMENTS_MB", "Megabytes of all files of one message together (1–10000).")
    )
    survey_delay_ms: int = field(
        default=SURVEY_HOURS * 3_600_000,
        metadata=_setting(
            "SUPPORT_SATISFACTION_SURVEY_DELAY",
            "Milliseconds after closing at which requesters are asked how satisfied they are, in workspaces that set "
            "no hours of their own; `0` asks nobody.",
        ),
    )
    auto_close_days: int = field(
        default=DAYS,
        metadata=_setting(
            "SUPPORT_AUTO_CLOSE_DAYS",
            "Days without a word after which tickets that wait for their customer, or are resolved, are closed, in "
            "workspaces that set none of their own; `0` closes nothing.",
        ),
    )
    auto_close_warning_days: int = field(
        default=WARNING_DAYS,
        metadata=_setting(
            "SUPPORT_AUTO_CLOSE_WARNING_DAYS",
            "Days without a word after which their requesters are told, once; at most a day less than until closing.",
        ),
    )
    sla_first_response_critical: int = _minutes("first_response", "critical")
    sla_first_response_urgent: int = _minutes("first_response", "urgent")
    sla_first_response_high: int = _minutes("first_response", "high")
    sla_first_response_medium: int = _minutes("first_response", "medium")
    sla_first_response_low: int = _minutes("first_response", "low")
    sla_resolution_critical: int = _minutes("resolution", "critical")
    sla_resolution_urgent: int = _minutes("resolution", "urgent")
    sla_resolution_high: int = _minutes("resolution", "high")
    sla_resolution_medium: int = _minutes("resolution", "medium")
    sla_resolution_low: int = _minutes("resolution", "low")
    cron_secret: str = field(
        default="",
        metadata=_setting(
            "CRON_SECRET",
            "What `/api/notifications/sla-check` is asked with, as `Authorization: Bearer …`; empty means that there "
            "is no such address. The desk watches its deadlines by itself.",
            secret=True,
        ),
    )
    outbound_allow: tuple[IPv4Network | IPv6Network, ...] = field(
        default=(),
        metadata=_setting(
            "OUTBOUND_ALLOW",
            "Networks (CIDR list) of private addresses that webhooks may be sent to, there also by `http`; none by "
            "default, so that only public addresses are called.",
        ),
    )
    log_level: str = field(default="info", metadata=_setting("LOG_LEVEL", "`debug`, `info`, `warning` or `error`."))
    secure_cookies: bool | None = field(
        default=None,
        metadata=_setting(
            "DESKHAND_SECURE_COOKIES",
            "`1` or `0`; unset means that cookies are Secure when APP_URL is https.",
        ),
    )
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = field(
        default=(),
        metadata=_setting(
            "TRUSTED_PROXIES", "Networks (CIDR list) whose `X-Forwarded-For` is believed; none by default."
        ),
    )

    @property
    def base_url(self) -> str:
        """The address that links begin with, without a slash at its end."""
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104 (compared, not bound)
        return (self.app_url or f"http://{f'[{host}]' if ':' in host else host}:{self.port}").rstrip("/")

    @property
    def sla_minutes(self) -> dict[Target, dict[Priority, int]]:
        """The minutes that take the place of those of each workspace's policy."""
        found = {
            target: {
                priority: minutes
                for priority in Priority
                if (minutes := getattr(self, f"sla_{target.value}_{priority.value}", 0))
            }
            for target in Target
        }
        return {target: minutes for target, minutes in found.items() if minutes}

    @property
    def attachment_limits(self) -> Limits:
        """What may be attached."""
        return Limits(
            file_bytes=self.attachment_mb * MB, count=self.attachments_most, message_bytes=self.attachments_mb * MB
        )

    @property
    def cookies_are_secure(self) -> bool:
        """Whether cookies are sent over https alone."""
        return self.base_url.startswith("https://") if self.secure_cookies is None else self.secure_cookies
