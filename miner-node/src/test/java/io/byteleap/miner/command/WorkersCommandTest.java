package io.byteleap.miner.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.byteleap.config.ConfigProblem;
import io.byteleap.domain.admission.JoinToken;
import io.byteleap.fixture.TestPorts;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.miner.admission.LegacyPolicy;
import io.byteleap.miner.api.WorkerRoutes;
import io.byteleap.miner.fixture.TestDoor;
import io.byteleap.miner.fixture.WorkerClient;
import io.byteleap.miner.tls.DoorTls;
import io.byteleap.miner.worker.WorkerGate;
import io.byteleap.miner.worker.WorkerMeters;
import io.byteleap.miner.worker.WorkerRegistry;
import io.byteleap.node.AdminToken;
import io.byteleap.node.ListenAddress;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.http.javadsl.Http;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The commands against the routes of a running registry, over HTTP.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WorkersCommandTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final int FRAMES_PER_SECOND = 10;
  private static final Json JSON = Json.upTo(1 << 20);

  @TempDir private static Path folder;

  private final ActorTestKit testKit = ActorTestKit.create();
  private final HttpClient http = HttpClient.newHttpClient();
  private ActorRef<WorkerRegistry.Command> registry;
  private MinerSite.Search site;
  private int workerPort;
  private int statusPort;
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  @BeforeAll
  void start() throws IOException {
    var clock = InstantSource.system();
    var meters = new WorkerMeters(new SimpleMeterRegistry());
    var door = TestDoor.doorkeeper(LegacyPolicy.ALLOW, clock);
    registry =
        testKit.spawn(
            WorkerRegistry.create(
                new WorkerRegistry.Settings(door, LONG, _ -> {}, _ -> {}, meters, clock)));
    var event = new CompletableFuture<WorkerGate.Event>();
    testKit.spawn(
        WorkerGate.create(
            new WorkerGate.Settings(
                "127.0.0.1",
                0,
                new DoorTls.Off(),
                LONG,
                FRAMES_PER_SECOND,
                event::complete,
                meters,
                clock),
            TestDoor.terms(),
            registry));
    workerPort = ((WorkerGate.Open) event.join()).address().getPort();
    var system = testKit.system();
    var routes =
        new WorkerRoutes(
                List.of(new WorkerRoutes.Owner(TestDoor.MINER, "m/one", registry)),
                AdminToken.in(folder),
                system.scheduler(),
                clock)
            .routes();
    statusPort =
        Http.get(system)
            .newServerAt("127.0.0.1", 0)
            .bind(routes)
            .toCompletableFuture()
            .join()
            .localAddress()
            .getPort();
  }

  @AfterAll
  void stop() {
    http.shutdownNow();
    testKit.shutdownTestKit();
  }

  @BeforeEach
  void usualSite() {
    site = site(statusPort, AdminToken.fileIn(folder));
  }

  private static MinerSite.Search site(int port, Path token) {
    return new MinerSite.Found(new MinerSite(new ListenAddress("127.0.0.1", port), token));
  }

  @Test
  void worker_isListedShownDrainedResumedRenamedAndRemoved() {
    var worker = WorkerClient.registered(http, workerPort, "w-1");

    assertThat(run("list")).isZero();
    assertThat(out.toString())
        .containsPattern("w-1 +- +w-1 +online +on_duty +legacy +plain +127.0.0.1:");
    assertThat(run("drain", "w-1")).isZero();
    assertThat(out).hasToString("w-1: draining\n");
    assertThat(run("rename", "w-1", "rack 4")).isZero();
    assertThat(out).hasToString("w-1 (rack 4): draining\n");
    awaitShown("duty             draining");
    assertThat(out.toString())
        .contains("label            rack 4")
        .contains("access           legacy");
    assertThat(run("resume", "w-1")).isZero();
    assertThat(out).hasToString("w-1 (rack 4): on duty\n");

    assertThat(run("remove", "w-1")).isZero();
    assertThat(worker.closed().code()).isEqualTo(4_013);
    assertThat(run("list", "--json")).isZero();
    assertThat(answer().objects("workers")).noneMatch(row -> row.text("worker_id").equals("w-1"));
    assertThat(run("show", "w-1", "--json")).isZero();
    assertThat(answer().text("duty")).isEqualTo("removed");
  }

  private void awaitShown(String line) {
    await()
        .untilAsserted(
            () -> {
              assertThat(run("show", "w-1")).isZero();
              assertThat(out.toString()).contains(line);
            });
  }

  @Test
  void token_isPrintedAlone_listedWithoutItsSecret_andRevoked() {
    assertThat(run("token", "new", "--label", "rack 4", "--lifetime", "10m", "--uses", "2"))
        .isZero();
    var token = JoinToken.parse(out.toString());
    assertThat(token.address()).isEqualTo("ws://127.0.0.1:7799");
    assertThat(err.toString())
        .contains("token " + token.id() + " for ws://127.0.0.1:7799, good until ")
        .contains("not encrypted");

    assertThat(run("token", "list")).isZero();
    assertThat(out.toString())
        .containsPattern(token.id() + " +rack 4 +valid +0 of 2 +20")
        .doesNotContain(token.secret().reveal());
    assertThat(run("token", "list", "--json")).isZero();
    assertThat(out.toString()).doesNotContain(token.secret().reveal());

    assertThat(run("token", "revoke", token.id().hex())).isZero();
    assertThat(run("token", "revoke", token.id().hex())).isEqualTo(1);
    assertThat(err.toString()).contains("there is no token " + token.id());
  }

  @Test
  void whatCannotBeDone_isSaidInALine_withTheExitCodeForIt() {
    assertThat(run("drain", "nobody")).isEqualTo(1);
    assertThat(err.toString()).endsWith(": there is no worker nobody\n");
    assertThat(run("show", "no body")).isEqualTo(1);
    assertThat(err.toString()).contains("cannot be shown");
    assertThat(run("token", "new", "--url", "http://x")).isEqualTo(1);
    assertThat(err.toString()).contains("say where workers find this miner");
    assertThat(run("token", "new", "--uses", "0")).isEqualTo(1);
    assertThat(err.toString()).contains("a token has 1 to 100 uses");
    assertThat(run("token", "new", "--lifetime", "soon")).isEqualTo(2);
    assertThat(run("drain")).isEqualTo(2);
  }

  @Test
  void minerThatIsNotThere_orDoesNotKnowUs_isNamed() throws IOException {
    int free = TestPorts.free();
    site = site(free, AdminToken.fileIn(folder));
    assertThat(run("list")).isEqualTo(1);
    assertThat(err.toString()).contains("no miner listens at 127.0.0.1:" + free);

    var other = Files.writeString(folder.resolve("other.token"), "x".repeat(48));
    site = site(statusPort, other);
    assertThat(run("drain", "w-1")).isEqualTo(1);
    assertThat(err.toString())
        .contains("the miner's admin token is needed; is " + other + " the running miner's?");

    site = site(statusPort, folder.resolve("none"));
    assertThat(run("list")).isEqualTo(1);
    assertThat(err.toString()).contains("none cannot be read (NoSuchFileException)");

    site = new MinerSite.NotFound(List.of(new ConfigProblem("miner.yaml:3", "x", "is wrong")));
    assertThat(run("list")).isEqualTo(78);
    assertThat(err.toString()).contains("miner.yaml:3: x is wrong");
  }

  @Test
  void adminToken_isMadeOnce_forItsOwnerAlone() throws IOException {
    var file = AdminToken.fileIn(folder);
    String before = Files.readString(file);

    AdminToken.in(folder);

    assertThat(Files.readString(file)).isEqualTo(before).hasSize(49);
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void withoutTheAdminToken_onlyTheWorkersCanBeRead() throws Exception {
    assertThat(status("GET", "workers")).isEqualTo(200);
    assertThat(status("GET", "join-tokens")).isEqualTo(401);
    assertThat(status("POST", "join-tokens")).isEqualTo(401);
    assertThat(status("POST", "workers/w-1/drain")).isEqualTo(401);
    assertThat(status("DELETE", "workers/w-1")).isEqualTo(401);
    assertThat(status("PUT", "workers/w-1/label")).isEqualTo(401);
    assertThat(status("PUT", "workers")).isEqualTo(405);
    assertThat(status("GET", "workers/w-1/no/such")).isEqualTo(404);
  }

  private int status(String method, String resource) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + statusPort + "/api/v1/" + resource))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    var response = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() >= 400) {
      assertThat(response.headers().firstValue("Content-Type"))
          .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    }
    return response.statusCode();
  }

  private int run(String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    var line = WorkersCommand.create((_, _) -> site);
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--config", "miner.yaml"));
    return line.execute(all.toArray(String[]::new));
  }

  private JsonObject answer() {
    return JSON.parse(out.toString());
  }
}
