"""The newest checkpoint, kept out of the database owner's reach: locked in the store, stamped by a time authority."""

import asyncio
import datetime as dt

import httpx
import rfc3161_client
from cryptography import x509
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.platform.objectstore import ObjectStore
from quality_award.platform.settings import Settings
from quality_award.tables.trail import AuditTimeStamp

from .tree import latest

FOLDER = "audit/checkpoints"
KEPT = dt.timedelta(days=3660)
TIMEOUT = 20


async def keep(session: AsyncSession, *, store: ObjectStore, now: dt.datetime) -> str | None:
    """Write the newest checkpoint into the store and lock it there; its key, or None when it is there already."""
    head = await latest(session)
    if head is None:
        return None
    key = f"{FOLDER}/{head.size:012d}.txt"
    if await store.stat(key) is not None:
        return None
    version = await store.put(key, head.note.encode(), "text/plain; charset=utf-8")
    await store.lock(key, version, now + KEPT)
    return key


def stamped_at(token: bytes) -> dt.datetime:
    """When a time-stamp authority says that it saw the checkpoint."""
    return rfc3161_client.decode_timestamp_response(token).tst_info.gen_time


async def stamp(session: AsyncSession, *, settings: Settings, now: dt.datetime) -> bool:
    """Have the newest checkpoint time-stamped (RFC 3161) where an authority is configured; whether a stamp was added.

    Raises VerificationError for an answer that the configured certificates do not bear out, so that the job is seen to fail.
    """
    head = await latest(session)
    if settings.tsa_url is None or head is None:
        return False
    if await session.scalar(select(AuditTimeStamp.size).where(AuditTimeStamp.size == head.size)):
        return False
    note = head.note.encode()
    request = rfc3161_client.TimestampRequestBuilder().data(note).nonce(nonce=True).cert_request(cert_request=True).build()
    async with httpx.AsyncClient(timeout=TIMEOUT) as client:
        answer = await client.post(
            settings.tsa_url, content=request.as_bytes(), headers={"Content-Type": "application/timestamp-query"}
        )
    answer.raise_for_status()
    response = rfc3161_client.decode_timestamp_response(answer.content)
    builder = rfc3161_client.VerifierBuilder.from_request(request)
    if settings.tsa_certificates:
        pem = await asyncio.to_thread(settings.tsa_certificates.read_bytes)
        for certificate in x509.load_pem_x509_certificates(pem):
            builder = builder.add_root_certificate(certificate)
    builder.build().verify_message(response, note)
    await session.execute(insert(AuditTimeStamp).values(size=head.size, token=answer.content))
    return True
