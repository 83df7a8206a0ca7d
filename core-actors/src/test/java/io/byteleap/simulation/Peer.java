package io.byteleap.simulation;

import io.byteleap.domain.challenge.Candidate;
import io.byteleap.domain.identity.RandomUuid;
import io.byteleap.domain.identity.SessionId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.lease.LeasePublication;
import io.byteleap.domain.presence.Bucket;
import io.byteleap.domain.presence.HeartbeatReport;
import io.byteleap.domain.presence.LivePresence;
import io.byteleap.domain.presence.Whereabouts;
import io.byteleap.domain.presence.WorkerProfile;
import io.byteleap.domain.scoring.MinerLedger;
import io.byteleap.domain.session.AttemptLimit;
import io.byteleap.domain.session.EphemeralKey;
import io.byteleap.domain.session.HandshakeOffer;
import io.byteleap.domain.session.Nonce16;
import io.byteleap.domain.session.Opening;
import io.byteleap.domain.session.PublicKey32;
import io.byteleap.domain.session.SecureSession;
import io.byteleap.simulation.Call.Answer;
import io.byteleap.simulation.Counts.Counted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// What one validator has of one miner: sessions and presence, which a crash takes, the ledger and
/// the challenges, which it does not.
final class Peer implements Pair {
  private static final int SESSIONS_MAX = 3;
  private static final int HANDSHAKES_MAX = 5;
  private static final Duration HANDSHAKE_STRETCH = Duration.ofSeconds(60);
  private static final int REQUESTS_MAX = 150;
  private static final Duration REQUEST_STRETCH = Duration.ofSeconds(30);
  private static final int EVENTS_PER_SNAPSHOT = 200;

  private final World world;
  private final ValidatorNode validator;
  private final MinerNode miner;
  private final Kept<MinerLedger, MinerLedger.Event> ledger;
  private final ChallengeDesk challenges;
  private final SequencedMap<SessionId, SecureSession> sessions = new LinkedHashMap<>();
  private AttemptLimit handshakes = AttemptLimit.of(HANDSHAKES_MAX, HANDSHAKE_STRETCH);
  private AttemptLimit requests = AttemptLimit.of(REQUESTS_MAX, REQUEST_STRETCH);
  private final Deque<Heard> lately = new ArrayDeque<>();

  private Still still = Still.NEVER;

  /// A report that was taken.
  private record Heard(HeartbeatReport report, Instant at) {}

  /// A report that changed nothing in a ledger: it does not the next time either, in one bucket.
  private record Still(MinerLedger ledger, HeartbeatReport report, Bucket bucket) {
    static final Still NEVER =
        new Still(MinerLedger.EMPTY, new HeartbeatReport(List.of()), new Bucket(0));

    /// Miners repeat the object as long as nothing changes, so that most of a large world's reports
    /// need not be compared with the ledger.
    @SuppressWarnings("ReferenceEquality")
    boolean holds(MinerLedger other, HeartbeatReport said, Bucket now) {
      return ledger == other && report == said && bucket.equals(now);
    }
  }

  Peer(World world, ValidatorNode validator, MinerNode miner) {
    this.world = world;
    this.validator = validator;
    this.miner = miner;
    var machines = world.machines();
    this.ledger = new Kept<>(MinerLedger.EMPTY, machines::evolve, world, EVENTS_PER_SNAPSHOT);
    this.challenges = new ChallengeDesk(world, validator, this);
  }

  @Override
  public MinerNode miner() {
    return miner;
  }

  @Override
  public Instant since() {
    return validator.since();
  }

  @Override
  public MinerLedger ledger() {
    return ledger.state();
  }

  long ledgerSequence() {
    return ledger.sequence();
  }

  ChallengeDesk challenges() {
    return challenges;
  }

  void forget() {
    sessions.clear();
    handshakes = AttemptLimit.of(HANDSHAKES_MAX, HANDSHAKE_STRETCH);
    requests = AttemptLimit.of(REQUESTS_MAX, REQUEST_STRETCH);
    lately.clear();
  }

  /// Who is online was heard within two minutes, so the reports of that time are enough to know.
  private LivePresence live() {
    var live = LivePresence.NONE;
    for (Heard one : lately) {
      live = live.heard(one.report(), one.at());
    }
    return live;
  }

  /// The presence of one worker alone, which costs a hundredth.
  private LivePresence live(WorkerId worker) {
    var live = LivePresence.NONE;
    for (Heard one : lately) {
      var said = one.report().workers().stream().filter(of -> of.id().equals(worker)).toList();
      live = live.heard(new HeartbeatReport(said), one.at());
    }
    return live;
  }

  private void remember(HeartbeatReport report, Instant now) {
    lately.addLast(new Heard(report, now));
    var oldest = now.minus(LivePresence.WORKER_SILENCE_MAX);
    while (lately.getFirst().at().isBefore(oldest)) {
      lately.removeFirst();
    }
  }

  void recover() {
    ledger.recover();
    challenges.recover();
  }

  void shake(long number, PublicKey32 clientKey, Nonce16 clientNonce) {
    var now = validator.now();
    var counted = handshakes.attempt(now);
    if (counted.isEmpty()) {
      return;
    }
    handshakes = counted.get();
    world.counts().add(Counted.HANDSHAKES);
    var random = validator.random();
    var key = EphemeralKey.draw(random);
    var handshake =
        new HandshakeOffer(miner.hotkey(), validator.hotkey(), clientKey, clientNonce, now)
            .answered(key.publicKey(), Nonce16.draw(random));
    var id = new SessionId(RandomUuid.draw(random).toString());
    var end = now.plus(SecureSession.LIFE);
    var self = new SecureSession.Server(validator.hotkey(), miner.hotkey());
    keep(SecureSession.begin(id, self, handshake.keysOfServer(key), end));
    var welcome = new Correspondence.Welcome(number, handshake, id, end);
    correspondence().link().carry(welcome, () -> correspondence().welcome(welcome));
  }

