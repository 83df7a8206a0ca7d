package io.byteleap.gateway;

import com.typesafe.config.ConfigFactory;
import io.byteleap.domain.hardware.HostUsage;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.presence.HeartbeatReport;
import io.byteleap.domain.rental.OrderKind;
import io.byteleap.domain.rental.Rental;
import io.byteleap.domain.rental.RentalId;
import io.byteleap.domain.rental.RentalTerms;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.GuestUser;
import io.byteleap.domain.vm.ImageName;
import io.byteleap.domain.vm.SshKey;
import io.byteleap.domain.vm.VmSize;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Signers;
import io.byteleap.fixture.TestPorts;
import io.byteleap.json.JsonObject;
import io.byteleap.node.ListenAddress;
import io.byteleap.port.Devices;
import io.byteleap.port.TokenIssuer;
import io.byteleap.validator.enrolment.GatewayTokens;
import io.byteleap.validator.enrolment.GatewayUrl;
import io.byteleap.validator.gateway.DeviceDesk;
import io.byteleap.validator.gateway.GatewayAuthority;
import io.byteleap.validator.gateway.GatewayMeters;
import io.byteleap.validator.gateway.GatewayServer;
import io.byteleap.validator.gateway.RentalEntity;
import io.byteleap.validator.gateway.RentalInbox;
import io.byteleap.validator.metrics.ValidatorMetrics;
import io.byteleap.validator.presence.ScoringEntity;
import io.byteleap.wire.EnrolGrant;
import io.byteleap.worker.gateway.EnrolmentClient;
import io.byteleap.worker.gateway.GatewayLink;
import io.byteleap.worker.link.MinerLink;
import io.byteleap.worker.link.TokenReply;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.SpawnProtocol;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import org.apache.pekko.persistence.typed.PersistenceId;

/// A gateway with its doors, sessions, rentals and a miner's ledger, the journal in memory; and
/// workers that enrol at it with tokens that the validator signed, as if a miner had relayed them.
final class GatewaySite implements AutoCloseable {
  static final Hotkey VALIDATOR = Signers.ALICE.hotkey();
  static final Hotkey MINER = Signers.BOB.hotkey();
  static final WorkerId WORKER = new WorkerId("feaac3f6f6901379");
  static final Devices.Owner OWNER = new Devices.Owner(MINER, WORKER);
  static final Duration LEASE = Duration.ofMinutes(5);

  private static final Duration ASK = Duration.ofSeconds(60);
  private static final Duration LIFE = Duration.ofDays(30);

  final ActorTestKit kit =
      ActorTestKit.create(
          EventSourcedBehaviorTestKit.config()
              .withFallback(
                  ConfigFactory.parseString(
                      """
                      pekko.actor.provider = local
                      pekko.persistence.journal.auto-start-journals = []
                      pekko.persistence.snapshot-store.auto-start-snapshot-stores = []
                      """))
              .withFallback(ConfigFactory.load("validator")));
  final MemoryDevices devices = new MemoryDevices();
  final ScriptedKeeper keeper = new ScriptedKeeper();
  final GatewayTokens tokens;
  final GatewayAuthority authority;
  final GatewayServer.Doors doors;
  final Path folder;

  /// Of the worker alone; the gateway's own is the machine's.
  final AtomicReference<Duration> workerAhead = new AtomicReference<>(Duration.ZERO);

  /// What the miner answers to the next requests for a token.
  final AtomicReference<Function<EnrolGrant, TokenReply>> miner =
      new AtomicReference<>(TokenReply.Given::new);

  private final InstantSource clock = InstantSource.system();
  private final SecureRandom random = new SecureRandom();
  private final GatewayMeters meters = new GatewayMeters(new SimpleMeterRegistry());
  private final ValidatorMetrics metrics = ValidatorMetrics.in(new SimpleMeterRegistry(), clock);
  private final Map<String, ActorRef<DeviceDesk.Command>> desks = new ConcurrentHashMap<>();
  private final Map<String, ActorRef<RentalEntity.Command>> rentals = new ConcurrentHashMap<>();
  private final ActorRef<ScoringEntity.Command> ledger;

  GatewaySite(Path folder) throws Exception {
    this(folder, "localhost", Duration.ofMinutes(2));
  }

  GatewaySite(Path folder, String publicName, Duration orderPatience) throws Exception {
    this.folder = folder;
    this.patience = new Rental.Patience(orderPatience, Duration.ofHours(24));
    doors =
        new GatewayServer.Doors(
            new ListenAddress("127.0.0.1", TestPorts.free()),
            new ListenAddress("127.0.0.1", TestPorts.free()),
            publicName);
    var url = new GatewayUrl(doors.enrolmentUrl().text());
    tokens =
        GatewayTokens.open(
            new GatewayTokens.Gateway(VALIDATOR, url, url.origin(), Duration.ofMinutes(5)),
            new GatewayTokens.KeyFiles(folder.resolve("key.pem"), folder.resolve("jwks.json")),
            clock,
            random);
    authority = GatewayAuthority.open(folder, clock.instant(), random);
    ledger =
        kit.spawn(
            ScoringEntity.create(PersistenceId.of("ledger", MINER.value()), MINER, metrics, clock));
    beat();
    open();
  }

  private final Rental.Patience patience;

