package io.byteleap.domain.admission;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// What a worker says of itself when it registers, in the one form of bytes that is signed: on this
/// connection (`nonce`), to this miner, over this channel, I am `worker` and hold `key`.
///
/// The bytes are the name of the protocol and the five texts in this order, each in UTF-8 behind
/// its length in four bytes, so that no two statements share their bytes and no other protocol's
/// do. A worker's instance is part of its id.
public record Statement(
    Nonce32 nonce, Hotkey miner, Channel channel, WorkerId worker, WorkerKey key) {
  private static final String PROTOCOL = "byteleap worker registration 2";

  public Bytes bytes() {
    var parts =
        List.of(PROTOCOL, nonce.hex(), miner.value(), channel.text(), worker.value(), key.hex())
            .stream()
            .map(text -> text.getBytes(StandardCharsets.UTF_8))
            .toList();
    var all =
        ByteBuffer.allocate(parts.stream().mapToInt(part -> Integer.BYTES + part.length).sum());
    parts.forEach(part -> all.putInt(part.length).put(part));
    return Bytes.adopting(all.array());
  }
}
