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
/// yet, by number, and how patient it is with handshakes.
record LinkState(
    Use use,
    List<SecureSession> sessions,
    SortedMap<Long, Flight> byNumber,
    long lastNumber,
    HandshakePatience patience) {
  private static final int SESSIONS_MAX = 2;

  static final LinkState FIRST =
      new LinkState(new NoSession(), List.of(), new TreeMap<>(), 0, HandshakePatience.NONE);

  sealed interface Use {}

  record NoSession() implements Use {}

  /// A handshake is under way; `before` is what there was until then.
  record Shaking(Use before) implements Use {}

  record Ready(SessionId session) implements Use {}

  sealed interface Stage {}

  record Waiting() implements Stage {}

  record Sent(SessionId session) implements Stage {}

  /// A call without a result; `tries` is how often it was sent.
  record Flight(long number, ValidatorLink.Call call, Instant deadline, int tries, Stage stage) {
    Flight sentIn(SessionId session) {
      return new Flight(number, call, deadline, tries + 1, new Sent(session));
    }

    Flight waitingAgain() {
      return new Flight(number, call, deadline, tries, new Waiting());
    }
  }

  LinkState withCall(ValidatorLink.Call call, Instant deadline) {
    long number = lastNumber + 1;
    var flight = new Flight(number, call, deadline, 0, new Waiting());
    return new LinkState(use, sessions, byNumber, number, patience).with(flight);
  }

  LinkState with(Flight flight) {
    var next = new TreeMap<>(byNumber);
    next.put(flight.number(), flight);
    return new LinkState(use, sessions, next, lastNumber, patience);
  }

  LinkState without(Flight flight) {
    var next = new TreeMap<>(byNumber);
    next.remove(flight.number());
    return new LinkState(use, sessions, next, lastNumber, patience);
  }

  LinkState with(Use next) {
    return new LinkState(next, sessions, byNumber, lastNumber, patience);
  }

  LinkState with(HandshakePatience next) {
    return new LinkState(use, sessions, byNumber, lastNumber, next);
  }

  /// A new session, in which calls are made from now on.
  LinkState opened(SecureSession session) {
    var next = Stream.concat(Stream.of(session), sessions.stream()).limit(SESSIONS_MAX).toList();
    return new LinkState(new Ready(session.id()), next, byNumber, lastNumber, patience);
  }

  /// A session went on.
  LinkState with(SecureSession session) {
    var next =
        sessions.stream().map(known -> known.id().equals(session.id()) ? session : known).toList();
    return new LinkState(use, next, byNumber, lastNumber, patience);
  }

  /// The handshake that is under way came to nothing: all is as it was.
  LinkState unshaken() {
    return use instanceof Shaking(var before) ? with(before) : this;
  }

  /// The session that the call was made in is not used any more.
  LinkState withoutSessionOf(Flight flight) {
    if (!(flight.stage() instanceof Sent(var session))) {
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
    return flight.stage() instanceof Sent(var id) ? session(id) : Optional.empty();
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
}
