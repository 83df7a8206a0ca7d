package io.byteleap.validator.gateway;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/// How a door of the gateway sets up TLS: with a certificate that is made anew every month, so that
/// a process that runs for years never shows one that is over.
final class FreshContext implements Supplier<SSLContext> {
  private static final Duration FRESH = Duration.ofDays(30);

  private final Function<Instant, SSLContext> maker;
  private final InstantSource clock;
  private final AtomicReference<Made> made;

  private record Made(SSLContext context, Instant at) {}

  FreshContext(Function<Instant, SSLContext> maker, InstantSource clock) {
    this.maker = maker;
    this.clock = clock;
    this.made = new AtomicReference<>(make(clock.instant()));
  }

  private Made make(Instant now) {
    return new Made(maker.apply(now), now);
  }

  @Override
  public SSLContext get() {
    var now = clock.instant();
    return made.updateAndGet(last -> last.at().plus(FRESH).isAfter(now) ? last : make(now))
        .context();
  }
}
