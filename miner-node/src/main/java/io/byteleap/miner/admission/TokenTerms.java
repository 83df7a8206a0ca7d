package io.byteleap.miner.admission;

import io.byteleap.domain.admission.Channel;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.transport.WebSocketAddress;
import java.util.Optional;

/// What every join token of a miner says: whose it is, where the miner is found (empty when nobody
/// said so and it cannot be guessed), and the certificate that is pinned there.
public record TokenTerms(Hotkey miner, Channel channel, String address) {
  /// Where the token says that the miner is: `wanted`, unless it is empty. Empty when that is no
  /// address to dial.
  Optional<String> address(String wanted) {
    String chosen = wanted.isEmpty() ? address : wanted;
    try {
      WebSocketAddress.check(WebSocketAddress.read(chosen, ""));
      return Optional.of(chosen);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// What is pinned at that address: nothing where there is no encryption.
  Channel channelAt(String chosen) {
    return chosen.startsWith("wss:") ? channel : new Channel.Plain();
  }
}
