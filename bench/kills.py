"""Kills web, worker and database at random under a load of creates and replies, and says what was lost or doubled.

Run it as `python -m bench.kills --kills 50 --seed 1`.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time

from tests.flows.siege import Siege, chosen
from tests.flows.verdict import Verdict
from tests.post_office import post_office
from tests.running import site


async def besiege(kills: int, seed: int) -> Verdict:
    """Run one siege on a desk of its own, and tell what happened."""
    async with post_office() as office:
        with site(SMTP_URL=office.url, LOG_LEVEL="warning") as found:
            siege = Siege(found, office, seed=seed)
            await siege.open()
            await siege.kill(*chosen(kills, seed=seed))
            verdict = await siege.verdict()
            print(siege)
            return verdict


def main() -> int:
    """Print the verdict; 0 when nothing is lost or doubled."""
    parser = argparse.ArgumentParser(prog="bench.kills", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parsed = parser.parse_args()
    print(f"seed: {parsed.seed}")
    verdict = asyncio.run(besiege(parsed.kills, parsed.seed))
    print(verdict)
    return 1 if verdict.faults else 0


if __name__ == "__main__":
    sys.exit(main())