  private void open() {
    GatewayServer.bind(
            kit.system(),
            kit.spawn(SpawnProtocol.create()),
            doors,
            new GatewayServer.Own(),
            new GatewayServer.Terms(LIFE, Duration.ofSeconds(30)),
            new GatewayServer.Tools(
                authority,
                tokens.reader(),
                devices,
                this::desk,
                new RentalInbox(this::rental),
                meters,
                clock,
                random,
                kit.system().dispatchers().lookup(DispatcherSelector.blocking())))
        .toCompletableFuture()
        .join();
  }

  private ActorRef<DeviceDesk.Command> desk(Devices.Owner owner) {
    return desks.computeIfAbsent(DeviceDesk.idOf(owner), _ -> kit.spawn(DeviceDesk.create()));
  }

  ActorRef<RentalEntity.Command> rental(RentalId id) {
    return rentals.computeIfAbsent(id.value(), _ -> spawnRental(id));
  }

  private ActorRef<RentalEntity.Command> spawnRental(RentalId id) {
    return kit.spawn(
        RentalEntity.create(
            PersistenceId.of("rental", id.value()),
            id,
            new RentalEntity.Settings(_ -> ledger, this::desk, LEASE, patience, meters, clock)));
  }

  /// As when the process that held a rental is gone and another has it.
  void moveRental(RentalId id) {
    kit.stop(rental(id));
    rentals.put(id.value(), spawnRental(id));
  }

  /// The worker's miner has reported it.
  void beat() {
    var report =
        new HeartbeatReport(
            List.of(
                new HeartbeatReport.WorkerReport(
                    WORKER, Samples.profile("w-1"), HostUsage.UNKNOWN)));
    AskPattern.<ScoringEntity.Command, ScoringEntity.Taken>ask(
            ledger, replyTo -> new ScoringEntity.Heartbeat(report, replyTo), ASK, kit.scheduler())
        .toCompletableFuture()
        .join();
  }

  /// A token for the worker under its miner.
  EnrolGrant token() {
    return token(OWNER);
  }

  EnrolGrant token(Devices.Owner owner) {
    return ((TokenIssuer.Issued)
            tokens
                .issue(new TokenIssuer.Order(owner.miner(), owner.worker()))
                .toCompletableFuture()
                .join())
        .grant();
  }

  Path stateFile() {
    return folder.resolve("vmgw_state.json");
  }

  /// A worker that enrols at hosts of that name.
  ActorRef<GatewayLink.Command> worker(String... hosts) throws Exception {
    ActorRef<MinerLink.Command> relay =
        kit.spawn(
            Behaviors.receiveMessage(
                command -> {
                  if (command instanceof MinerLink.AskToken(var replyTo)) {
                    replyTo.tell(miner.get().apply(token()));
                  }
                  return Behaviors.same();
                }));
    var timing =
        new GatewayLink.Timing(
            Duration.ofMillis(50),
            Duration.ofMillis(200),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofHours(1));
    return kit.spawn(
        GatewayLink.create(
            new GatewayLink.Settings(WORKER, "w-1", stateFile(), timing),
            new GatewayLink.Tools(
                relay,
                kit.spawn(keeper.behavior()),
                EnrolmentClient.of(List.of(hosts), folder.resolve("gateway-ca.pem")),
                () -> JsonObject.builder().put("cpu_count", 8).build(),
                () -> clock.instant().plus(workerAhead.get()),
                random)),
        DispatcherSelector.blocking());
  }

  GatewayLink.Status status(ActorRef<GatewayLink.Command> link) {
    return AskPattern.ask(link, GatewayLink.GetStatus::new, ASK, kit.scheduler())
        .toCompletableFuture()
        .join();
  }

  static RentalTerms terms(String id) {
    return new RentalTerms(
        new RentalId(id),
        MINER,
        WORKER,
        Label.of("market"),
        Label.of("mine"),
        new ImageName("base.qcow2"),
        new VmSize(1_024, 2, 10, 0),
        GuestUser.ROOT,
        SshKey.parse("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHRlc3Q= me"));
  }

  Rental begin(RentalTerms terms) {
    return shown(terms.id(), replyTo -> new RentalEntity.Begin(terms, replyTo));
  }

  Rental order(RentalId id, OrderKind kind) {
    return shown(id, replyTo -> new RentalEntity.Order(kind, replyTo));
  }

  Rental look(RentalId id) {
    return shown(id, RentalEntity.GetRental::new);
  }

  private Rental shown(
      RentalId id, Function<ActorRef<RentalEntity.Reply>, RentalEntity.Command> command) {
    return ((RentalEntity.Shown) reply(id, command)).rental();
  }

  RentalEntity.Reply reply(
      RentalId id, Function<ActorRef<RentalEntity.Reply>, RentalEntity.Command> command) {
    return AskPattern.ask(rental(id), command::apply, ASK, kit.scheduler())
        .toCompletableFuture()
        .join();
  }

  RentalEntity.Stats stats(RentalId id) {
    return AskPattern.ask(rental(id), RentalEntity.AskStats::new, ASK, kit.scheduler())
        .toCompletableFuture()
        .join();
  }

  /// The lease of the worker that is active now, if there is one.
  List<String> activeLeases(RentalId id) {
    var now = Instant.now();
    return IntStream.rangeClosed(1, 3)
        .mapToObj(id::lease)
        .filter(
            lease ->
                AskPattern.<ScoringEntity.Command, ScoringEntity.LeaseReply>ask(
                                ledger,
                                replyTo -> new ScoringEntity.GetLease(lease, replyTo),
                                ASK,
                                kit.scheduler())
                            .toCompletableFuture()
                            .join()
                        instanceof ScoringEntity.Held(var held)
                    && held.isActive(now))
        .map(Object::toString)
        .toList();
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
  }
}
