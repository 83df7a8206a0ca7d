package io.byteleap.validator.peer;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.persistence.inventory.Exchange;
import io.byteleap.wire.validator.HeartbeatData;
import java.time.Instant;
import java.util.function.Supplier;

/// Is told of what passed the door; whoever it is must not make the door wait.
public interface PeerWitness {
  /// Nobody.
  PeerWitness NONE =
      new PeerWitness() {
        @Override
        public void heard(Hotkey miner, HeartbeatData data, Instant at) {}

        @Override
        public void exchanged(Supplier<Exchange> exchange) {}
      };

  /// A heartbeat was taken.
  void heard(Hotkey miner, HeartbeatData data, Instant at);

  /// A request was answered; in what words is only made when it is wanted.
  void exchanged(Supplier<Exchange> exchange);
}
