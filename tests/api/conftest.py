"""People who speak to the API of a desk of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.database import Desk
from tests.front import Client, Front, opened


@pytest.fixture
async def front(desk: Desk) -> AsyncIterator[Front]:
    """Serve the desk."""
    async with opened(desk) as found:
        yield found


@pytest.fixture
async def agent(front: Front) -> Client:
    """Return an agent with a token."""
    return await front.client(front.desk.agent)


@pytest.fixture
async def admin(front: Front) -> Client:
    """Return an admin with a token."""
    return await front.client(front.desk.admin)


@pytest.fixture
async def customer(front: Front) -> Client:
    """Return a customer with a token."""
    return await front.client(front.desk.customer)


@pytest.fixture
async def stranger(front: Front) -> Client:
    """Return another customer with a token."""
    return await front.client(front.desk.other_customer)
