"""Pictures from the phone to the history: cleaned elsewhere, checked here, never lost, never in anybody's
way."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import timedelta

import pytest
from PIL import Image

from functions.domain.effects import WatchPictures
from functions.domain.errors import Invalid, Limited, NotAllowed
from functions.domain.vocabulary import Action, Role
from functions.ports import DueKind, DueRow, Stale
from functions.services import submitting
from functions.services.pictures import picture_intake, uploads
from functions.services.pictures.judging import Judged
from functions.services.pictures.picture_intake import Malformed, checked
from functions.services.sweep import sweep
from tests import cast
from tests.cast import Scene
from tests.counting import counting
from tests.darkroom import Darkroom, Told, blurred, jpeg, picture, posted, saved


@pytest.fixture
def desk(cloud, table):
    return cast.desk_over(
        table, lambda: cloud.client("dynamodb"), cloud.endpoint, **cast.buckets(cloud.account)
    )


@pytest.fixture
def room(cloud):
    made = Darkroom(cloud)
    made.empty()
    return made


def places(scene: Scene, count: int = 1, side: Role = Role.BUYER, number: str = ""):
    whose = uploads.Whose(number or scene.number, side, "")
    return uploads.opened(
        scene.desk, scene.market, whose, kinds=["image/jpeg"] * count, address="", now=scene.now
    )


def filed_with(scene: Scene, *files: bytes) -> list[str]:
    """File a complaint with these files, uploaded before it was sent; the slots they got."""
    token = submitting.new_token(scene.desk, scene.market.id, scene.now)
    number = submitting.number_of(scene.desk, scene.market.id, token, order_no="KM2026112200187")
    made = places(scene, len(files), number=number)
    assert [posted(place.upload, file) for place, file in zip(made, files, strict=True)] == [204] * len(files)
    scene.file(token=token, evidence=tuple(place.token for place in made))
    return scene.slots()


def payloads(scene: Scene, action: Action) -> list:
    links = scene.desk.cases.case(scene.market.id, scene.number, fresh=True).links
    return [link.payload for link in links if link.type == action]


def test_pictures_come_out_clean_are_read_into_the_history_and_the_originals_go(scene, room):
    files = [jpeg(picture(seed=n), exif=gps()) for n in range(3)]
    slots = filed_with(scene, *files)
    assert room.develop() == 3
    scene.tick(seconds=11)
    (read,) = payloads(scene, Action.READ)
    assert list(read["pictures"]) == slots
    for slot, file in zip(slots, files, strict=True):
        said, place = read["pictures"][slot], f"kept/xinghai/{scene.number}/{slot}"
        clean = room.body(f"{place}/full.jpg")
        assert (
            said["sha"] == hashlib.sha256(file).hexdigest()
            and said["clean"] == hashlib.sha256(clean).hexdigest()
        )
        assert b"GPS" not in clean and not Image.open(io.BytesIO(clean)).getexif()
        assert (said["size"], said["masked"]) == ([540, 960], True)
    assert room.objects("quarantine") == []
    assert scene.desk.cases.case(scene.market.id, scene.number).complaint.version == 2


def gps() -> Image.Exif:
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (39.0, 54.0, 26.0)}
    return exif


def test_the_other_sides_copy_is_black_where_the_key_was(scene, room):
    (slot,) = filed_with(scene, jpeg())
    room.develop()
    scene.tick(seconds=11)
    masked = Image.open(io.BytesIO(room.body(f"kept/xinghai/{scene.number}/{slot}/masked.jpg")))
    across = [sum(masked.getpixel((x, 112))) < 60 for x in range(250, 500)]
    assert all(across)


def test_without_a_reader_nothing_is_shown_to_the_other_side_and_nothing_waits(scene, room):
    room = Darkroom(room.cloud, reader=None)
    (slot,) = filed_with(scene, jpeg())
    room.develop()
    scene.tick(seconds=11)
    said = payloads(scene, Action.READ)[0]["pictures"][slot]
    assert said["verdict"] == "not_read" and "masked" not in said
    assert f"kept/xinghai/{scene.number}/{slot}/masked.jpg" not in room.objects("evidence")


def test_a_reader_that_fails_loses_no_picture(scene, room):
    class Failing(Told):
        def lines(self, picture):
            raise RuntimeError("out of memory")

    room = Darkroom(room.cloud, reader=Failing())
    (slot,) = filed_with(scene, jpeg())
    room.develop()
    scene.tick(seconds=11)
    assert "clean" in payloads(scene, Action.READ)[0]["pictures"][slot]


def test_what_is_no_picture_is_said_to_be_none_and_what_is_waits_for_nobody(scene, room):
    slots = filed_with(scene, b"%PDF-1.7 not a picture", jpeg(), blurred())
    room.develop()
    scene.tick(seconds=11)
    said = payloads(scene, Action.READ)[0]["pictures"]
    assert said[slots[0]]["refused"] == "not_an_image"
    assert "clean" in said[slots[1]] and "clean" in said[slots[2]]


def test_pictures_that_come_late_come_in_an_event_of_their_own(scene, room):
    slots = filed_with(scene, jpeg(), jpeg(picture(seed=1)))
    first = room.messages()[:1]
    room.worker.clean(first[0]["s3"]["object"]["key"])
    scene.tick(seconds=11)
    for name in room.objects("quarantine"):
        room.worker.clean(name)
    scene.tick(seconds=11)
    found = [list(each["pictures"]) for each in payloads(scene, Action.READ)]
    assert [len(each) for each in found] == [1, 1] and {*found[0], *found[1]} == set(slots)


def test_a_picture_that_never_came_is_said_to_be_lost_after_a_day(scene, room):
    scene.file_with(1)
    for _ in range(3):
        scene.tick(seconds=61)
    assert payloads(scene, Action.READ) == []
    scene.tick(hours=25)
    assert payloads(scene, Action.READ) == [{"pictures": {scene.slots()[0]: {"refused": "lost"}}}]
    duty = DueRow(DueKind.PICTURES, "xinghai", scene.number, 1)
    assert duty not in [
        each for shard in range(16) for each in scene.desk.post.due(shard, scene.now + timedelta(days=9))
    ]


def test_what_was_exchanged_after_it_was_read_is_not_kept(scene, room):
    """Whoever still holds the form may post another file to the same place; what the history tells of is
    what is kept."""
    (slot,) = filed_with(scene, jpeg())
    room.develop()
    other = jpeg(picture(seed=5))
    name = f"xinghai/{scene.number}/{slot}"
    room.s3.put_object(Bucket=room.names["evidence"], Key=f"waiting/{name}/full.jpg", Body=other)
    scene.tick(seconds=11)
    assert payloads(scene, Action.READ) == []
    assert f"kept/{name}/full.jpg" not in room.objects("evidence")


@pytest.mark.parametrize(
    ("changes", "size", "status"),
    [
        ({}, 100, 204),
        ({"key": "xinghai/TS-261122-ABCDEFGH/000000000000"}, 100, 403),
        ({"Content-Type": "text/html"}, 100, 403),
        ({}, 10 * 1024 * 1024 + 1, 400),
        ({"policy": "e30="}, 100, 400),
    ],
)
def test_storage_takes_what_the_form_allows_and_nothing_else(scene, room, changes, size, status):
    scene.file()
    (place,) = places(scene)
    assert posted(place.upload, b"x" * size, **changes) == status


def test_a_place_belongs_to_one_complaint_one_side_and_one_marketplace(scene, room):
    elsewhere = Scene(scene.desk, cast.marketplace(scene.desk, "jiguang"))
    elsewhere.file(order="KM1000003", email="wang@qq.example")
    scene.file()
    own = scene.uploaded()[0]
    strangers = [
        elsewhere.uploaded()[0],
        scene.uploaded(side=Role.MERCHANT)[0],
        scene.uploaded(number="TS-261122-ZZZZZZZZ")[0],
        own[:3] + "00" + own[5:],
        "",
        scene.desk.vault.sign("evidence", ["xinghai", scene.number, "../../x", "buyer"]),
        scene.desk.vault.sign("form", ["xinghai", scene.number, "0" * 12, "buyer"]),
    ]
    for token in strangers:
        with pytest.raises(Invalid):
            uploads.claimed(scene.desk, "xinghai", scene.number, tokens=(own, token), side=Role.BUYER)
    assert len(uploads.claimed(scene.desk, "xinghai", scene.number, tokens=(own, own), side=Role.BUYER)) == 1


def test_nine_go_with_one_submission_and_an_order_has_only_so_many(scene):
    scene.file()
    with pytest.raises(Invalid):
        uploads.claimed(
            scene.desk, "xinghai", scene.number, tokens=scene.uploaded(9) + scene.uploaded(1), side=Role.BUYER
        )
    for _ in range(2):
        scene.uploaded(9)
    with pytest.raises(Limited):
        scene.uploaded(9)


def test_what_carries_no_pictures_takes_none(scene):
    scene.file()
    scene.do(Action.OFFER, Role.MERCHANT, settlement=cast.Settlement(cast.Remedy.PARTIAL_REFUND, 3000))
    with pytest.raises(NotAllowed):
        scene.do(Action.TAKE_OFFER, Role.BUYER, evidence=("0" * 12,))


def test_filing_with_three_pictures_costs_one_row_and_reading_them_one_transaction(cloud, table, room):
    client = cloud.new_client("dynamodb")
    desk = cast.desk_over(table, lambda: client, cloud.endpoint, **cast.buckets(cloud.account))
    scene = Scene(desk, cast.marketplace(desk))
    with counting(client) as count:
        filed_with(scene, jpeg(), jpeg(picture(seed=1)), jpeg(picture(seed=2)))
    (filed,) = count.of("TransactWriteItems")
    assert filed.write_units <= 16 + 3
    room.develop()
    with counting(client) as count:
        picture_intake.look(
            desk, scene.market, DueRow(DueKind.PICTURES, "xinghai", scene.number, 1), scene.now
        )
    assert [call.operation for call in count.calls] == ["Query", "BatchGetItem", "TransactWriteItems"]
    assert count.write_units <= 18 + 3


def test_looking_twice_at_once_tells_it_once(scene, room):
    filed_with(scene, jpeg())
    room.develop()
    scene.after(seconds=11)
    case = scene.desk.cases.case("xinghai", scene.number, fresh=True)
    sweep(scene.desk, scene.now)
    late = {scene.slots()[0]: {"refused": "lost"}}
    with pytest.raises(Stale):
        picture_intake._record(
            scene.desk, scene.market, case, Judged(late), watch=WatchPictures(1, None), now=scene.now
        )
    assert len(payloads(scene, Action.READ)) == 1


GOOD = {
    "v": 1,
    "refused": "",
    "sha_original": "a" * 64,
    "sha_clean": "b" * 64,
    "width": 540,
    "height": 960,
    "gate": "readable",
    "edited": [],
    "lines": [["卡密已被使用", 0.9, [1, 2, 30, 40]]],
    "reader": "told",
    "files": {"full.jpg": '"abc"', "thumb.jpg": '"abd"', "masked.jpg": '"abe"'},
}
BAD = {
    "v": 2,
    "sha_original": "A" * 64,
    "sha_clean": "b" * 63,
    "width": -1,
    "height": "960",
    "gate": "nice",
    "edited": ["x" * 41],
    "lines": [["x" * 301, 0.9, [1, 2, 3, 4]]],
    "reader": 7,
    "files": {"full.jpg": '"a"', "thumb.jpg": '"b"', "../x": '"c"'},
}
WORSE = (
    b"",
    b"[]",
    b"{",
    b"null",
    b"{}",
    b"[" * 50_000,
    b"\xff",
    b"x" * 70_000,
    *(
        json.dumps({**GOOD, **each}).encode()
        for each in (
            {"lines": [["x", 2, [1, 2, 3, 4]]]},
            {"lines": [["x", True, [1, 2, 3, 4]]]},
            {"lines": [["x", 0.5, [1, 2, 3]]]},
            {"lines": [["x", 0.5, [9, 2, 3, 4]]]},
            {"lines": [["x", 0.5, [1, 2, 3, 9999]]]},
            {"lines": [["x", 0.5, [1, 2, 3, 4]]] * 401},
            {"files": {"full.jpg": '"a"'}},
            {"files": []},
            {"width": True},
            {"refused": "<script>"},
            {"edited": "x"},
        )
    ),
)


@pytest.mark.parametrize(
    "raw", [*(json.dumps({**GOOD, name: each}).encode() for name, each in BAD.items()), *WORSE]
)
def test_a_reading_that_is_not_one_is_refused_whoever_wrote_it(raw):
    with pytest.raises(Malformed):
        checked(raw)


def test_a_reading_that_is_one_is_taken():
    found = checked(json.dumps(GOOD).encode())
    assert found.reading is not None and found.reading.lines[0].text == "卡密已被使用"
    assert (
        checked(json.dumps({"v": 1, "refused": "empty", "sha_original": "a" * 64}).encode()).refused
        == "empty"
    )


def test_a_malformed_reading_leaves_the_picture_unseen_and_the_complaint_going(scene, room):
    scene.file_with(1)
    name = f"waiting/xinghai/{scene.number}/{scene.slots()[0]}"
    for file in ("full.jpg", "thumb.jpg"):
        room.s3.put_object(Bucket=room.names["evidence"], Key=f"{name}/{file}", Body=saved(picture(), "JPEG"))
    room.s3.put_object(
        Bucket=room.names["evidence"], Key=f"{name}/reading.json", Body=b'{"v": 1, "width": "<svg>"}'
    )
    scene.tick(seconds=11)
    assert payloads(scene, Action.READ)[0]["pictures"][scene.slots()[0]] == {"refused": "unreadable"}
    assert room.objects("evidence", "kept/") == []
