package io.byteleap.simulation;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.lease.LeasePublication.Others;
import io.byteleap.domain.presence.ServingRecord;
import io.byteleap.domain.scoring.MinerScore;
import io.byteleap.domain.session.EphemeralKey;
import io.byteleap.domain.session.Nonce16;
import io.byteleap.domain.weights.WeightEpoch;
import io.byteleap.simulation.Counts.Counted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// A validator: its doors for miners, what it keeps, and what it does by itself. A crash takes all
/// that is not kept.
final class ValidatorNode implements Validator {
  private static final int LOOKS_PER_MINIMUM = 10;
  private static final int EVENTS_PER_SNAPSHOT = 100;

  /// The crash that comes between what is stored and its answer.
  private static final class CrashNow extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CrashNow() {
      super("crash", null, false, false);
    }
  }

  private final World world;
  private final Hotkey hotkey;
  private final SimClock clock;
  private final RandomGenerator random;
  private final List<Peer> peers = new ArrayList<>();
  private final Kept<ServingRecord, ServingRecord.BucketServed> serving;
  private final WeightDesk weights;
  private final TokenCounter tokens;
  private Instant since;
  private int crashes;
  private int life;
  private boolean crashesAtNextStore;

  ValidatorNode(World world, int index) {
    this.world = world;
    this.hotkey = new Hotkey("validator-" + index);
    this.random = world.chance(hotkey.value());
    this.clock = SimClock.draw(world.scenario().faults().clocks(), random);
    this.serving =
        new Kept<>(ServingRecord.NONE, ServingRecord::evolve, world, EVENTS_PER_SNAPSHOT);
    this.weights = new WeightDesk(world, this);
    this.tokens = new TokenCounter(world, this);
    this.since = clock.show(0);
  }

  void meet(MinerNode miner) {
    peers.add(new Peer(world, this, miner));
  }

  @Override
  public void begin() {
    var pace = world.scenario().pace();
    var look = pace.scores().servingMin().dividedBy(LOOKS_PER_MINIMUM);
    every(look, this::lookAtServing);
    every(pace.challenges().interval(), this::challenge);
    every(pace.scores().round(), weights::score);
    every(pace.scores().look(), weights::lookAtChain);
    world.subnet().hub().connect(this);
  }

  private void every(Duration interval, Runnable duty) {
    long real = clock.real(interval);
    world.every(
        1 + random.nextLong(real),
        real,
        hotkey.value(),
        () -> {
          if (isUp()) {
            guarded(duty);
          }
        });
  }

  /// Does `work` now, or crashes on the way.
  void guarded(Runnable work) {
    try {
      work.run();
    } catch (CrashNow now) {
      crash();
      world.after(Subnet.restart().toMillis(), hotkey.value(), "starts again", this::comeBack);
    }
  }

  /// Arranges that `work` is done so long from now by this validator's clock, if it still lives the
  /// same life then.
  void after(Duration delay, Object what, Runnable work) {
    int thisLife = life;
    world.after(
        clock.real(delay),
        hotkey.value(),
        what,
        () -> {
          if (isAlive(thisLife)) {
            guarded(work);
          }
        });
  }

  /// Keeps `events`; `noted` tells the auditor, whatever happens to the answer.
  <S, E> void store(Kept<S, E> kept, List<E> events, Runnable noted) {
    if (events.isEmpty()) {
      noted.run();
      return;
    }
    kept.store(events);
    world.counts().add(Counted.STORED_EVENTS, events.size());
    if (world.isClose()) {
      events.forEach(world.auditor().tokens()::stored);
    }
    noted.run();
    if (crashesAtNextStore) {
      crashesAtNextStore = false;
      throw new CrashNow();
    }
  }

  private void lookAtServing() {
    var minimum = world.scenario().pace().scores().servingMin();
    serving
        .state()
        .decide(since, minimum, now())
        .ifPresent(
            event ->
                store(
                    serving,
                    List.of(event),
                    () -> world.auditor().scores().served(this, event.bucket())));
  }

  private void challenge() {
    peers.forEach(Peer::challenge);
    world.auditor().challenges().noneIsLate(this);
  }

  void shake(MinerNode miner, long number, EphemeralKey client, Nonce16 nonce) {
    if (isUp()) {
      peers.get(miner.index()).shake(number, client.publicKey(), nonce);
    }
  }

  void receive(MinerNode miner, Call.Request request) {
    if (isUp()) {
      guarded(() -> peers.get(miner.index()).receive(request));
    }
  }

  void receive(MinerNode miner, Call.Unsealed call) {
    if (isUp()) {
      guarded(() -> peers.get(miner.index()).receive(call));
    }
  }

  @Override
  public void published(Miner miner, List<Hub.Word> words, Others others) {
    world.counts().add(Counted.PUBLICATIONS);
    guarded(() -> peers.get(miner.index()).published(words, others));
  }

  @Override
  public void crashAtNextStore() {
    crashesAtNextStore = true;
  }

  @Override
  public void crash() {
    world.counts().add(Counted.VALIDATOR_CRASHES);
    crashes++;
    life++;
    peers.forEach(Peer::forget);
    weights.forget();
    tokens.forget();
  }

  @Override
  public void comeBack() {
    crashes--;
    if (isUp()) {
      since = now();
      serving.recover();
      weights.recover();
      peers.forEach(Peer::recover);
      world.subnet().hub().connect(this);
    }
  }

  @Override
  public boolean isUp() {
    return crashes == 0;
  }

  @Override
  public int life() {
    return life;
  }

  @Override
  public Instant now() {
    return clock.show(world.now());
  }

  @Override
  public Instant since() {
    return since;
  }

  @Override
  public Hotkey hotkey() {
    return hotkey;
  }

  RandomGenerator random() {
    return random;
  }

  List<Peer> peers() {
    return peers;
  }

  ServingRecord serving() {
    return serving.state();
  }

  @Override
  public void close() {
    weights.recover();
    peers.forEach(Peer::recover);
    weights.score();
  }

  @Override
  public List<MinerScore> latest() {
    return weights.latest();
  }

  @Override
  public WeightEpoch epoch() {
    return weights.epoch();
  }

  WeightDesk weights() {
    return weights;
  }

  TokenCounter tokens() {
    return tokens;
  }

  @Override
  public String toString() {
    return hotkey.value();
  }
}
