"""Settings from the environment; secrets may come from files (`…_FILE`)."""

import base64
from functools import cached_property
from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Everything that differs between installations. Field names are the environment's names."""

    model_config = SettingsConfigDict(env_file=None, extra="ignore")

    database_url: str = "postgresql://localhost/quality_award"
    # The owner of the tables, for migrations. The application itself owns nothing and so can switch nothing off.
    migration_database_url: str | None = None
    s3_endpoint: str = "http://127.0.0.1:8333"
    s3_public_endpoint: str | None = None
    s3_access_key: str = ""
    s3_secret_key: str = ""
    s3_region: str = "us-east-1"
    s3_bucket: str = "quality-award"
    # clamd as host:port or unix:/path; without one each file says that nobody looked for viruses.
    clamd_address: str | None = None
    master_key: str = ""
    master_key_file: Path | None = None
    public_url: str = "http://127.0.0.1:8000"
    host: str = "127.0.0.1"
    port: int = 8000
    static_dir: Path | None = None
    rehearsal: bool = False
    # What the last build found for each article (`make trace`); the page says so when there is none.
    trace_file: Path | None = None
    # Another city's award: a ruleset file, or a folder of them, in place of those that are shipped.
    rulesets: Path | None = None
    # Staff sign in with a second factor (GB/T 22239 8.1.4.1). The one-machine demonstration switches it off and says so.
    require_staff_totp: bool = True
    pool_size: int = 10
    # Editions whose time is up take their next step by themselves (Art. 17(3), 17(8)); the office's own button stays.
    automatic_steps: bool = True
    # Stands in every signed checkpoint of the audit trail: chosen once, never changed.
    audit_log_name: str = "quality-award/audit"
    # A time-stamp authority for the audit trail's checkpoints (RFC 3161), and the certificates that bear it out (PEM).
    tsa_url: str | None = None
    tsa_certificates: Path | None = None
    # The reverse proxy's address is trusted for the client's own only when this says so.
    trust_proxy: bool = False

    @cached_property
    def sqlalchemy_url(self) -> str:
        """The database's address for SQLAlchemy over asyncpg."""
        _, _, rest = self.database_url.partition("://")
        return f"postgresql+asyncpg://{rest}"

    @cached_property
    def master_key_bytes(self) -> bytes:
        """32 bytes that seal secrets at rest. Raises ValueError when missing or of another length."""
        text = self.master_key_file.read_text().strip() if self.master_key_file else self.master_key
        key = base64.b64decode(text)
        if len(key) != 32:
            raise ValueError("MASTER_KEY must be 32 bytes in base64")
        return key

    @cached_property
    def ruleset_texts(self) -> list[str]:
        """The text of each ruleset file that the settings name."""
        if self.rulesets is None:
            return []
        files = sorted(self.rulesets.glob("*.json")) if self.rulesets.is_dir() else [self.rulesets]
        return [file.read_text(encoding="utf-8") for file in files]

    @property
    def secure_cookies(self) -> bool:
        """Cookies carry `Secure` wherever the public address is https."""
        return self.public_url.startswith("https://")
