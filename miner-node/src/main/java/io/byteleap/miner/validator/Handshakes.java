package io.byteleap.miner.validator;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.session.HandshakePolicy;
import io.byteleap.domain.session.HandshakeProof;
import io.byteleap.keys.Signer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/// How we prove in handshakes who we are, whether validators must prove it too, and where the
/// outcome is counted.
public record Handshakes(Signer signer, HandshakePolicy policy, MeterRegistry registry) {
  Hotkey own() {
    return signer.hotkey();
  }

  /// A session was opened with a validator that signed the handshake, or did not.
  void opened(HandshakeProof proof) {
    Counter.builder("byteleap.handshakes")
        .description("Handshakes with validators, by whether the validator signed them")
        .tag("proof", proof.name().toLowerCase(Locale.ROOT))
        .register(registry)
        .increment();
  }
}
