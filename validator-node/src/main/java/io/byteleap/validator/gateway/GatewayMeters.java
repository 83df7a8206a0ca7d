package io.byteleap.validator.gateway;

import io.byteleap.domain.rental.OrderEnd;
import io.byteleap.domain.rental.OrderKind;
import io.byteleap.port.Devices;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/// What is counted of the gateway.
public final class GatewayMeters {
  private final MeterRegistry registry;
  private final AtomicInteger sessions = new AtomicInteger();

  public GatewayMeters(MeterRegistry registry) {
    this.registry = registry;
    Gauge.builder("byteleap.gateway.sessions", sessions::get)
        .description("Workers that hold a session with this process")
        .register(registry);
  }

  void sessionBegan() {
    sessions.incrementAndGet();
  }

  void sessionEnded() {
    sessions.decrementAndGet();
  }

  /// A session was refused or cut off for what the certificate's holder is.
  void refused(Devices.Standing standing) {
    Counter.builder("byteleap.gateway.sessions.refused")
        .description("Sessions that were refused or cut off, by what the certificate is")
        .tag("certificate", standing.getClass().getSimpleName().toLowerCase(Locale.ROOT))
        .register(registry)
        .increment();
  }

  void enrolment(EnrolmentDesk.Answer answer) {
    Counter.builder("byteleap.gateway.enrolments")
        .description("Enrolments, by outcome")
        .tag(
            "outcome",
            switch (answer) {
              case EnrolmentDesk.Granted _ -> "granted";
              case EnrolmentDesk.Denied(var why, _) -> why.name().toLowerCase(Locale.ROOT);
            })
        .register(registry)
        .increment();
  }

  void ended(OrderKind kind, OrderEnd end) {
    Counter.builder("byteleap.gateway.orders")
        .description("Orders for machines that have ended, by kind and outcome")
        .tag("kind", kind.word())
        .tag(
            "outcome",
            switch (end) {
              case OrderEnd.Done() -> "done";
              case OrderEnd.Failed(var why, _) -> why.word();
            })
        .register(registry)
        .increment();
  }
}
