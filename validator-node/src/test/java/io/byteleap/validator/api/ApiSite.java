package io.byteleap.validator.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.actor.Entities;
import io.byteleap.chain.ShownSubnet;
import io.byteleap.config.Secret;
import io.byteleap.domain.exact.UnitName;
import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.Uid;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.presence.Bucket;
import io.byteleap.domain.presence.BucketWindow;
import io.byteleap.domain.scoring.ScoreRound;
import io.byteleap.domain.scoring.ScoringPolicy;
import io.byteleap.domain.scoring.VerifiedWork;
import io.byteleap.domain.units.Weight;
import io.byteleap.domain.weights.WeightEpoch;
import io.byteleap.domain.weights.WeightVector.Weights;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.validator.challenge.UnitKeeper;
import io.byteleap.validator.fixture.FakeArchive;
import io.byteleap.validator.fixture.TestConfig;
import io.byteleap.validator.metrics.ValidatorMetrics;
import io.byteleap.validator.presence.ScoringEntity;
import io.byteleap.validator.presence.ServingKeeper;
import io.byteleap.validator.weights.ChallengeRanking;
import io.byteleap.validator.weights.RoundReplay;
import io.byteleap.validator.weights.SubmissionPlan;
import io.byteleap.validator.weights.WeightKeeper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.persistence.typed.PersistenceId;

/// The interface over real HTTP, before ledgers that are real and memories that are not: one miner,
/// `5Miner`, with workers `w-1` to `w-5`.
public final class ApiSite implements AutoCloseable {
  static final Hotkey OWN = new Hotkey("5Validator");
  static final Hotkey MINER = new Hotkey("5Miner");
  static final String TOKEN = "a-token-of-this-test";

  /// Of the data folder, so to speak.
  public static final String LOCAL_TOKEN = "0123456789abcdef0123456789abcdef";

  static final String UNTIL = "2026-01-02T00:00:00Z";
  static final Json JSON = Json.upTo(1 << 20);

  private final ActorTestKit kit = ActorTestKit.create(TestConfig.ofRealTime());
  private final Instant startedAt = Instant.now();

  /// Runs as ever, but begins well inside a bucket.
  final InstantSource clock =
      () -> Samples.T0.plusSeconds(60).plus(Duration.between(startedAt, Instant.now()));

  private final ValidatorMetrics metrics = ValidatorMetrics.in(new SimpleMeterRegistry(), clock);
  private final ShownSubnet subnet = new ShownSubnet();
  final FakeHistory history = new FakeHistory();
  final FakeMusters musters = new FakeMusters();
  final FakeLeases leases = new FakeLeases();
  final FakeRentals rentals = new FakeRentals();
  final FakeTokens tokens = new FakeTokens();
  final FakeNews news = new FakeNews();
  final FakeArchive archive = new FakeArchive();
  final Map<Hotkey, Map<WorkerId, VerifiedWork>> work = new ConcurrentHashMap<>();

  private final Map<Hotkey, ActorRef<ScoringEntity.Command>> started = new ConcurrentHashMap<>();
  private final Entities<ScoringEntity.Command> ledgers = this::ledger;
  private final HttpClient client = HttpClient.newHttpClient();
  final Directory directory =
      new Directory(
          new Directory.Owners(
              ledgers,
              serving(),
              weights(),
              units(),
              new ChallengeRanking((_, _) -> Map.of(), Runnable::run)),
          subnet.view(),
          OWN,
          () -> ScoringPolicy.DEFAULT,
          metrics,
          clock,
          kit.scheduler());
  final ApiRoutes api;
  public final int port;

  public ApiSite() {
    this(new ApiRoutes.Limit(10_000, Duration.ofSeconds(10)));
  }

  /// A GPU that two workers claim to have.
  private ActorRef<UnitKeeper.Command> units() {
    var claims =
        Stream.of("5Miner", "5Rival")
            .map(
                hotkey ->
                    new UnitName(new Hotkey(hotkey), new WorkerId("w-1"), new UnitId("GPU-1")))
            .toList();
    var disputed =
        new UnitKeeper.Disputed(2, List.of(new UnitKeeper.Dispute(new UnitId("GPU-1"), claims)));
    return kit.spawn(
        Behaviors.receiveMessage(
            command -> {
              if (command instanceof UnitKeeper.GetDisputed(var replyTo)) {
                replyTo.tell(disputed);
              }
              if (command instanceof UnitKeeper.Release(var unit, var replyTo)) {
                replyTo.tell(new UnitKeeper.Released(claims.contains(unit)));
              }
              return Behaviors.same();
            }));
  }

