package io.byteleap.validator.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.actor.Entities;
import io.byteleap.chain.ShownSubnet;
import io.byteleap.config.Secret;
import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.Uid;
import io.byteleap.domain.presence.Bucket;
import io.byteleap.domain.presence.BucketWindow;
import io.byteleap.domain.scoring.ScoreRound;
import io.byteleap.domain.scoring.ScoringPolicy;
import io.byteleap.domain.units.Weight;
import io.byteleap.domain.weights.WeightEpoch;
import io.byteleap.domain.weights.WeightVector.Weights;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.port.History.ChallengeFilter;
import io.byteleap.validator.fixture.FakeArchive;
import io.byteleap.validator.fixture.TestConfig;
import io.byteleap.validator.metrics.ValidatorMetrics;
import io.byteleap.validator.presence.ScoringEntity;
import io.byteleap.validator.presence.ServingKeeper;
import io.byteleap.validator.weights.ChallengeRanking;
import io.byteleap.validator.weights.RoundReplay;
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
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The interface over real HTTP, before ledgers that are real and a history that is not.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ApiRoutesTest {
  private static final Hotkey OWN = new Hotkey("5Validator");
  private static final Hotkey MINER = new Hotkey("5Miner");
  private static final String TOKEN = "a-token-of-this-test";
  private static final String UNTIL = "2026-01-02T00:00:00Z";
  private static final Json JSON = Json.upTo(1 << 20);
  private static final int STATUS_CREATED = 201;

  private final ActorTestKit kit = ActorTestKit.create(TestConfig.ofRealTime());
  private final Instant startedAt = Instant.now();

  /// Runs as ever, but begins well inside a bucket.
  private final InstantSource clock =
      () -> Samples.T0.plusSeconds(60).plus(Duration.between(startedAt, Instant.now()));

  private final ValidatorMetrics metrics = ValidatorMetrics.in(new SimpleMeterRegistry(), clock);
  private final ShownSubnet subnet = new ShownSubnet();
  private final FakeHistory history = new FakeHistory();

  private final Map<Hotkey, ActorRef<ScoringEntity.Command>> started = new ConcurrentHashMap<>();
  private final Entities<ScoringEntity.Command> ledgers = this::ledger;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Directory directory =
      new Directory(
          new Directory.Owners(
              ledgers,
              serving(),
              weights(),
              new ChallengeRanking((_, _) -> Map.of(), Runnable::run)),
          subnet.view(),
          OWN,
          () -> ScoringPolicy.DEFAULT,
          metrics,
          clock,
          kit.scheduler());
  private int port;
  private int portWithoutToken;

  @BeforeAll
  void bind() {
    subnet.show(100, 0, OWN, MINER);
    port = bind(routes(TOKEN));
    portWithoutToken = bind(routes(""));
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

  @AfterAll
  void stop() {
    client.close();
    kit.shutdownTestKit();
  }

  private Route routes(String token) {
    var blocking = kit.system().dispatchers().lookup(DispatcherSelector.blocking());
    var past = new ApiRoutes.Past(history, new RoundReplay(new FakeArchive(), (_, _) -> Map.of()));
    return new ApiRoutes(directory, past, Secret.of(token), clock, Seeds.generator(31), blocking)
        .routes();
  }

  private int bind(Route routes) {
    return Http.get(kit.system())
        .newServerAt("127.0.0.1", 0)
        .bind(routes)
        .toCompletableFuture()
        .join()
        .localAddress()
        .getPort();
  }

  @Test
  void miners_andTheirWorkers_areShown() throws Exception {
    var miner = get("miners").objects("miners").getFirst();
    var worker = get("workers?hotkey=5Miner").objects("workers").getFirst();

    assertThat(miner.text("hotkey")).isEqualTo("5Miner");
    assertThat(miner.integer("uid")).isEqualTo(1);
    assertThat(miner.flag("online")).isTrue();
    assertThat(miner.integer("workers_online")).isEqualTo(5);
    assertThat(worker.text("worker_id")).isEqualTo("w-1");
    assertThat(worker.flag("online")).isTrue();
    assertThat(worker.number("availability")).isEqualTo(1);
    assertThat(worker.objects("gpus").getFirst().text("model")).isEqualTo("H100");
    assertThat(get("workers?hotkey=5Nobody").objects("workers")).isEmpty();
  }

  @Test
  void lease_isBegun_repeated_renewedAndEnded() throws Exception {
    String body = lease("l-1", "w-1", "");
    var begun = post("leases", body);

    assertThat(begun.statusCode()).isEqualTo(STATUS_CREATED);
    var again = post("leases", body);
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(begun.body());
    assertThat(JSON.parse(begun.body()).flag("active")).isTrue();
    assertThat(worker("w-1").flag("leased")).isTrue();
    assertThat(worker("w-1").number("score")).isEqualTo(1);

    String later = "2026-01-03T00:00:00Z";
    var renewed = post("leases/l-1/renewal", "{\"until\":\"" + later + "\"}");
    assertThat(JSON.parse(renewed.body()).text("until")).isEqualTo(later);

    var ended = send(authorised("leases/l-1").DELETE());
    assertThat(ended.statusCode()).isEqualTo(200);
    assertThat(JSON.parse(ended.body()).flag("active")).isFalse();
    assertThat(worker("w-1").flag("leased")).isFalse();
    assertThat(get("leases").objects("leases").stream().map(lease -> lease.text("lease_id")))
        .contains("l-1");
  }

  @Test
  void leaseOfScoreZero_isALease() throws Exception {
    post("leases", lease("l-zero", "w-2", ",\"score\":0"));

    assertThat(worker("w-2").flag("leased")).isTrue();
    assertThat(worker("w-2").number("score")).isZero();
  }

  @Test
  void leases_areRefusedWithTheReason() throws Exception {
    post("leases", lease("l-2", "w-3", ""));

    assertProblem(post("leases", lease("l-2", "w-4", "")), 409, "lease l-2 exists, and differs");
    assertProblem(post("leases", lease("l-3", "w-3", "")), 409, "worker w-3 is leased under l-2");
    assertProblem(post("leases", lease("l-4", "w-9", "")), 404, "no worker w-9");
    assertProblem(
        post("leases", lease("l-5", "w-4", "").replace("5Miner", "5Nobody")),
        404,
        "no miner 5Nobody in the subnet");
    assertProblem(
        post("leases", lease("l-6", "w-4", ",\"score\":1.5")),
        400,
        "lease score outside 0..1: 1.5");
    assertProblem(
        post("leases", lease("l-7", "w-4", "").replace(UNTIL, "tomorrow")),
        400,
        "until: must be a time such as 2026-01-31T12:00:00Z");
    assertProblem(
        post("leases", lease("l-8", "w-4", "").replace(UNTIL, "2027-02-01T00:00:00Z")),
        400,
        "lease l-8 may last 366 days at most");
    assertProblem(post("leases", "{\"hotkey\":\"5Miner\"}"), 400, "worker_id: is required");
    assertProblem(
        post("leases/l-none/renewal", "{\"until\":\"" + UNTIL + "\"}"), 404, "no lease l-none");
    assertProblem(send(authorised("leases/l-none").DELETE()), 404, "no lease l-none");
  }

  @Test
  void whoHasNotTheToken_changesNothing() throws Exception {
    var stranger = request("leases").header("Authorization", "Bearer guess");
    var body = BodyPublishers.ofString(lease("l-9", "w-5", ""));

    var answer = send(stranger.POST(body));
    assertProblem(answer, 401, "a valid bearer token is needed");
    assertThat(answer.headers().firstValue("WWW-Authenticate"))
        .contains("Bearer realm=\"byteleap\"");
    assertProblem(send(request("leases/l-1").DELETE()), 401, "a valid bearer token is needed");
    var closed =
        HttpRequest.newBuilder(uri(portWithoutToken, "leases"))
            .header("Authorization", "Bearer ")
            .POST(body);
    assertProblem(send(closed), 403, "leases cannot be changed here: api.token_file is not set");
    assertThat(worker("w-5").flag("leased")).isFalse();
  }

  @Test
  void bodyThatIsTooLargeOrNotJson_isRefused() throws Exception {
    assertProblem(post("leases", "x".repeat(70_000)), 413, "the body is larger than 65536 bytes");
    assertProblem(
        post("leases", "{\"hotkey\":"),
        400,
        "line 1 column 11: not JSON, or nested or written beyond the limits");
    var form =
        authorised("leases")
            .setHeader("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("a=b"));
    assertProblem(send(form), 415, "the body must be application/json");
  }

  @ParameterizedTest
  @CsvSource({
    "GET,nothing,404,nothing at /api/v1/nothing",
    "GET,miners/x,404,nothing at /api/v1/miners/x",
    "GET,../v2/miners,404,nothing at /api/v2/miners",
    "POST,miners,405,allowed here: GET",
    "PATCH,leases,405,'allowed here: GET, POST'",
    "GET,leases/l-1,405,allowed here: DELETE",
    "GET,scores?limit=abc,400,limit is not a number",
    "GET,scores?limit=0,400,limit must be 1 to 1000",
    "GET,weights?limit=1001,400,limit must be 1 to 1000",
    "GET,challenges?limit=9999999999,400,limit is not a number",
    "GET,challenges?limit=1001,400,limit must be 1 to 1000",
  })
  void whatTheInterfaceDoesNotKnow_isRefusedAsAProblem(
      String method, String path, int status, String detail) throws Exception {
    var answer = send(request(path).method(method, BodyPublishers.noBody()));

    assertProblem(answer, status, detail);
    if (status == 405) {
      assertThat(answer.headers().firstValue("Allow"))
          .contains(detail.substring("allowed here: ".length()));
    }
  }

  @Test
  void challenges_areLookedUpAsAskedFor() throws Exception {
    var found = get("challenges?hotkey=5Miner&worker_id=w-1&status=failed&limit=7");

    assertThat(found.objects("challenges")).hasSize(1);
    assertThat(found.object("totals").integer("verified")).isEqualTo(1);
    assertThat(history.asked).contains(new ChallengeFilter("5Miner", "w-1", "failed", 7));
    assertProblem(
        send(request("challenges?status=odd").GET()),
        400,
        "status must be one of created, sent, committed, verifying, verified, failed");
  }

  @Test
  void weights_areThoseHandedToTheChain() throws Exception {
    var weights = get("weights");

    assertThat(weights.integer("last_round")).isEqualTo(7);
    assertThat(weights.object("submission").text("status")).isEqualTo("under_way");
    assertThat(weights.objects("weights").getFirst().toText())
        .isEqualTo("{\"uid\":1,\"hotkey\":\"5Miner\",\"weight\":65535}");
    assertThat(weights.objects("submissions")).hasSize(1);
  }

  @Test
  void historyThatIsAway_isSaid() throws Exception {
    history.isAway = true;
    assertProblem(send(request("scores").GET()), 503, "the database cannot be read now");

    history.isAway = false;
    assertThat(get("scores?limit=3").objects("rounds").getFirst().integer("round")).isEqualTo(3);
  }

  @Test
  void summary_countsEverything() {
    var summary = directory.summary().toCompletableFuture().join();

    assertThat(summary.text("hotkey")).isEqualTo("5Validator");
    assertThat(summary.integer("block")).isEqualTo(100);
    assertThat(summary.integer("neurons")).isEqualTo(2);
    assertThat(summary.integer("miners_online")).isEqualTo(1);
    assertThat(summary.integer("workers_online")).isEqualTo(5);
    assertThat(summary.has("leases_active")).isTrue();
    assertThat(summary.integer("last_round")).isEqualTo(7);
    assertThat(summary.object("submission").integer("round")).isEqualTo(7);
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String detail) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    var problem = JSON.parse(answer.body());
    assertThat(problem.integer("status")).isEqualTo(status);
    assertThat(problem.text("title")).isNotEmpty();
    assertThat(problem.text("detail")).isEqualTo(detail);
  }

  private static String lease(String id, String worker, String more) {
    return "{\"lease_id\":\"%s\",\"hotkey\":\"5Miner\",\"worker_id\":\"%s\",\"until\":\"%s\"%s}"
        .formatted(id, worker, UNTIL, more);
  }

  private JsonObject worker(String id) throws IOException, InterruptedException {
    return get("workers").objects("workers").stream()
        .filter(worker -> worker.text("worker_id").equals(id))
        .findFirst()
        .orElseThrow();
  }

  private JsonObject get(String path) throws IOException, InterruptedException {
    var answer = send(request(path).GET());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.parse(answer.body());
  }

  private HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    return send(authorised(path).POST(BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder authorised(String path) {
    return request(path)
        .header("Authorization", "Bearer " + TOKEN)
        .header("Content-Type", "application/json");
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(port, path));
  }

  private static URI uri(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + "/api/v1/" + path).normalize();
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
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
              }
              return Behaviors.same();
            }));
  }
}
