package io.byteleap.miner.validator;

import io.byteleap.domain.session.HandshakeProof;
import io.byteleap.transport.SynapseClient.Target;
import java.time.Duration;
import java.time.Instant;

/// How a validator fares with us: since when there is a session, when it last answered (a handshake
/// counts), what last went wrong.
public record Standing(Target target, Session session, When lastAnswer, LastFailure lastFailure) {
  private static final Duration GREETING_PATIENCE = Duration.ofMinutes(2);

  /// Validators allow five handshakes a minute, and we need some of them ourselves.
  private static final Duration GREETING_PAUSE = Duration.ofMinutes(1);

  public sealed interface When {}

  public record Never() implements When {}

  public record At(Instant at) implements When {}

  /// The newest session.
  public sealed interface Session {}

  public record NoSession() implements Session {}

  public record Opened(Instant at, HandshakeProof proof) implements Session {}

  public sealed interface LastFailure {}

  public record None() implements LastFailure {}

  public record Failed(Instant at, String cause) implements LastFailure {}

  static Standing of(Target target) {
    return new Standing(target, new NoSession(), new Never(), new None());
  }

  Standing after(Contact contact) {
    return switch (contact) {
      case Contact.SessionOpened(var at, var proof) ->
          new Standing(target, new Opened(at, proof), new At(at), lastFailure);
      case Contact.SessionLost _ -> new Standing(target, new NoSession(), lastAnswer, lastFailure);
      case Contact.Answered(var at) -> new Standing(target, session, new At(at), lastFailure);
      case Contact.Refused(var at, var says) -> failed(at, says);
      case Contact.Missed(var at, var cause) -> failed(at, cause);
      case Contact.GreetingMissed(var at, var cause) -> failed(at, cause);
    };
  }

  private Standing failed(Instant at, String cause) {
    return new Standing(target, session, lastAnswer, new Failed(at, cause));
  }

  /// Whether it is time to see if it is still there: we heard nothing good of it lately, and its
  /// session is not quite new.
  boolean wantsGreeting(Instant now) {
    boolean fresh =
        session instanceof Opened(var opened, _) && opened.plus(GREETING_PAUSE).isAfter(now);
    return !fresh && !isGood(now, GREETING_PATIENCE);
  }

  /// Whether the last thing that we heard is an answer, not longer ago than `patience`.
  boolean isGood(Instant now, Duration patience) {
    return lastAnswer instanceof At(var answered)
        && answered.plus(patience).isAfter(now)
        && !(lastFailure instanceof Failed(var failed, _) && failed.isAfter(answered));
  }
}
