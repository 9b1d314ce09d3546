"""The only place that names concrete adapters: plugs them into the ports and returns a ``Desk``."""

from __future__ import annotations

import os
import secrets as system_random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from .adapters.dynamo.assistance import DynamoAssistance
from .adapters.dynamo.cases import DynamoCases
from .adapters.dynamo.limits import DynamoLimits
from .adapters.dynamo.lists import DynamoLists
from .adapters.dynamo.outbox import DynamoPost
from .adapters.dynamo.sessions import DynamoSessions
from .adapters.dynamo.table import Table
from .adapters.dynamo.tenants import CachedTenants, DynamoTenants
from .adapters.pictures import S3Pictures
from .adapters.vault import Keyring
from .clock import now
from .config import Config
from .domain.vocabulary import Notice
from .ports import Desk, Settings

if TYPE_CHECKING:
    from .domain.notice_facts import Email, Facts


@lru_cache(maxsize=4)
def _session(region: str) -> Any:
    import botocore.session

    session = botocore.session.get_session()
    session.set_config_variable("region", region)
    return session


def client(config: Config, service: str) -> Any:
    """A botocore client with short time-outs. It repeats what is safe to repeat; a short message is not."""
    from botocore.config import Config as Timeouts

    # Account-based endpoints would need the account's number, which a local table has not.
    os.environ.setdefault("AWS_ACCOUNT_ID_ENDPOINT_MODE", "disabled")
    # Checking each request against the service's model, and naming every library in each, are half of a
    # call's CPU:
    # AWS checks again, the tests run every request against a table that does, and it knows us by name alone.
    timeouts = Timeouts(
        connect_timeout=2,
        read_timeout=8,
        retries={"total_max_attempts": 1 if service == "sns" else 4, "mode": "standard"},
        user_agent="suyi",
        parameter_validation=False,
    )
    extra = {"endpoint_url": config.endpoint} if config.endpoint else {}
    return _session(config.region).create_client(service, region_name=config.region, config=timeouts, **extra)


@dataclass
class Lazy:
    """Something that is made when first used: a page that sends no mail pays for no mail client."""

    make: Callable[[], Any]

    @cached_property
    def made(self) -> Any:
        """The thing itself."""
        return self.make()


@lru_cache(maxsize=1)
def _templates() -> Any:
    from .adapters.templates import NoticeTemplates

    return NoticeTemplates()


@dataclass
class LazyLetters:
    """Letters, whose templates are loaded by who sends and by nobody else."""

    inner: Lazy = field(default_factory=lambda: Lazy(_templates))

    def email(self, notice: Notice, facts: Facts, lang: str) -> Email:
        """As ``NoticeTemplates.email``."""
        written: Email = self.inner.made.email(notice, facts, lang)
        return written

    def sms(self, notice: Notice, facts: Facts, lang: str) -> str:
        """As ``NoticeTemplates.sms``."""
        return str(self.inner.made.sms(notice, facts, lang))


@dataclass
class LazyMail:
    """SES, connected to when first used."""

    client: Lazy

    def send(self, *, sender: str, to: str, raw: bytes, message_id: str) -> str:
        """As ``SesMail.send``."""
        from .adapters.channels.ses import SesMail

        return SesMail(self.client.made).send(sender=sender, to=to, raw=raw, message_id=message_id)


@dataclass
class LazySms:
    """SNS, connected to when first used."""

    client: Lazy

    def send(self, *, phone_e164: str, text: str) -> str:
        """As ``SnsText.send``."""
        from .adapters.channels.sns import SnsText

        return SnsText(self.client.made).send(phone_e164=phone_e164, text=text)


def packer(sender: str) -> Callable[..., bytes]:
    """Makes raw mails from ``sender``."""

    def pack(
        email: Email, *, to: str, name: str, message_id: str, thread: str, list_name: str, at: datetime
    ) -> bytes:
        from .adapters.mime import Envelope, raw

        envelope = Envelope(sender, name, to, message_id, marketplace=list_name, sent_at=at, thread=thread)
        return raw(email, envelope)

    return pack


def salt() -> str:
    """32 hex digits from the system."""
    return system_random.token_hex(16)


def pictures(config: Config) -> S3Pictures:
    """The buckets that ``config`` names."""
    return S3Pictures(
        config.quarantine,
        config.evidence,
        config.region,
        config.endpoint,
        clock=now,
        credentials=lambda: _session(config.region).get_credentials().get_frozen_credentials(),
        connect=lambda: client(config, "s3"),
    )


def configured(env: Mapping[str, str]) -> Config:
    """What the environment says; the keys come from the store that ``SUYI_SECRET`` names, where it names one.

    Raises ``KeyError`` naming the first setting that is missing.
    """
    if not env.get("SUYI_SECRET"):
        return Config.from_env(env)
    from .adapters.keystore import read

    keys = read(env, now())
    return Config.from_env({**env, **{f"SUYI_KEY_{purpose.upper()}": key for purpose, key in keys.items()}})


def connect(config: Config, *, dynamodb: Callable[[], Any] | None = None) -> Desk:
    """The whole desk over ``config``; nothing is connected to until it is used."""
    table = Table(config.table, dynamodb or (lambda: client(config, "dynamodb")), config.shards)
    vault = Keyring(config.secrets)
    return Desk(
        cases=DynamoCases(table, vault),
        lists=DynamoLists(table),
        post=DynamoPost(table),
        tenants=CachedTenants(DynamoTenants(table), time.monotonic),
        limits=DynamoLimits(table),
        sessions=DynamoSessions(table),
        assistance=DynamoAssistance(table, vault),
        vault=vault,
        letters=LazyLetters(),
        pack=packer(config.sender),
        mail=LazyMail(Lazy(lambda: client(config, "sesv2"))),
        sms=LazySms(Lazy(lambda: client(config, "sns"))),
        pictures=pictures(config),
        settings=Settings(config.base_url, config.sender, config.shards, config.sms_templates),
        salt=salt,
    )
