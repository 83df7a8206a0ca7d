package io.byteleap.simulation;

import io.byteleap.domain.session.EphemeralKey;
import io.byteleap.domain.session.Handshake;
import io.byteleap.domain.session.Nonce16;
import io.byteleap.domain.session.Opening;
import io.byteleap.domain.session.SecureSession;
import io.byteleap.domain.units.Bytes;
import io.byteleap.simulation.Call.Answer;
import io.byteleap.simulation.Call.Help;
import io.byteleap.simulation.Counts.Counted;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// A miner's side of what it and one validator say to each other: the session, the calls that wait
/// for one, and those that wait for an answer.
final class Correspondence {
  private static final Duration HANDSHAKE_PATIENCE = Duration.ofSeconds(30);
  private static final int WAITING_MAX = 64;
  private static final int SESSIONS_PER_CALL = 2;
  private static final int SEALED_ONE_IN = 8;

  /// A call on its way, and who waits for what comes of it.
  private static final class Pending {
    private final long number;
    private final Call call;
    private final Consumer<Optional<Answer>> then;
    private final int repetitions;
    private int sessions;

    Pending(long number, Call call, Consumer<Optional<Answer>> then, int repetitions) {
      this.number = number;
      this.call = call;
      this.then = then;
      this.repetitions = repetitions;
    }
  }

  /// A handshake on its way.
  private record Offer(long number, EphemeralKey key, Nonce16 nonce) {
    @Override
    public String toString() {
      return "Offer #" + number;
    }
  }

  private final World world;
  private final MinerNode miner;
  private final ValidatorNode validator;
  private final Link link;
  private final RandomGenerator random;
  private final Map<Long, Pending> pending = new HashMap<>();
  private final Deque<Long> waiting = new ArrayDeque<>();
  private Optional<SecureSession> session = Optional.empty();
  private Optional<Offer> offer = Optional.empty();
  private Optional<Call.Request> lastRequest = Optional.empty();

  Correspondence(World world, MinerNode miner, ValidatorNode validator) {
    this.world = world;
    this.miner = miner;
    this.validator = validator;
    String name = miner.hotkey() + "-" + validator.hotkey();
    this.link = new Link(world, name);
    this.random = world.chance("session " + name);
  }

  Link link() {
    return link;
  }

  /// The miner crashed: nothing of it is left.
  void forget() {
    pending.clear();
    waiting.clear();
    session = Optional.empty();
    offer = Optional.empty();
  }

  /// Calls the validator; `then` hears the answer, or that there is none.
  void call(Call call, Consumer<Optional<Answer>> then) {
    call(call, then, call.repetitions());
  }

  private void call(Call call, Consumer<Optional<Answer>> then, int repetitions) {
    var one = new Pending(world.number(), call, then, repetitions);
    pending.put(one.number, one);
    int life = miner.life();
    world.after(
        miner.clock().real(call.patience()),
        miner.hotkey().value(),
        "patience is over",
        () -> {
          if (miner.isAlive(life)) {
            late(one);
          }
        });
    send(one);
  }

  private void late(Pending one) {
    if (!pending.remove(one.number, one)) {
      return;
    }
    world.counts().add(Counted.UNANSWERED);
    if (one.repetitions > 0) {
      call(one.call, one.then, one.repetitions - 1);
    } else {
      one.then.accept(Optional.empty());
    }
  }

  private void send(Pending one) {
    one.sessions++;
    var usable = session.filter(open -> !open.isNearExpiry(miner.clockNow()));
    if (usable.isEmpty()) {
      session = Optional.empty();
      waiting.addLast(one.number);
      if (waiting.size() > WAITING_MAX) {
        waiting.removeFirst();
      }
      shake();
      return;
    }
    if (goesUnsealed(one)) {
      var unsealed = new Call.Unsealed(one.number, usable.get().id(), one.call);
      link.carry(unsealed, () -> validator.receive(miner, unsealed));
      return;
    }
    var sealing =
        world.machines().seal(usable.get(), one.call.type(), plaintext(one.number)).orElseThrow();
    world.auditor().sessions().sealed(miner.hotkey(), sealing.box());
    session = Optional.of(sealing.next());
    var request = new Call.Request(one.number, sealing.box(), one.call);
    link.carry(request, () -> validator.receive(miner, request));
    lastRequest = Optional.of(request);
  }

