package io.byteleap.domain.access;

import io.byteleap.domain.units.Label;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;

/// What is known of a token without its secret: whose it is (`label`), what it is good for, and for
/// how long. It has at least one scope, and ends within ten years.
public record AccessToken(
    AccessTokenId id,
    Label label,
    Set<Scope> scopes,
    Instant createdAt,
    Instant expiresAt,
    Revocation revocation,
    LastUse lastUse) {
  public static final Duration LIFETIME_MIN = Duration.ofMinutes(1);
  public static final Duration LIFETIME_MAX = Duration.ofDays(3_650);

  /// Uses are noted to the hour: for operators who look for tokens that nobody needs.
  private static final Duration USE_GRAIN = Duration.ofHours(1);

  public sealed interface Revocation {}

  public record NotRevoked() implements Revocation {}

  public record Revoked(Instant at) implements Revocation {}

  public sealed interface LastUse {}

  public record NeverUsed() implements LastUse {}

  public record UsedAt(Instant at) implements LastUse {}

  /// Whether it opens a door.
  public enum State {
    GOOD,
    EXPIRED,
    REVOKED
  }

  public AccessToken {
    if (scopes.isEmpty()) {
      throw new IllegalArgumentException("a token has at least one scope");
    }
    var lifetime = Duration.between(createdAt, expiresAt);
    if (lifetime.compareTo(LIFETIME_MIN) < 0 || lifetime.compareTo(LIFETIME_MAX) > 0) {
      throw new IllegalArgumentException(
          "a token is good for a minute at least and " + LIFETIME_MAX.toDays() + " days at most");
    }
    scopes = Set.copyOf(scopes);
  }

  /// A token that is made now.
  public static AccessToken made(
      AccessTokenId id, Label label, Set<Scope> scopes, Instant now, Instant expiresAt) {
    return new AccessToken(id, label, scopes, now, expiresAt, new NotRevoked(), new NeverUsed());
  }

  public State state(Instant now) {
    return switch (revocation) {
      case Revoked _ -> State.REVOKED;
      case NotRevoked() -> now.isBefore(expiresAt) ? State.GOOD : State.EXPIRED;
    };
  }

  public boolean allows(Scope needed) {
    return scopes.stream().anyMatch(scope -> scope.covers(needed));
  }

  /// Its scopes in their order.
  public Set<Scope> sortedScopes() {
    return new TreeSet<>(EnumSet.copyOf(scopes));
  }

  /// Whether a use at `now` is to be noted.
  public boolean isUseNews(Instant now) {
    return switch (lastUse) {
      case NeverUsed() -> true;
      case UsedAt(var at) -> !now.isBefore(at.plus(USE_GRAIN));
    };
  }
}
