package io.byteleap.domain.rental;

import java.time.Instant;

/// One order of a rental, by its number from 1 on.
public record RentalOrder(int number, OrderKind kind, Instant givenAt, State state) {
  public sealed interface State {}

  /// The worker has not been there to get it.
  public record Waiting(Instant until) implements State {}

  /// It went out, and its answer is waited for.
  public record Sent(Instant until) implements State {}

  public record Over(OrderEnd end, Instant at) implements State {}

  public boolean isOpen() {
    return switch (state) {
      case Waiting _, Sent _ -> true;
      case Over _ -> false;
    };
  }

  /// Whether it has waited as long as it may.
  boolean isExpired(Instant now) {
    return switch (state) {
      case Waiting(var until) -> !until.isAfter(now);
      case Sent(var until) -> !until.isAfter(now);
      case Over _ -> false;
    };
  }

  RentalOrder in(State next) {
    return new RentalOrder(number, kind, givenAt, next);
  }
}
