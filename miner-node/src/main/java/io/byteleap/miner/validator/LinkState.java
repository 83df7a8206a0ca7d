package io.byteleap.miner.validator;

import io.byteleap.domain.identity.SessionId;
import io.byteleap.domain.session.SecureSession;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What a link remembers: whether there is a session for new calls, the newest session and the one
/// before it (answers to calls that were made in it may still come), the calls that have no result
/// yet, by number, how patient it is with handshakes, and how many calls the validator takes.
record LinkState(
    Use use,
    List<SecureSession> sessions,
    SortedMap<Long, Flight> byNumber,
    long lastNumber,
    HandshakePatience patience,
    CallPace pace) {
  private static final int SESSIONS_MAX = 2;

  static final LinkState FIRST =
      new LinkState(
          new NoSession(), List.of(), new TreeMap<>(), 0, HandshakePatience.NONE, CallPace.NONE);

  sealed interface Use {}

  record NoSession() implements Use {}

  /// A handshake is under way; `before` is what there was until then.
  record Shaking(Use before) implements Use {}

  record Ready(SessionId session) implements Use {}

  sealed interface Stage {}

  record Waiting() implements Stage {}

  record Sent(SessionId session, Instant at) implements Stage {}

  /// The validator has had too many calls; this one waits for its turn, until its last chance.
  record Held() implements Stage {}

  /// A call without a result, which comes at `deadline` at the latest, or at `lastChance` while the
  /// call is held; `tries` is how often it was sent.
  record Flight(
      long number,
      ValidatorLink.Call call,
      Instant deadline,
      Instant lastChance,
      int tries,
      Stage stage) {
    Flight sentIn(SessionId session, Instant now) {
      return new Flight(number, call, deadline, lastChance, tries + 1, new Sent(session, now));
    }

    Flight waitingAgain() {
      return new Flight(number, call, deadline, lastChance, tries, new Waiting());
    }

    Flight held() {
      return new Flight(number, call, deadline, lastChance, tries, new Held());
    }

    /// The validator did not look at it: that was no try.
    Flight heldUnseen() {
      return new Flight(number, call, deadline, lastChance, tries - 1, new Held());
    }

    /// Its turn has come, and its time begins.
    Flight released(Instant now) {
      return new Flight(number, call, now.plus(call.timeout()), lastChance, tries, new Waiting());
    }
  }

  LinkState withCall(ValidatorLink.Call call, Instant deadline, Instant lastChance) {
    long number = lastNumber + 1;
    var flight = new Flight(number, call, deadline, lastChance, 0, new Waiting());
    return new LinkState(use, sessions, byNumber, number, patience, pace).with(flight);
  }

  LinkState with(Flight flight) {
    var next = new TreeMap<>(byNumber);
    next.put(flight.number(), flight);
    return new LinkState(use, sessions, next, lastNumber, patience, pace);
  }

  LinkState without(Flight flight) {
    var next = new TreeMap<>(byNumber);
    next.remove(flight.number());
    return new LinkState(use, sessions, next, lastNumber, patience, pace);
  }

  LinkState with(Use next) {
    return new LinkState(next, sessions, byNumber, lastNumber, patience, pace);
  }

  LinkState with(HandshakePatience next) {
    return new LinkState(use, sessions, byNumber, lastNumber, next, pace);
  }

  LinkState with(CallPace next) {
    return new LinkState(use, sessions, byNumber, lastNumber, patience, next);
  }

  /// A new session, in which calls are made from now on.
  LinkState opened(SecureSession session) {
    var next = Stream.concat(Stream.of(session), sessions.stream()).limit(SESSIONS_MAX).toList();
    return new LinkState(new Ready(session.id()), next, byNumber, lastNumber, patience, pace);
  }

  /// A session went on.
  LinkState with(SecureSession session) {
    var next =
        sessions.stream().map(known -> known.id().equals(session.id()) ? session : known).toList();
    return new LinkState(use, next, byNumber, lastNumber, patience, pace);
  }

  /// The handshake that is under way came to nothing: all is as it was.
  LinkState unshaken() {
    return use instanceof Shaking(var before) ? with(before) : this;
  }

  /// The session that the call was made in is not used any more.
  LinkState withoutSessionOf(Flight flight) {
    if (!(flight.stage() instanceof Sent(var session, _))) {
      return this;
    }
    var broken = new Ready(session);
    if (use.equals(broken)) {
      return with(new NoSession());
    }
    return use.equals(new Shaking(broken)) ? with(new Shaking(new NoSession())) : this;
  }

  /// The session that the call was made in; empty when it is long gone.
  Optional<SecureSession> sessionOf(Flight flight) {
    return flight.stage() instanceof Sent(var id, _) ? session(id) : Optional.empty();
  }

  private Optional<SecureSession> session(SessionId id) {
    return sessions.stream().filter(session -> session.id().equals(id)).findFirst();
  }

  /// The session for new calls.
  Optional<SecureSession> inUse() {
    return use instanceof Ready(var id) ? session(id) : Optional.empty();
  }

  Optional<Flight> flight(long number) {
    return Optional.ofNullable(byNumber.get(number));
  }

  Collection<Flight> flights() {
    return Collections.unmodifiableCollection(byNumber.values());
  }

  List<Flight> waiting() {
    return byNumber.values().stream().filter(flight -> flight.stage() instanceof Waiting).toList();
  }

  List<Flight> held() {
    return byNumber.values().stream().filter(flight -> flight.stage() instanceof Held).toList();
  }
}
