package io.byteleap.validator.peer;

import io.byteleap.actor.CborSerializable;
import io.byteleap.domain.exact.RoundTrip;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.RandomUuid;
import io.byteleap.domain.identity.SessionId;
import io.byteleap.domain.session.AttemptLimit;
import io.byteleap.domain.session.EphemeralKey;
import io.byteleap.domain.session.Handshake;
import io.byteleap.domain.session.MessageType;
import io.byteleap.domain.session.Nonce16;
import io.byteleap.domain.session.Opening;
import io.byteleap.domain.session.PublicKey32;
import io.byteleap.domain.session.SealedBox;
import io.byteleap.domain.session.SecureSession;
import io.byteleap.domain.session.SecureSession.Server;
import io.byteleap.domain.units.Bytes;
import io.byteleap.validator.metrics.ValidatorMetrics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/// The encrypted sessions of one miner: keys, numbers used, limits. Nothing of it is ever stored; a
/// session that is gone costs the miner one handshake.
public final class MinerSession {
  public static final EntityTypeKey<Command> TYPE_KEY =
      EntityTypeKey.create(Command.class, "session");

  /// Sessions that one miner may have at a time; the one used longest ago makes room.
  private static final int SESSIONS_MAX = 3;

  private static final int HANDSHAKES_MAX = 5;
  private static final Duration HANDSHAKE_STRETCH = Duration.ofSeconds(60);

  public sealed interface Command extends CborSerializable {}

  /// Opens a session with the client's public key and nonce.
  public record Shake(PublicKey32 clientKey, Nonce16 clientNonce, ActorRef<ShakeReply> replyTo)
      implements Command {}

  /// Opens a box that came as a message of kind `type`.
  public record Open(SealedBox box, MessageType type, ActorRef<OpenReply> replyTo)
      implements Command {}

  /// Seals a reply in the session whose box was opened.
  public record Seal(
      SessionId session, MessageType type, Bytes plaintext, ActorRef<SealReply> replyTo)
      implements Command {}

  public sealed interface ShakeReply extends CborSerializable {}

  public record Shaken(
      PublicKey32 serverKey, SessionId session, Nonce16 serverNonce, Instant expiresAt)
      implements ShakeReply {}

  public record ShakeRefused(String says) implements ShakeReply {}

  public sealed interface OpenReply extends CborSerializable {}

  /// `roundTrip` is what the session has shown of the way to the miner and back.
  public record Opened(Bytes plaintext, RoundTrip roundTrip) implements OpenReply {}

  /// The session is unknown here, or over.
  public record NoSession() implements OpenReply {}

  public record OpenRefused(Opening.Why why) implements OpenReply {}

  /// Too many requests in too short a time.
  public record RateLimited() implements OpenReply {}

  public sealed interface SealReply extends CborSerializable {}

  public record Sealed(SealedBox box) implements SealReply {}

  /// The session is gone, or its numbers are used up.
  public record SealRefused() implements SealReply {}

  /// Who we are, what is allowed, and what every session works with; `random` must be
  /// cryptographically secure outside tests.
  public record Settings(
      Hotkey own,
      AttemptLimit requests,
      ValidatorMetrics metrics,
      InstantSource clock,
      RandomGenerator random) {}

  /// A session that is open, and the way to its miner.
  private record Held(SecureSession session, Way way) {
    Held with(SecureSession next) {
      return new Held(next, way);
    }
  }

  /// Whether the way to a miner was measured. A miner opens a session because it has something to
  /// say, and says it as soon as the session is there: from our answer to the handshake to the
  /// first box that can be opened is a round trip, and the miner's part of the handshake.
  private sealed interface Way {}

  private record Answered(Instant at) implements Way {}

  private record Measured(RoundTrip roundTrip) implements Way {}

  /// Open sessions, the one used longest ago first, and attempts that still count.
  private record State(
      SequencedMap<SessionId, Held> sessions, AttemptLimit handshakes, AttemptLimit requests) {
    State with(Held held) {
      var id = held.session().id();
      var next = new LinkedHashMap<>(sessions);
      next.remove(id);
      next.putLast(id, held);
      while (next.size() > SESSIONS_MAX) {
        next.pollFirstEntry();
      }
      return new State(next, handshakes, requests);
    }

    State without(SessionId session) {
      var next = new LinkedHashMap<>(sessions);
      next.remove(session);
      return new State(next, handshakes, requests);
    }

    State withHandshakes(AttemptLimit next) {
      return new State(sessions, next, requests);
    }

    State withRequests(AttemptLimit next) {
      return new State(sessions, handshakes, next);
    }

    Optional<Held> session(SessionId id) {
      return Optional.ofNullable(sessions.get(id));
    }
  }

