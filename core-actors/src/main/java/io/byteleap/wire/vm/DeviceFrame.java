package io.byteleap.wire.vm;

import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.session.Nonce16;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.SignedHandover;
import io.byteleap.domain.vm.VmTaskId;
import io.byteleap.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What a worker says to the gateway.
public sealed interface DeviceFrame {
  /// The first frame of a connection; `startedAt` counts in seconds.
  record Hello(
      WorkerId worker, Label version, List<String> capabilities, Instant startedAt, Nonce16 nonce)
      implements DeviceFrame {
    public Hello {
      Enrolment.checkCapabilities(capabilities);
      capabilities = List.copyOf(capabilities);
    }
  }

  /// `uptime` is the connection's; `metadata` is the worker's `system_info`.
  record Heartbeat(Duration uptime, Metrics metrics, JsonObject metadata) implements DeviceFrame {}

  /// How busy the host is: CPU and memory in percent, machines that run.
  record Metrics(double cpuPercent, double memoryPercent, int activeVms) {
    public Metrics {
      if (!Double.isFinite(cpuPercent) || !Double.isFinite(memoryPercent) || activeVms < 0) {
        throw new IllegalArgumentException("metrics must be finite, machines at least 0");
      }
    }
  }

  record StatsResponse(Label messageId, Instant respondedAt, Duration uptime, Metrics metrics)
      implements DeviceFrame {}

  record CertRenewRequest(WorkerId worker, CertSerial current, Pem signingRequest)
      implements DeviceFrame {}

  /// An order is at `step`; only for a gateway with [GatewayFeature#PROGRESS].
  record VmProgress(VmTaskId task, Label step) implements DeviceFrame {}

  /// What was found when an order had taken a machine down, before its answer; only for a gateway
  /// with [GatewayFeature#HANDOVER].
  record VmHandover(SignedHandover handover) implements DeviceFrame {}

  /// How an order ended, sent exactly once an order.
  record VmAnswer(VmAddress address, VmOutcome outcome) implements DeviceFrame {}
}
