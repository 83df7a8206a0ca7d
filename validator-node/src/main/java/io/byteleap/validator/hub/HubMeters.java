package io.byteleap.validator.hub;

import io.byteleap.validator.hub.HubEffects.LeasesTaken;
import io.byteleap.wire.hub.HubReport;
import io.byteleap.wire.hub.HubReportCodec;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/// What is counted of the connection to the hub.
final class HubMeters {
  /// What became of something that the hub said.
  enum Heard {
    TAKEN,
    /// By us or for the hub's own mistake; it was told where it wants to know.
    FAILED,
    IGNORED,
    /// Not to be believed, or not to be read.
    REFUSED,
    ERROR
  }

  private final MeterRegistry registry;
  private final AtomicInteger connected = new AtomicInteger();

  HubMeters(MeterRegistry registry) {
    this.registry = registry;
    Gauge.builder("byteleap.hub.connected", connected::get)
        .description("1 while there is a session with the hub")
        .register(registry);
  }

  void sessionBegan() {
    connected.set(1);
    counter("byteleap.hub.sessions", "Sessions that were begun with the hub").increment();
  }

  void sessionEnded() {
    connected.set(0);
  }

  void heard(Heard outcome) {
    Counter.builder("byteleap.hub.messages")
        .description("Messages of the hub, by outcome")
        .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
        .register(registry)
        .increment();
  }

  void said(HubReport report) {
    Counter.builder("byteleap.hub.reports")
        .description("What the hub was told, by kind")
        .tag("type", HubReportCodec.typeOf(report).name().toLowerCase(Locale.ROOT))
        .register(registry)
        .increment();
  }

  void dropped() {
    counter("byteleap.hub.reports.dropped", "Scores that the hub was not there for").increment();
  }

  void leases(LeasesTaken taken) {
    leases("opened", taken.opened());
    leases("renewed", taken.renewed());
    leases("closed", taken.closed());
    leases("refused", taken.refused());
  }

  void strangers(int count) {
    leases("stranger", count);
  }

  private void leases(String change, int count) {
    Counter.builder("byteleap.hub.leases")
        .description("Leases that the hub published, by what they changed")
        .tag("change", change)
        .register(registry)
        .increment(count);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }
}
