package io.byteleap.transport;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.keys.Signer;
import io.byteleap.keys.Ss58;
import io.byteleap.wire.synapse.Caller;
import io.byteleap.wire.synapse.SynapseHeaders;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/// What a server tells of itself when it refuses: version, time, a UUID of its own, and a signature
/// of these and both hotkeys.
///
/// Nobody checks the signature. It covers our own hotkey, and no text of the caller's but an
/// address, so that it is of four parts and can never be one of a request of ours, which has five.
final class AxonStamp {
  private static final Hotkey NOBODY = Ss58.address(new byte[32]);

  private final Signer signer;
  private final InstantSource clock;
  private final String uuid = UUID.randomUUID().toString();

  AxonStamp(Signer signer, InstantSource clock) {
    this.signer = signer;
    this.clock = clock;
  }

  SynapseHeaders.Axon on(Optional<String> caller) {
    long nonce = SynapseClient.nanos(clock.instant());
    String address = caller.filter(Ss58::isAddress).orElse(NOBODY.value());
    String text = String.join(".", Long.toString(nonce), address, signer.hotkey().value(), uuid);
    return new SynapseHeaders.Axon(Caller.SDK_VERSION, nonce, uuid, signer.sign(text).hex());
  }
}