  Scheduler scheduler() {
    return kit.scheduler();
  }

  ApiSite(ApiRoutes.Limit limit) {
    subnet.show(100, 0, OWN, MINER);
    var blocking = kit.system().dispatchers().lookup(DispatcherSelector.blocking());
    api =
        new ApiRoutes(
            directory,
            new ApiRoutes.Past(
                history, musters, leases, rentals, new RoundReplay(archive, (_, _) -> work), news),
            new ApiRoutes.Callers(
                new Gate.AdminSecrets(Secret.of(TOKEN), Secret.of(LOCAL_TOKEN)),
                tokens,
                new FakeRepeats(),
                limit),
            new ApiRoutes.Tools(clock, Seeds.generator(31), blocking),
            new Renting.Off(),
            new NewsOperations.Pace(Duration.ofMillis(100), Duration.ofMillis(300)));
    port =
        Http.get(kit.system())
            .newServerAt("127.0.0.1", 0)
            .bind(api.routes())
            .toCompletableFuture()
            .join()
            .localAddress()
            .getPort();
    AskPattern.<ScoringEntity.Command, ScoringEntity.Taken>ask(
            ledgers.of(MINER),
            to ->
                new ScoringEntity.Heartbeat(
                    Samples.heartbeat("w-1", "w-2", "w-3", "w-4", "w-5"), to),
            Duration.ofSeconds(10),
            kit.scheduler())
        .toCompletableFuture()
        .join();
  }

  @Override
  public void close() {
    client.close();
    kit.shutdownTestKit();
  }

  static void assertProblem(HttpResponse<String> answer, int status, String detail) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    var problem = JSON.parse(answer.body());
    assertThat(problem.integer("status")).isEqualTo(status);
    assertThat(problem.text("title")).isNotEmpty();
    assertThat(problem.text("detail")).isEqualTo(detail);
  }

  static String lease(String id, String worker, String more) {
    return "{\"lease_id\":\"%s\",\"hotkey\":\"5Miner\",\"worker_id\":\"%s\",\"until\":\"%s\"%s}"
        .formatted(id, worker, UNTIL, more);
  }

  JsonObject worker(String id) throws IOException, InterruptedException {
    return get("workers").objects("workers").stream()
        .filter(worker -> worker.text("worker_id").equals(id))
        .findFirst()
        .orElseThrow();
  }

  JsonObject get(String path) throws IOException, InterruptedException {
    var answer = send(request(path).GET());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.parse(answer.body());
  }

  HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
    return send(authorised(path).POST(BodyPublishers.ofString(body)));
  }

  HttpRequest.Builder authorised(String path) {
    return request(path)
        .header("Authorization", "Bearer " + TOKEN)
        .header("Content-Type", "application/json");
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(port, path));
  }

  static URI uri(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + "/api/v1/" + path).normalize();
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private ActorRef<ScoringEntity.Command> ledger(Hotkey miner) {
    return started.computeIfAbsent(
        miner,
        hotkey ->
            kit.spawn(
                ScoringEntity.create(
                    PersistenceId.of("ledger", hotkey.value()), hotkey, metrics, clock)));
  }

  private ActorRef<ServingKeeper.Command> serving() {
    return kit.spawn(
        Behaviors.receiveMessage(
            command -> {
              if (command instanceof ServingKeeper.GetServed(var replyTo)) {
                var now = Bucket.at(clock.instant());
                replyTo.tell(new ServingKeeper.Served(BucketWindow.of(List.of(now))));
              }
              return Behaviors.same();
            }));
  }

  private ActorRef<WeightKeeper.Command> weights() {
    var round = new ScoreRound(7, Samples.T0, 1, List.of());
    var handed = new Weights(new TreeMap<>(Map.of(new Uid(1), new Weight(65_535))));
    var epoch =
        WeightEpoch.BEGINNING
            .evolve(new WeightEpoch.RoundScored(round))
            .evolve(new WeightEpoch.SubmissionStarted(7, handed, new BlockNumber(99), Samples.T0));
    return kit.spawn(
        Behaviors.receiveMessage(
            command -> {
              if (command instanceof WeightKeeper.GetEpoch(var replyTo)) {
                replyTo.tell(new WeightKeeper.Epoch(epoch));
              } else if (command instanceof WeightKeeper.SubmitNow(_, var replyTo)) {
                var weights = new TreeMap<>(Map.of(1, 65_535, 9, 7));
                replyTo.tell(new SubmissionPlan("submit", "as a test says", 7, weights));
              }
              return Behaviors.same();
            }));
  }
}
