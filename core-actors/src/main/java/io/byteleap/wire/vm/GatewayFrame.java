package io.byteleap.wire.vm;

import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.session.Nonce16;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.VmTaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/// What the gateway says to a worker.
public sealed interface GatewayFrame {
  /// The gateway takes the worker: good only if `nonce` is the one that the worker sent. It wants
  /// what `features` name, none where it does not know the word.
  record Ready(
      Nonce16 nonce, Label session, HeartbeatInterval heartbeats, Set<GatewayFeature> features)
      implements GatewayFrame {
    public Ready {
      features = features.isEmpty() ? Set.of() : Set.copyOf(features);
    }

    public boolean answers(DeviceFrame.Hello hello) {
      return nonce.equals(hello.nonce());
    }
  }

  /// 30 s to 1 h: what the gateway asks for is brought into these bounds, so that a worker neither
  /// floods it nor falls silent for ever.
  record HeartbeatInterval(Duration duration) {
    static final Duration MIN = Duration.ofSeconds(30);
    static final Duration MAX = Duration.ofHours(1);

    public HeartbeatInterval {
      if (duration.compareTo(MIN) < 0 || duration.compareTo(MAX) > 0) {
        throw new IllegalArgumentException("heartbeat interval must be 30s to 1h");
      }
    }

    static HeartbeatInterval near(long millis) {
      return new HeartbeatInterval(
          Duration.ofMillis(Math.clamp(millis, MIN.toMillis(), MAX.toMillis())));
    }
  }

  /// The gateway does not take the worker.
  record NotReady(Label error) implements GatewayFrame {}

  record Announcement(Label message) implements GatewayFrame {}

  record StatsRequest(Label messageId) implements GatewayFrame {}

  record CertRenewed(Pem certificate, Instant expiresAt) implements GatewayFrame {}

  record CertNotRenewed(Label error) implements GatewayFrame {}

  /// An order for one of this worker's machines.
  record VmOrder(VmTaskId task, WorkerId worker, VmOperation operation) implements GatewayFrame {
    public VmOrderType type() {
      return VmOperation.typeOf(operation);
    }

    public DeviceFrame.VmAnswer answer(VmOutcome outcome) {
      return new DeviceFrame.VmAnswer(VmAddressReader.of(this), outcome);
    }
  }

  /// An order that is none for this worker, and why. It still wants an answer.
  record UnfitVmOrder(VmAddress address, Label why) implements GatewayFrame {
    public DeviceFrame.VmAnswer answer() {
      return new DeviceFrame.VmAnswer(address, new VmOutcome.Failed(why));
    }
  }
}
