"""Whether work goes on: some worker ran a schedule of this database within the last two minutes. Exit code 0 or 1."""

import asyncio
import os
import sys

import asyncpg

LATEST = "select coalesce(max(last_run) > now() - interval '2 minutes', false) from pgqueuer_schedules"


async def works() -> bool:
    """Ask the database."""
    connection = await asyncpg.connect(os.environ["DATABASE_URL"], timeout=5)
    try:
        return bool(await connection.fetchval(LATEST, timeout=5))
    finally:
        await connection.close(timeout=2)


if __name__ == "__main__":
    sys.exit(not asyncio.run(works()))
