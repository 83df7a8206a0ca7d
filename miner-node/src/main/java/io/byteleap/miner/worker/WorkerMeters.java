package io.byteleap.miner.worker;

import io.byteleap.wire.worker.CloseCode;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Figures of a door for workers, or of the workers of one hotkey, and what it complains of. May be
/// called from any thread.
public final class WorkerMeters {
  private final MeterRegistry registry;
  private final Complaints complaints;
  private final AtomicInteger connected = new AtomicInteger();
  private final AtomicBoolean counting = new AtomicBoolean();

  public WorkerMeters(MeterRegistry registry) {
    this.registry = registry;
    this.complaints = new Complaints(InstantSource.system());
  }

  Complaints complaints() {
    return complaints;
  }

  /// The gauge comes with the first count: a door counts no workers.
  void connected(int workers) {
    connected.set(workers);
    if (counting.compareAndSet(false, true)) {
      registry.gauge("byteleap.workers.connected", connected);
    }
  }

  /// We closed a connection.
  void closed(CloseCode code) {
    closed(code.name().toLowerCase(Locale.ROOT), code.code());
  }

  /// We closed a connection on which a frame broke the protocol of WebSockets.
  void closedForProtocol(int code) {
    closed("protocol_error", code);
  }

  private void closed(String reason, int code) {
    registry
        .counter(
            "byteleap.worker.connections.closed", "reason", reason, "code", String.valueOf(code))
        .increment();
  }

  /// Somebody was not let in, because too many connections are open.
  void turnedAway() {
    registry.counter("byteleap.worker.connections.turned.away").increment();
  }

  /// Somebody came so often that the answer waits.
  void heldUp() {
    registry.counter("byteleap.worker.connections.held.up").increment();
  }

  /// A frame could not be read, or made no sense when it came.
  void ignoredFrame() {
    registry.counter("byteleap.worker.frames.ignored").increment();
  }

  /// A worker sends so fast that we read it slower.
  void slowedDown() {
    registry.counter("byteleap.worker.slowed.down").increment();
  }
}
