"""A desk of its own for browser tests: the real command, demo tickets, known passwords."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Page

from tests.running import DESKHAND, site

PASSWORD = "correct horse battery staple"
AGENT, CUSTOMER, STRANGER = "maya@desk.example", "dana@halcyon-legal.example", "leo@brightline-travel.example"
COLLEAGUE, ADMIN = "tom@desk.example", "hana@desk.example"


@dataclass(frozen=True)
class Running:
    """A desk that answers; `link` signs its first admin in, once."""

    address: str
    link: str

    def sign_in(self, context: BrowserContext, email: str) -> Page:
        """Open a page on which somebody has signed in."""
        page = context.new_page()
        page.goto(f"{self.address}/sign-in")
        page.fill("#email", email)
        page.fill("#password", PASSWORD)
        page.click("main button.primary")
        page.wait_for_url(re.compile(r"/(dashboard/tickets|admin/support)$"))
        return page


@contextmanager
def run_desk() -> Iterator[Running]:
    """Run a desk until the block ends."""
    with site(DESKHAND_DEMO="1", LOG_LEVEL="warning") as found:
        said = found.run().said
        # The first admin stays without a password, since setting one ends the link that this desk lends.
        found.tell("user", "create", "--email", ADMIN, "--role", "admin", "--first-name", "Hana")
        for email in (AGENT, COLLEAGUE, ADMIN, CUSTOMER, STRANGER):
            command = [DESKHAND, "user", "password", "--email", email]
            subprocess.run(
                command, env=found.environment(), input=f"{PASSWORD}\n", text=True, check=True, capture_output=True
            )
        link = re.search(r"http://\S+/sign-in/link/\S+", said)
        assert link, said
        yield Running(found.url, link[0])
