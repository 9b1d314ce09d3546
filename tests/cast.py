"""The cast of every story: a marketplace with its people, a stranger's marketplace, and the desk they meet
at.

``Scene`` plays one complaint through the services the way the web does, with a clock of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from functions import wiring
from functions.config import PURPOSES, Config
from functions.domain.complaints import lifecycle, pictures
from functions.domain.complaints.complaint import Command, Complaint, RemedyItem, Ruling, Settlement
from functions.domain.errors import Conflict
from functions.domain.marketplace import LinkKey, Marketplace, Merchant, Staff, house_of
from functions.domain.vocabulary import Action, Outcome, Remedy, Role
from functions.ports import Desk, Session, SessionKey
from functions.services import complaints, order_links, reissue, submitting
from functions.services.pictures import uploads
from functions.services.recording import transaction_for
from functions.services.sweep import Sweep, sweep

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
"""Noon in Shanghai, on the day these stories are told: far from the quiet hours."""
KEY = b"the shop's own secret of 32 byte"
SECRETS = {purpose: (purpose.encode().ljust(32, b"."),) for purpose in PURPOSES}
WORDS = "20:20 在官网充值时提示卡密错误，试了两次都不行，联系客服一直没有回复。"
TWO_HUNDRED = (WORDS * 8)[:200]


NEW_KEY = "卡号 9XTFU-VHUM7-2B8Q4\n密码 K7PX-42QW-Z8RT"
"""A reissued key of two lines; its last four are Z8RT."""


class Typed(dict[str, str]):
    """A form's fields as a command reads them."""

    def text(self, name: str) -> str:
        """The field; empty when it did not come."""
        return self.get(name, "")

    def names(self, name: str) -> list[str]:
        """No field comes more than once."""
        return [self[name]] if name in self else []


MERCHANTS = {
    "m1": Merchant("m1", "极速卡社", ("m1@merchant.example",)),
    "m2": Merchant("m2", "云点数卡", ("m2@merchant.example",)),
}


def desk_over(table: str, client: Callable[[], Any], endpoint: str = "", **settings: Any) -> Desk:
    """A desk on the embedded cloud's ``table``; ``client`` makes its DynamoDB client."""
    config = Config(
        table=table,
        secrets=SECRETS,
        base_url="https://desk.example",
        sender="desk@suyi.example",
        endpoint=endpoint,
        **settings,
    )
    return wiring.connect(config, dynamodb=client)


def buckets(account: str) -> dict[str, str]:
    """The buckets of the tests' cloud, as settings of ``desk_over``."""
    return {"quarantine": f"suyi-test-quarantine-{account}", "evidence": f"suyi-test-evidence-{account}"}


def forever(client: Any, table: str) -> None:
    """Nothing of ``table`` expires: the stories' day is past, and their limits and sessions would go at
    any moment."""
    client.update_time_to_live(
        TableName=table, TimeToLiveSpecification={"Enabled": False, "AttributeName": "ttl"}
    )


def marketplace(
    desk: Desk, name: str = "xinghai", *, merchants: Mapping[str, Merchant] | None = None, **changes: Any
) -> Marketplace:
    """A marketplace with two merchants, two operators, an arbiter and a live and a revoked key; one that is
    there already is changed to that."""
    key = desk.vault.seal("shop_key", KEY)
    made = Marketplace(
        id=name,
        name="星海卡盟",
        created=NOON,
        returns=("https://shop.example",),
        staff={
            "o1": Staff("o1", "王芳", "o1@desk.example", Role.OPERATOR, admin=True),
            "o2": Staff("o2", "李强", "o2@desk.example", Role.OPERATOR),
            "a1": Staff("a1", "周仲", "a1@desk.example", Role.ARBITER),
            "s1": Staff("s1", "小赵", "m1@merchant.example", Role.MERCHANT, merchant="m1"),
        },
        keys={"k1": LinkKey("k1", "hmac", key), "k0": LinkKey("k0", "hmac", key, revoked=True)},
    )
    sellers = MERCHANTS if merchants is None else merchants
    made = replace(made, house=house_of(name, changes.get("mode", "multi"), sellers), **changes)
    try:
        desk.tenants.create(made)
    except Conflict:
        desk.tenants.put_marketplace(replace(made, revision=desk.tenants.marketplace(name).revision))
        for person in made.staff.values():
            desk.tenants.put_staff(
                name, person.id, **{f.name: getattr(person, f.name) for f in fields(person)}
            )
    for merchant in sellers.values():
        desk.tenants.put_merchant(name, merchant)
    return desk.tenants.marketplace(name)