  /// Seven reports of eight of a large world go without a box: it is the same cipher every time.
  private boolean goesUnsealed(Pending one) {
    return !world.isClose()
        && one.call instanceof Call.Heartbeat
        && one.number % SEALED_ONE_IN != 0;
  }

  /// Sends the last package once more, as a liar or a broken proxy does.
  void replay() {
    lastRequest.ifPresent(request -> link.carry(request, () -> validator.receive(miner, request)));
  }

  static Bytes plaintext(long number) {
    return Bytes.adopting(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
  }

  private void shake() {
    if (offer.isPresent()) {
      return;
    }
    var made = new Offer(world.number(), EphemeralKey.draw(random), Nonce16.draw(random));
    offer = Optional.of(made);
    link.carry(made, () -> validator.shake(miner, made.number(), made.key(), made.nonce()));
    int life = miner.life();
    world.after(
        miner.clock().real(HANDSHAKE_PATIENCE),
        miner.hotkey().value(),
        "handshake is late",
        () -> {
          if (miner.isAlive(life) && offer.filter(made::equals).isPresent()) {
            offer = Optional.empty();
            dropAnsweredElsewhere();
            if (!waiting.isEmpty()) {
              shake();
            }
          }
        });
  }

  private void dropAnsweredElsewhere() {
    waiting.removeIf(number -> !pending.containsKey(number));
  }

  /// The validator's answer to a handshake.
  record Welcome(
      long number,
      Handshake handshake,
      io.byteleap.domain.identity.SessionId session,
      java.time.Instant expiresAt) {
    @Override
    public String toString() {
      return "Welcome #" + number;
    }
  }

  void welcome(Welcome welcome) {
    if (!miner.isUp() || offer.filter(made -> made.number() == welcome.number()).isEmpty()) {
      return;
    }
    var keys = welcome.handshake().keysOfClient(offer.get().key());
    offer = Optional.empty();
    session =
        Optional.of(
            SecureSession.begin(
                welcome.session(),
                new SecureSession.Client(miner.hotkey(), validator.hotkey()),
                keys,
                welcome.expiresAt()));
    int count = waiting.size();
    for (int i = 0; i < count && !waiting.isEmpty(); i++) {
      Optional.ofNullable(pending.get(waiting.removeFirst())).ifPresent(this::send);
    }
  }

  void receive(Call.Reply reply) {
    if (!miner.isUp()) {
      return;
    }
    switch (reply) {
      case Call.NoEntry(var number, var help) ->
          Optional.ofNullable(pending.get(number)).ifPresent(one -> refused(one, help));
      case Call.Open(var number, var answer) ->
          Optional.ofNullable(pending.remove(number))
              .ifPresent(one -> one.then.accept(Optional.of(answer)));
      case Call.Sealed sealed ->
          Optional.ofNullable(pending.get(sealed.number())).ifPresent(one -> opened(one, sealed));
    }
  }

  private void opened(Pending one, Call.Sealed sealed) {
    var current = session.filter(open -> open.id().equals(sealed.box().session()));
    if (current.isEmpty()) {
      return; // of a session that was given up; the call is sent again, or its patience ends
    }
    var opened =
        world.machines().open(current.get(), sealed.box(), one.call.type(), miner.clockNow());
    switch (opened.opening()) {
      case Opening.Refused _ -> refused(one, Help.NEW_SESSION);
      case Opening.Plain(var plaintext) -> {
        world.auditor().sessions().opened(sealed.box());
        world.auditor().sessions().fits(plaintext, sealed.number());
        session = Optional.of(opened.next());
        pending.remove(one.number);
        one.then.accept(Optional.of(sealed.answer()));
      }
    }
  }

  private void refused(Pending one, Help help) {
    world.counts().add(Counted.REFUSED_ANSWERS);
    if (help == Help.NEW_SESSION && one.sessions < SESSIONS_PER_CALL) {
      session = Optional.empty();
      send(one);
    } else {
      pending.remove(one.number);
      one.then.accept(Optional.empty());
    }
  }
}