  private Correspondence correspondence() {
    return miner.with(world.subnet().validators().indexOf(validator));
  }

  private void keep(SecureSession session) {
    sessions.remove(session.id());
    sessions.putLast(session.id(), session);
    while (sessions.size() > SESSIONS_MAX) {
      sessions.pollFirstEntry();
    }
  }

  void receive(Call.Request request) {
    var now = validator.now();
    var counted = requests.attempt(now);
    if (counted.isEmpty()) {
      send(new Call.NoEntry(request.number(), Call.Help.NOTHING));
      return;
    }
    requests = counted.get();
    var session = sessions.get(request.box().session());
    if (session == null) {
      send(new Call.NoEntry(request.number(), Call.Help.NEW_SESSION));
      return;
    }
    var opened = world.machines().open(session, request.box(), request.call().type(), now);
    switch (opened.opening()) {
      case Opening.Refused(var why) -> {
        world.counts().add(Counted.REFUSED_PACKAGES);
        if (why == Opening.Why.EXPIRED) {
          sessions.remove(session.id());
        }
        send(new Call.NoEntry(request.number(), Call.Help.NEW_SESSION));
      }
      case Opening.Plain(var plaintext) -> {
        world.auditor().sessions().opened(request.box());
        world.auditor().sessions().fits(plaintext, request.number());
        keep(opened.next());
        handle(request);
      }
    }
  }

  void receive(Call.Unsealed unsealed) {
    var session = sessions.get(unsealed.session());
    if (session == null || session.isOver(validator.now())) {
      send(new Call.NoEntry(unsealed.number(), Call.Help.NEW_SESSION));
    } else if (unsealed.call() instanceof Call.Heartbeat(var report)) {
      send(new Call.Open(unsealed.number(), heard(report)));
    }
  }

  private void handle(Call.Request request) {
    switch (request.call()) {
      case Call.Heartbeat(var report) -> reply(request, heard(report));
      case Call.Poll() -> reply(request, challenges.collect());
      case Call.Commit commit -> reply(request, challenges.commit(commit));
      case Call.Prove prove -> reply(request, challenges.prove(prove));
      case Call.Fetch(var worker) ->
          validator.tokens().asked(this, worker, answer -> reply(request, answer));
    }
  }

  /// Seals the answer to `request` in the session that it came in, if there is one still.
  private void reply(Call.Request request, Answer answer) {
    var session = sessions.get(request.box().session());
    if (session == null) {
      send(new Call.NoEntry(request.number(), Call.Help.NEW_SESSION));
      return;
    }
    var plaintext = Correspondence.plaintext(request.number());
    var sealing = world.machines().seal(session, request.call().type(), plaintext).orElseThrow();
    world.auditor().sessions().sealed(validator.hotkey(), sealing.box());
    keep(sealing.next());
    send(new Call.Sealed(request.number(), sealing.box(), answer));
  }

  private void send(Call.Reply reply) {
    correspondence().link().carry(reply, () -> correspondence().receive(reply));
  }

  private Answer heard(HeartbeatReport report) {
    var now = validator.now();
    var bucket = Bucket.at(now);
    if (still.holds(ledger.state(), report, bucket)) {
      return taken(report, List.of(), now);
    }
    var decision = world.machines().decide(ledger.state(), new MinerLedger.Report(report), now);
    return switch (decision) {
      case MinerLedger.Accept(var events, _) -> {
        if (events.isEmpty() && !world.isClose()) {
          still = new Still(ledger.state(), report, bucket);
        }
        yield taken(report, events, now);
      }
      case MinerLedger.Refuse _ -> throw new IllegalStateException("BUG: a heartbeat was refused");
    };
  }

  private Answer taken(HeartbeatReport report, List<MinerLedger.Event> events, Instant now) {
    validator.store(
        ledger,
        events,
        () -> {
          remember(report, now);
          world.auditor().scores().heard(this, validator, report, now);
        });
    return new Call.Taken();
  }

  void published(List<Hub.Word> words, LeasePublication.Others others) {
    var now = validator.now();
    var until = now.plus(world.scenario().pace().leases().life());
    var said = Hub.publication(words, others, until, validator.random());
    var order = new MinerLedger.TakePublication(said);
    switch (world.machines().decide(ledger.state(), order, now)) {
      case MinerLedger.Accept(var events, _) ->
          validator.store(
              ledger,
              events,
              () -> world.auditor().scores().published(this, validator, words, now));
      case MinerLedger.Refuse _ ->
          throw new IllegalStateException("BUG: a publication was refused");
    }
  }

  void challenge() {
    var now = validator.now();
    var live = live();
    var idle =
        ledger.state().workers().entrySet().stream()
            .filter(entry -> entry.getValue().profile().can(WorkerProfile.CPU_MATRIX))
            .map(entry -> entry.getKey())
            .filter(worker -> live.isOnline(worker, now))
            .filter(worker -> ledger.state().leases().activeOf(worker, now).isEmpty())
            .map(worker -> new Candidate(worker, List.of()))
            .toList();
    challenges.issue(idle);
  }

  Whereabouts whereabouts(WorkerId worker) {
    if (ledger.state().of(worker).isEmpty()) {
      return Whereabouts.UNKNOWN;
    }
    return live(worker).isOnline(worker, validator.now()) ? Whereabouts.ONLINE : Whereabouts.SILENT;
  }
}