def claims(now: datetime, **changes: Any) -> dict[str, Any]:
    """What a shop says of a delivered order in a link minted at ``now``."""
    at = int(now.timestamp())
    said = {
        "v": 1,
        "iat": at,
        "exp": at + 3600,
        "aud": "xinghai",
        "o": "KM2026112200187",
        "st": "delivered",
        "m": "m1",
        "gn": "游戏点卡 100 元面值",
        "amt": "98.50",
        "cur": "CNY",
        "qty": 1,
        "dm": "auto",
        "pat": at - 7200,
        "dat": at - 7000,
        "ctm": "z***@qq.example",
    }
    return {key: value for key, value in {**said, **changes}.items() if value is not None}


def link(now: datetime, key: bytes = KEY, key_id: str = "k1", **changes: Any) -> dict[str, str]:
    """The three parameters of a signed link."""
    payload, signature = order_links.mint(key, claims(now, **changes))
    return {"d": payload, "k": key_id, "s": signature}


@dataclass
class Scene:
    """One complaint on its way through the services; ``now`` moves with ``after``."""

    desk: Desk
    market: Marketplace
    now: datetime = NOON
    number: str = ""
    clicks: int = field(default=0)

    def after(self, **time: float) -> Scene:
        """Let time pass."""
        self.now += timedelta(**time)
        return self

    def signed(self, **changes: Any) -> order_links.SignedOrder:
        """The order a link of this moment vouches for."""
        args = {name: [value] for name, value in link(self.now, aud=self.market.id, **changes).items()}
        return order_links.read(self.desk, self.market, args, now=self.now)

    def entry(
        self,
        *,
        by_link: bool = True,
        order: str = "KM2026112200187",
        token: str = "",
        amt: str = "98.50",
        **changes: Any,
    ) -> submitting.Entry:
        """A filled-in form."""
        signed = self.signed(o=order, amt=amt) if by_link else None
        plain = submitting.Entry(
            token=token or submitting.new_token(self.desk, self.market.id, self.now),
            category="K1",
            remedy=Remedy.REFUND,
            words=WORDS,
            order_no=order,
            email="zhang@qq.example",
            signed=signed,
            address="203.0.113.7",
            merchant="" if by_link else "m1",
        )
        return replace(plain, **changes)

    def file(self, **changes: Any) -> Complaint:
        """File it from a signed link, or by hand."""
        c = submitting.submit(self.desk, self.market, self.entry(**changes), self.now)
        self.number = c.id
        return c

    def uploaded(self, count: int = 1, *, number: str = "", side: Role = Role.BUYER) -> tuple[str, ...]:
        """Tokens of places for pictures of a complaint, as if each had been uploaded."""
        whose = uploads.Whose(number or self.number, side, "")
        how = {"kinds": ["image/jpeg"] * count, "address": f"203.0.113.{self.clicks}", "now": self.now}
        return tuple(place.token for place in uploads.opened(self.desk, self.market, whose, **how))

    def file_with(self, count: int = 3, **changes: Any) -> Complaint:
        """File it with so many pictures."""
        token = submitting.new_token(self.desk, self.market.id, self.now)
        order_no = changes.get("order", "KM2026112200187")
        number = submitting.number_of(self.desk, self.market.id, token, order_no=order_no)
        return self.file(token=token, evidence=self.uploaded(count, number=number), **changes)

    def slots(self) -> list[str]:
        """The slots of all pictures of the complaint, in their order."""
        links = self.desk.cases.case(self.market.id, self.number, fresh=True).links
        return [slot for link in links for slot in pictures.slots_of(link)]

    def read(self, **said: Any) -> list[str]:
        """What was read of its pictures is recorded, without storage: the same for each."""
        seen = {
            "sha": "a" * 64,
            "clean": "b" * 64,
            "size": [1080, 1920],
            "masked": True,
            "verdict": "supports",
            **said,
        }
        found = {slot: {key: each for key, each in seen.items() if each is not None} for slot in self.slots()}
        do = Command(Action.READ, Role.CLOCK, "clock", self.now, pictures=found)
        change = lifecycle.decide(self.load(), do, self.market.policy)
        self.desk.cases.commit(
            transaction_for(self.desk, self.market, self.load(), change=change, now=self.now)
        )
        return list(found)

    def do(
        self,
        action: Action,
        role: Role,
        actor: str = "",
        *,
        key: str = "",
        holder: str = "",
        session: SessionKey | None = None,
        **fields: Any,
    ) -> Complaint:
        """Do something to it as somebody, once."""
        self.clicks += 1
        who = (
            actor or {Role.BUYER: "buyer", Role.MERCHANT: "m1", Role.OPERATOR: "o1", Role.ARBITER: "a1"}[role]
        )
        if action is Action.DO_REMEDY:
            fields = {"ref": "4200002671202611", **fields}
        do = Command(action, role, who, self.now, **fields)
        return complaints.perform(
            self.desk,
            self.market,
            self.number,
            do=do,
            key=key or f"click-{self.clicks:04d}",
            holder=holder,
            session=session,
            now=self.now,
        )

    def signed_in(self, staff: str) -> SessionKey:
        """A whole session of one of the staff, asked for now."""
        person = self.market.staff[staff]
        session = Session(staff, person.role, person.merchant, True, self.now, self.now + timedelta(hours=12))
        self.desk.sessions.open_session(self.market.id, f"{staff}'s secret", session)
        return SessionKey(staff, f"{staff}'s secret", int(self.now.timestamp()))

    def contest(self, **more: Any) -> Complaint:
        """The merchant disagrees."""
        return self.do(
            Action.CONTEST, Role.MERCHANT, words="卡密发货前已检测有效，附出库记录，请买家核对输入。", **more
        )

    def rule(
        self,
        outcome: Outcome = Outcome.UPHELD,
        remedy: Remedy = Remedy.REFUND,
        *,
        fen: int = 0,
        role: Role = Role.OPERATOR,
        actor: str = "",
        **more: Any,
    ) -> Complaint:
        """The operator rules."""
        items = (RemedyItem(remedy, fen),) if outcome is Outcome.UPHELD else ()
        ruling = Ruling(outcome, ("1.2",), items, "", self.now)
        return self.do(
            Action.RULE, role, actor, ruling=ruling, words="商家没有提供出库记录，按细则裁决。", **more
        )

    def ruled(self, outcome: Outcome = Outcome.UPHELD, **more: Any) -> Complaint:
        """Ruled, and the ruling in effect."""
        self.rule(outcome, **more)
        self.after(minutes=6).tick()
        return self.load()

    def withdraw(self, reason: str = "resolved", **more: Any) -> Complaint:
        """The buyer withdraws, weighed by what is remembered of them."""
        return self.do(Action.WITHDRAW, Role.BUYER, holder=self.load().person, reason=reason, **more)

    def offer(self, remedy: Remedy = Remedy.PARTIAL_REFUND, fen: int = 3000) -> Complaint:
        """The merchant offers something else."""
        return self.do(
            Action.OFFER, Role.MERCHANT, settlement=Settlement(remedy, fen), words="可以先退一部分。"
        )

    def agree_reissue(self) -> Complaint:
        """The merchant agrees to give a new key; the buyer takes it."""
        self.do(
            Action.OFFER, Role.MERCHANT, settlement=Settlement(Remedy.REISSUE), words="可以补发一张新的。"
        )
        return self.do(Action.TAKE_OFFER, Role.BUYER)

    def give_key(self, plain: str = NEW_KEY, **more: Any) -> Complaint:
        """The merchant gives the new key, as its form does."""
        do = Command(Action.DO_REMEDY, Role.MERCHANT, "m1", self.now)
        do = reissue.keyed(self.desk, do, Typed({"key": plain}))
        return self.do(Action.DO_REMEDY, Role.MERCHANT, sealed=do.sealed, tail=do.tail, **more)

    def look(self) -> str:
        """The buyer looks at the key."""
        holder = self.load().person
        return reissue.look(self.desk, self.market, self.number, holder=holder, now=self.now).key

    def tick(self, **time: float) -> Sweep:
        """Let time pass and the sweep run."""
        self.after(**time)
        done = sweep(self.desk, self.now)
        assert not done.failed, "a row was set aside"
        return done

    def load(self) -> Complaint:
        """The complaint as it is now."""
        return self.desk.cases.load(self.market.id, self.number)

    def events(self) -> list[str]:
        """What happened, in order."""
        return [link.type for link in self.desk.cases.case(self.market.id, self.number, fresh=True).links]
