package io.byteleap.simulation.actors;

import io.byteleap.domain.challenge.Round;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.lease.LeasePublication.Others;
import io.byteleap.domain.presence.ServingRecord.BucketServed;
import io.byteleap.domain.scoring.MinerLedger;
import io.byteleap.domain.scoring.MinerScore;
import io.byteleap.domain.scoring.ScoreBasis;
import io.byteleap.domain.scoring.ScoreGrounds;
import io.byteleap.domain.scoring.ScoreRound;
import io.byteleap.domain.weights.WeightEpoch;
import io.byteleap.keys.Signer;
import io.byteleap.simulation.Counts.Counted;
import io.byteleap.simulation.Hub;
import io.byteleap.simulation.Miner;
import io.byteleap.simulation.PassedWork;
import io.byteleap.simulation.SimClock;
import io.byteleap.simulation.Subnet;
import io.byteleap.simulation.Validator;
import io.byteleap.simulation.World;
import io.byteleap.transport.SynapseCall;
import io.byteleap.transport.SynapseClient;
import io.byteleap.validator.presence.ScoringEntity;
import io.byteleap.validator.presence.ScoringEntity.Assessment;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// A validator of real actors: what it has on its disk, and one process after the other.
final class ValidatorActors implements Validator {
  private final World world;
  private final Pump pump;
  private final Signer signer;
  private final Sabotage sabotage;
  private final SimClock clock;
  private final RandomGenerator random;
  private final Store store;
  private final Map<Hotkey, Dealing> dealings = new LinkedHashMap<>();
  private final PassedWork work = new PassedWork();
  private Optional<ValidatorLife> running = Optional.empty();
  private List<MinerScore> latest = List.of();
  private Instant since;
  private int crashes;
  private int life;
  private boolean crashesAtNextStore;

  ValidatorActors(World world, Pump pump, int index, Signer signer, Sabotage sabotage) {
    this.sabotage = sabotage;
    this.world = world;
    this.pump = pump;
    this.signer = signer;
    this.random = world.chance("validator-" + index);
    this.clock = SimClock.draw(world.scenario().faults().clocks(), random);
    this.store = new Store(world, this::stored);
    this.since = clock.show(0);
  }

  void meet(Miner miner) {
    dealings.put(miner.hotkey(), new Dealing(world, this, miner));
  }

  World world() {
    return world;
  }

  Sabotage sabotage() {
    return sabotage;
  }

  Pump pump() {
    return pump;
  }

  Signer signer() {
    return signer;
  }

  RandomGenerator random() {
    return random;
  }

  Store store() {
    return store;
  }

  PassedWork work() {
    return work;
  }

  Dealing with(Hotkey miner) {
    return Objects.requireNonNull(dealings.get(miner));
  }

  /// Whether it is a miner of the world: other validators are members of the subnet too.
  boolean deals(Hotkey hotkey) {
    return dealings.containsKey(hotkey);
  }

  /// Under which the miner's ledger is in the journal.
  String ledgerOf(Hotkey miner) {
    return ScoringEntity.idOf(miner).id();
  }

  @Override
  public void begin() {
    start();
    long interval = clock.real(world.scenario().pace().challenges().interval());
    world.every(
        interval,
        interval,
        hotkey().value(),
        () -> {
          if (isUp()) {
            world.auditor().challenges().noneIsLate(this);
          }
        });
  }

  private void start() {
    since = now();
    running =
        Optional.of(
            new ValidatorLife(this, new Ground(world, pump, clock, store, "validator", sabotage)));
    world.subnet().hub().connect(this);
  }

  /// A request came in; `then` hears the response, unless the validator crashes before.
  void receive(SynapseCall call, Consumer<SynapseClient.Result> then) {
    running.ifPresent(now -> now.receive(call, then));
  }

  /// Something was stored, and nobody has heard of it yet.
  private void stored(String id, List<Object> events) {
    events.forEach(event -> world.note(hotkey() + " stores of " + id, event));
    if (world.isClose()) {
      events.forEach(world.auditor().tokens()::stored);
    }
    String[] parts = id.split("\\|", 2);
    switch (parts[0]) {
      case "ledger" -> {
        var of = with(new Hotkey(parts[1]));
        events.forEach(event -> of.stored((MinerLedger.Event) event));
      }
      case "round" -> {
        var of = with(new Hotkey(parts[1]));
        var steps = events.stream().map(Round.Step.class::cast).toList();
        steps.forEach(step -> work.take(of.miner().hotkey(), step));
        world.auditor().challenges().stored(this, of, steps);
      }
      case "serving" ->
          events.forEach(
              event -> world.auditor().scores().served(this, ((BucketServed) event).bucket()));
      case "weights" -> events.forEach(event -> weighed((WeightEpoch.Event) event));
      default -> throw new IllegalStateException("BUG: nobody knows what is stored as " + id);
    }
    if (crashesAtNextStore) {
      crashesAtNextStore = false;
      crash();
      world.after(Subnet.restart().toMillis(), hotkey().value(), "starts again", this::comeBack);
    }
  }

  private void weighed(WeightEpoch.Event event) {
    if (event instanceof WeightEpoch.SubmissionStarted started) {
      var uids = world.subnet().chain().view(hotkey()).uids();
      world.auditor().weights().submitted(epoch(), started.weights(), uids);
    }
  }

  /// A round was scored and stored.
  void scored(ScoreRound round, List<Assessment> assessments) {
    world.counts().add(Counted.ROUNDS);
    var scores =
        assessments.stream().collect(Collectors.toMap(Assessment::miner, Function.identity()));
    if (round.grounds() instanceof ScoreGrounds.Recorded(var policy, var served, _)) {
      var basis = new ScoreBasis(policy, served, round.at());
      dealings.forEach(
          (hotkey, of) ->
              world
                  .auditor()
                  .scores()
                  .scored(of, this, basis, Objects.requireNonNull(scores.get(hotkey)).score()));
    }
    latest =
        dealings.keySet().stream()
            .map(hotkey -> Objects.requireNonNull(scores.get(hotkey)).score())
            .toList();
    world.subnet().samples().take(this, latest);
  }

  @Override
  public void published(Miner miner, List<Hub.Word> words, Others others) {
    world.counts().add(Counted.PUBLICATIONS);
    var until = now().plus(world.scenario().pace().leases().life());
    var publication = Hub.publication(words, others, until, random);
    running.ifPresent(now -> now.publish(with(miner.hotkey()), words, publication));
  }

  @Override
  public void crash() {
    world.counts().add(Counted.VALIDATOR_CRASHES);
    crashes++;
    life++;
    running.ifPresent(ValidatorLife::kill);
    running = Optional.empty();
    dealings.values().forEach(Dealing::forget);
  }

  @Override
  public void comeBack() {
    crashes--;
    if (isUp()) {
      store.requireSame();
      start();
    }
  }

  @Override
  public void crashAtNextStore() {
    crashesAtNextStore = true;
  }

  @Override
  public void close() {
    store.requireSame();
  }

  void leave() {
    running.ifPresent(ValidatorLife::kill);
  }

  @Override
  public Hotkey hotkey() {
    return signer.hotkey();
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
  public boolean isUp() {
    return crashes == 0;
  }

  @Override
  public int life() {
    return life;
  }

  @Override
  public List<MinerScore> latest() {
    return latest;
  }

  @Override
  public WeightEpoch epoch() {
    return store.meant("weights", WeightEpoch.class);
  }

  @Override
  public String toString() {
    return hotkey().value();
  }
}