  private final Hotkey miner;
  private final Settings settings;

  private MinerSession(Hotkey miner, Settings settings) {
    this.miner = miner;
    this.settings = settings;
  }

  public static Behavior<Command> create(Hotkey miner, Settings settings) {
    var none =
        new State(
            new LinkedHashMap<>(),
            AttemptLimit.of(HANDSHAKES_MAX, HANDSHAKE_STRETCH),
            settings.requests());
    return new MinerSession(miner, settings).running(none);
  }

  private Behavior<Command> running(State state) {
    settings.metrics().sessions(miner, state.sessions().size());
    return Behaviors.receive(
        (_, command) ->
            running(
                switch (command) {
                  case Shake shake -> shaken(shake, state);
                  case Open open -> opened(open, state);
                  case Seal seal -> sealed(seal, state);
                }),
        (_, signal) -> signal instanceof PostStop ? stopped() : Behaviors.unhandled());
  }

  private Behavior<Command> stopped() {
    settings.metrics().sessions(miner, 0);
    return Behaviors.same();
  }

  /// The limit is looked at before anything is given up for the new session.
  private State shaken(Shake shake, State state) {
    var now = settings.clock().instant();
    var handshakes = state.handshakes().attempt(now);
    if (handshakes.isEmpty()) {
      shake
          .replyTo()
          .tell(
              new ShakeRefused(
                  "Handshake rate limit exceeded: "
                      + HANDSHAKES_MAX
                      + " in "
                      + HANDSHAKE_STRETCH.toSeconds()
                      + "s"));
      return state;
    }
    var counted = state.withHandshakes(handshakes.get());
    var key = EphemeralKey.draw(settings.random());
    var nonce = Nonce16.draw(settings.random());
    var handshake =
        new Handshake(
            miner, settings.own(), shake.clientKey(), key.publicKey(), shake.clientNonce(), nonce);
    try {
      var keys = handshake.keysOfServer(key);
      var id = new SessionId(RandomUuid.draw(settings.random()).toString());
      var end = now.plus(SecureSession.LIFE);
      shake.replyTo().tell(new Shaken(key.publicKey(), id, nonce, end));
      var session = SecureSession.begin(id, new Server(settings.own(), miner), keys, end);
      return counted.with(new Held(session, new Answered(now)));
    } catch (IllegalArgumentException e) {
      shake.replyTo().tell(new ShakeRefused("Handshake failed: " + e.getMessage()));
      return counted;
    }
  }

  private State opened(Open open, State state) {
    var now = settings.clock().instant();
    var requests = state.requests().attempt(now);
    if (requests.isEmpty()) {
      open.replyTo().tell(new RateLimited());
      return state;
    }
    var counted = state.withRequests(requests.get());
    var held = counted.session(open.box().session());
    if (held.isEmpty()) {
      open.replyTo().tell(new NoSession());
      return counted;
    }
    var opened = held.get().session().open(open.box(), open.type(), now);
    return switch (opened.opening()) {
      case Opening.Plain(var plaintext) -> {
        var way = measured(held.get().way(), now);
        open.replyTo().tell(new Opened(plaintext, way.roundTrip()));
        yield counted.with(new Held(opened.next(), way));
      }
      case Opening.Refused(var why) when why == Opening.Why.EXPIRED -> {
        open.replyTo().tell(new NoSession());
        yield counted.without(open.box().session());
      }
      case Opening.Refused(var why) -> {
        open.replyTo().tell(new OpenRefused(why));
        yield counted;
      }
    };
  }

  private static Measured measured(Way way, Instant now) {
    return switch (way) {
      case Answered(var at) -> new Measured(RoundTrip.measured(Duration.between(at, now)));
      case Measured measured -> measured;
    };
  }

  private State sealed(Seal seal, State state) {
    var held = state.session(seal.session());
    var sealing = held.flatMap(open -> open.session().seal(seal.type(), seal.plaintext()));
    if (held.isEmpty() || sealing.isEmpty()) {
      seal.replyTo().tell(new SealRefused());
      return state.without(seal.session());
    }
    seal.replyTo().tell(new Sealed(sealing.get().box()));
    return state.with(held.get().with(sealing.get().next()));
  }
}
