"""Frames that no WebSocket library would send."""

import logging
import struct
import zlib

import pytest
from websockets.frames import Frame, Opcode

from tests.engine import raw
from tests.engine.library import Library, listening

MOST = 1024 * 1024
RSV1 = 0b0100_0000
DEFLATE = "Sec-WebSocket-Extensions: permessage-deflate"


def masked(data: bytes, opcode: Opcode = Opcode.TEXT, *, fin: bool = True) -> bytes:
    return Frame(opcode, data, fin).serialize(mask=True)


def head(first: int, length: int) -> bytes:
    """The beginning of a frame that says how long it will be."""
    return bytes([first, 0xFF]) + struct.pack("!Q", length) + bytes(4)


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        pytest.param(masked(b"\xff\xfe"), 1007, id="text that is none"),
        pytest.param(
            masked(b"{", fin=False) + masked(b"\xff", Opcode.CONT), 1007, id="in pieces, too"
        ),
        pytest.param(Frame(Opcode.TEXT, b"{}").serialize(mask=False), 1002, id="no mask"),
        pytest.param(b"\xf1\x80\x00\x00\x00\x00", 1002, id="reserved bits"),
        pytest.param(b"\x83\x80\x00\x00\x00\x00", 1002, id="no such opcode"),
        pytest.param(b"\x89\xfe\x00\x7e" + bytes(4 + 126), 1002, id="a ping too long"),
        pytest.param(masked(b"x", Opcode.CONT), 1002, id="an end without a beginning"),
        pytest.param(masked(b"{", fin=False) + masked(b"{}"), 1002, id="two beginnings"),
        pytest.param(head(0x81, 2**40), 1009, id="a terabyte"),
        pytest.param(head(0x81, MOST + 1), 1009, id="a byte too many"),
        pytest.param(masked(b" " * 600_000, fin=False) + head(0x80, 600_000), 1009, id="in sum"),
    ],
)
async def test_frames_against_the_rules_end_the_connection_without_a_traceback(
    sent: bytes, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    library = Library()
    endpoint = library.endpoint()
    async with listening(endpoint) as port, raw.connected(port) as wire:
        payload = {"query": "subscription { forever }"}
        await wire.say({"type": "subscribe", "id": "1", "payload": payload})
        await wire.hear()
        await wire.write(sent)
        assert (await wire.closing())[0] == code
        await wire.ended()
        await library.visit.stopped.wait()
    assert library.faults == []
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_a_message_as_long_as_a_body_may_be_is_heard() -> None:
    async with listening(Library().endpoint()) as port, raw.connected(port) as wire:
        await wire.send(b'{"type":"ping"}'.ljust(MOST))
        assert await wire.hear() == {"type": "pong"}


async def test_a_message_may_come_in_pieces() -> None:
    async with listening(Library().endpoint()) as port, raw.connected(port) as wire:
        await wire.send(b'{"type":"ping","payload":{"of":"', fin=False)
        for byte in "名".encode():
            await wire.send(bytes([byte]), Opcode.CONT, fin=False)
        await wire.send(b'"}}', Opcode.CONT)
        assert await wire.hear() == {"type": "pong", "payload": {"of": "名"}}


async def test_a_message_that_never_ends_is_not_collected_for_ever() -> None:
    async with listening(Library().endpoint()) as port, raw.connected(port) as wire:
        await wire.write(masked(b"{", fin=False) + masked(b"", Opcode.CONT, fin=False) * 1_000)
        assert await wire.closing() == (1009, "too many frames in one message")


async def test_a_small_message_that_unpacks_to_60_mb_is_not_unpacked() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -12)
    packed = packer.compress(b" " * 60_000_000) + packer.flush(zlib.Z_SYNC_FLUSH)
    bomb = bytearray(masked(packed[:-4]))
    bomb[0] |= RSV1
    assert len(bomb) < 100_000
    async with listening(Library().endpoint()) as port, raw.dialled(port, DEFLATE) as wire:
        await wire.write(bytes(bomb))
        assert (await wire.closing())[0] == 1009
