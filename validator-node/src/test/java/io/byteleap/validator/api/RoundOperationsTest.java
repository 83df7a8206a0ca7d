package io.byteleap.validator.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.config.Secret;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.scoring.ScoringPolicy;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Subnets;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.validator.fixture.FakeArchive;
import io.byteleap.validator.fixture.TestConfig;
import io.byteleap.validator.weights.RoundReplay;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.Http;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Explanations and replays over HTTP.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RoundOperationsTest {
  private static final Json JSON = Json.upTo(8 << 20);

  private final ActorTestKit kit = ActorTestKit.create(TestConfig.ofRealTime());
  private final HttpClient client = HttpClient.newHttpClient();
  private final Subnets.Subnet subnet = Subnets.draw(new Subnets.Size(3, 5), Seeds.generator(5));
  private final Hotkey miner = subnet.ledgers().firstKey();
  private int port;

  @BeforeAll
  void bind() {
    var archive = new FakeArchive();
    subnet.ledgers().forEach(archive::store);
    archive.store(subnet.round(ScoringPolicy.DEFAULT));
    var operations =
        new RoundOperations(
            new RoundReplay(archive, (_, _) -> subnet.work()), new FakeRentals(), Runnable::run);
    var limits = new CallLimits(1_000, Duration.ofSeconds(10));
    var nobody = new Gate.AdminSecrets(Secret.of(""), Secret.of(""));
    var gate = new Gate(nobody, new FakeTokens(), limits, InstantSource.system(), Runnable::run);
    port =
        Http.get(kit.system())
            .newServerAt("127.0.0.1", 0)
            .bind(new ApiTable(operations.all(), gate, limits).route())
            .toCompletableFuture()
            .join()
            .localAddress()
            .getPort();
  }

  @AfterAll
  void stop() {
    client.close();
    kit.shutdownTestKit();
  }

  @Test
  void explanation_showsEveryWorker_andPointsThatAddUp() throws Exception {
    var explained = JSON.parse(get("explain/" + miner + "?round=1").body());

    assertThat(explained.integer("round")).isEqualTo(1);
    assertThat(explained.object("policy").integer("lease_parts")).isEqualTo(1);
    assertThat(explained.objects("workers")).hasSameSizeAs(subnet.ledger(miner).workers().keySet());
    assertThat(explained.objects("workers")).allSatisfy(RoundOperationsTest::addsUp);
    assertThat(JSON.parse(get("explain/" + miner).body()).toText()).isEqualTo(explained.toText());
  }

  private static void addsUp(JsonObject worker) {
    var lost = worker.object("lost");
    long numerators =
        worker.object("score").integer("numerator")
            + lost.object("not_leased").integer("numerator")
            + lost.object("silent").integer("numerator")
            + lost.object("not_registered_yet").integer("numerator")
            + lost.object("address_changes").integer("numerator");
    assertThat(numerators).isEqualTo(worker.object("score").integer("denominator"));
    assertThat(worker.text("arithmetic"))
        .matches("lease \\d\\.\\d{6} x present \\d+/\\d+ = \\d\\.\\d{6}");
  }

  @Test
  void replay_saysThatTheRoundIsTheSame() throws Exception {
    for (String round : new String[] {"1", "newest"}) {
      var replayed = JSON.parse(get("rounds/" + round + "/replay").body());

      assertThat(replayed.flag("same")).isTrue();
      assertThat(replayed.integer("miners")).isEqualTo(3);
      assertThat(replayed.objects("differences")).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "explain/5Nobody,404,the miner was not in round 1",
    "explain/5Nobody?round=7,404,there is no such round",
    "explain/5Nobody?round=0,400,'a round is a number from 1 on, or newest'",
    "explain/5Nobody?round=99999999999999999999,400,'a round is a number from 1 on, or newest'",
    "explain/%20,400,hotkey holds a character that cannot be shown",
    "rounds/2/replay,404,there is no such round",
    "rounds/-1/replay,400,'a round is a number from 1 on, or newest'",
  })
  void whatIsNotThere_isAProblem(String path, int status, String detail) throws Exception {
    var answer = get(path);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(JSON.parse(answer.body()).text("detail")).isEqualTo(detail);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/" + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
