package io.byteleap.validator.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.challenge.Challenge;
import io.byteleap.domain.challenge.Failure;
import io.byteleap.domain.challenge.Proof;
import io.byteleap.domain.challenge.Round;
import io.byteleap.domain.exact.ExactRefusal;
import io.byteleap.domain.exact.ExactVerdict;
import io.byteleap.domain.exact.UnitChallenge;
import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.identity.LeaseId;
import io.byteleap.domain.identity.Uid;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.presence.Bucket;
import io.byteleap.domain.rental.Rental;
import io.byteleap.domain.scoring.MinerLedger;
import io.byteleap.domain.scoring.ScoreRound;
import io.byteleap.domain.scoring.ScoringPolicy;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.units.Weight;
import io.byteleap.domain.weights.WeightEpoch;
import io.byteleap.domain.weights.WeightVector.Weights;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Subnets;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.port.LeaseIndex;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The description of the interface, and a client that knows nothing else.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OpenApiTest {
  private static final Instant T0 = Samples.T0;
  private static final Weights WEIGHTS =
      new Weights(new TreeMap<>(Map.of(new Uid(1), new Weight(65_535))));

  private final ApiSite site = new ApiSite();
  private final Subnets.Subnet subnet = Subnets.draw(new Subnets.Size(3, 5), Seeds.generator(5));
  private DocumentClient client;

  @BeforeAll
  void start() throws Exception {
    subnet.ledgers().forEach(site.archive::store);
    site.work.putAll(subnet.work());
    site.archive.store(subnet.round(ScoringPolicy.DEFAULT));
    var text = site.send(site.request("openapi.json").GET()).body();
    client = new DocumentClient(text, "http://127.0.0.1:" + site.port, ApiSite.TOKEN);
  }

  @AfterAll
  void stop() {
    client.close();
    site.close();
  }

  @Test
  void client_ofTheDocumentAlone_doesEverything() throws Exception {
    read();
    lend();
    tokens();

    var promised = client.promised();
    promised.remove("followEvents 200"); // a stream has no end; its events are looked at below
    assertThat(client.seen).containsAll(promised);
  }

  private void read() throws Exception {
    var lease = new LeaseIndex.Entry(ApiSite.MINER, Samples.lease("l-0", "w-5", T0));
    site.leases.entries.add(lease);
    client.call("describe", Map.of());
    for (String list : List.of("Miners", "Workers", "Challenges", "Leases", "Scores", "Weights")) {
      var page = client.call("list" + list, Map.of("limit", "1"));
      assertThat(page.status()).as(list).isEqualTo(200);
      var next = page.body().get("next_cursor");
      if (next.isTextual()) {
        assertThat(client.call("list" + list, Map.of("cursor", next.asText())).status())
            .isEqualTo(200);
      }
    }
    client.call("listLeases", Map.of("hotkey", "5Miner", "worker_id", "w-5", "state", "active"));
    client.call("listChallenges", Map.of("status", "failed"));
    var disputed = client.call("listDisputedUnits", Map.of()).body();
    assertThat(disputed.get("devices").get(0).get("claims").get(1).get("hotkey").asText())
        .isEqualTo("5Rival");
    assertThat(disputed.get("devices").get(0).get("finding").asText()).isEqualTo("one_upheld");
    var rounds = client.call("listSimultaneityRounds", Map.of("limit", "1")).body();
    assertThat(rounds.get("rounds").get(0).get("at_once").asInt()).isEqualTo(4);
    assertThat(rounds.get("rounds").get(0).get("multiply_adds_per_second").asLong())
        .isEqualTo(7_500_000_000_000L);
    var paces = client.call("listUnitPaces", Map.of("limit", "2")).body().get("units");
    assertThat(paces.get(0).get("last_round").get("multiply_adds_per_second").asLong())
        .isEqualTo(1_500_000_000_000L);
    assertThat(paces.get(1).get("last_round").get("did").asText()).isEqualTo("muster_missed");
    var unit = Map.of("hotkey", "5Rival", "worker_id", "w-1", "uuid", "GPU-1");
    assertThat(client.call("releaseUnitKey", unit).body().get("uuid").asText()).isEqualTo("GPU-1");
    var unknown = Map.of("hotkey", "5Rival", "worker_id", "w-2", "uuid", "GPU-1");
    assertThat(client.call("releaseUnitKey", unknown).status()).isEqualTo(404);
    var miner = subnet.ledgers().firstKey().value();
    client.call("explainScore", Map.of("hotkey", miner, "round", "1"));
    client.call("replayRound", Map.of("round", "newest"));
    client.call("previewSubmission", Map.of());
    var submitted = client.call("submitWeights", Map.of());
    assertThat(submitted.body().get("weights").get(0).get("hotkey").asText()).isEqualTo("5Miner");
    assertThat(client.call("replayRound", Map.of("round", "99")).status()).isEqualTo(404);
    assertThat(client.call("listScores", Map.of("limit", "0")).status()).isEqualTo(400);
  }

  private void lend() throws Exception {
    var begun = client.call("beginLease", Map.of("Idempotency-Key", "k"), terms("w-1", ""));
    String id = begun.body().get("lease_id").asText();
    String whole =
        ",\"lease_id\":\"l-all\",\"from\":\"2026-01-01T12:00:00Z\",\"score\":0.5,\"source\":\"me\"";
    client.call("beginLease", Map.of(), terms("w-2", whole));
    assertThat(client.call("beginLease", Map.of(), terms("w-2", whole)).status()).isEqualTo(200);
    assertThat(client.call("beginLease", Map.of(), terms("w-1", "")).status()).isEqualTo(409);
    client.call("getLease", Map.of("lease_id", id));
    var renewal = "{\"until\":\"2026-01-03T00:00:00Z\"}";
    var renewed = client.call("renewLease", Map.of("lease_id", id), renewal);
    String stale = begun.response().headers().firstValue("ETag").orElseThrow();
    assertThat(client.call("endLease", Map.of("lease_id", id, "If-Match", stale)).status())
        .isEqualTo(412);
    String seen = "\"" + renewed.body().get("version").asText() + "\"";
    client.call("endLease", Map.of("lease_id", id, "If-Match", seen));
    assertThat(client.call("getLease", Map.of("lease_id", "l-none")).status()).isEqualTo(404);
  }

  private static String terms(String worker, String more) {
    return "{\"hotkey\":\"5Miner\",\"worker_id\":\"%s\",\"until\":\"2026-01-02T00:00:00Z\"%s}"
        .formatted(worker, more);
  }

  private void tokens() throws Exception {
    var made =
        client.call(
            "makeToken",
            Map.of(),
            "{\"label\":\"a market\",\"scopes\":[\"lease\"],\"lifetime_seconds\":3600}");
    String id = made.body().get("token_id").asText();
    client.call("listTokens", Map.of("limit", "1"));
    var revoked = client.call("revokeToken", Map.of("token_id", id));
    assertThat(revoked.body().get("state").asText()).isEqualTo("revoked");
  }

  @Test
  void tokenThatIsMade_worksUntilItIsRevoked() throws Exception {
    var made = site.post("tokens", "{\"scopes\":[\"read\",\"lease\"],\"lifetime_seconds\":3600}");
    var token = ApiSite.JSON.parse(made.body());
    var shown =
        site.request("tokens/" + token.text("token_id"))
            .header("Authorization", "Bearer " + token.text("token"));

    ApiSite.assertProblem(
        site.send(shown.copy().DELETE()), 403, "the token has not the scope admin");
    assertThat(site.send(site.authorised("tokens/" + token.text("token_id")).DELETE()).statusCode())
        .isEqualTo(200);
    ApiSite.assertProblem(site.send(shown.copy().DELETE()), 401, "a valid bearer token is needed");
    ApiSite.assertProblem(
        site.post("tokens", "{\"scopes\":[],\"lifetime_seconds\":3600}"),
        400,
        "a token has at least one scope");
    ApiSite.assertProblem(
        site.post("tokens", "{\"scopes\":[\"root\"],\"lifetime_seconds\":3600}"),
        400,
        "a scope is one of read, lease, vm, admin");
    ApiSite.assertProblem(
        site.post("tokens", "{\"scopes\":[\"read\"],\"lifetime_seconds\":1}"),
        400,
        "a token is good for a minute at least and 3650 days at most");
  }

  /// Served and described from one table, so that neither can have what the other has not.
  @Test
  void document_describesWhatIsServed() {
    var described =
        client.operations().entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue().method())
            .toList();
    var served =
        site.api.operations().stream()
            .map(operation -> operation.id() + " " + operation.method().name())
            .sorted()
            .toList();

    assertThat(described).isEqualTo(served).doesNotHaveDuplicates().hasSize(23);
  }

  @Test
  void everySchemaThatIsNamed_isThere_andIsUsed() {
    var schemas = OpenApi.schemas();
    var text =
        OpenApi.document(Stream.concat(site.api.operations().stream(), renting().stream()).toList())
            .toText();

    for (String name : schemas.names()) {
      assertThat(text).contains("\"#/components/schemas/" + name + "\"");
    }
    Pattern.compile("#/components/schemas/([A-Za-z]+)")
        .matcher(text)
        .results()
        .forEach(found -> assertThat(schemas.names()).contains(found.group(1)));
  }

  /// The operations that there are where machines can be rented, described only.
  private List<Operation> renting() {
    var repeats = new Repeats(new FakeRepeats(), site.clock, Seeds.generator(1), Runnable::run);
    return new Renting.On(
            _ -> {
              throw new IllegalStateException("nobody asks");
            },
            new NoDevices(),
            Duration.ofSeconds(90),
            site.scheduler())
        .operations(
            new VmOperations.Tools(
                site.directory, site.rentals, repeats, site.clock, Runnable::run));
  }

  @Test
  void everyCourseOfARental_fitsItsSchemas() throws Exception {
    for (Rental rental : VmEvents.courses()) {
      var now = T0.plusSeconds(100);
      var json = VmJson.of(rental, Label.of("a step"), now).toText();
      assertThat(client.problems("Vm", json)).as(json).isEmpty();
      assertThat(client.problems("ExplainedRental", VmJson.explained(rental, now).toText()))
          .isEmpty();
    }
  }

  @Test
  void everyEvent_fitsItsSchema() throws Exception {
    var told =
        Stream.of(challenge(), ledger(), VmEvents.all().stream(), weights())
            .flatMap(events -> events)
            .map(event -> NewsJson.of(new News.Piece(1, "5Miner", event)))
            .toList();

    for (NewsJson news : told) {
      assertThat(client.problems("Event", news.json().toText())).as(news.type()).isEmpty();
    }
    assertThat(told.stream().map(NewsJson::type)).containsExactlyElementsOf(NewsJson.TYPES);
    assertThat(typesOfTheSchema()).isEqualTo(NewsJson.TYPES);
  }

  private static List<String> typesOfTheSchema() {
    JsonObject event = Json.upTo(1 << 20).parse(OpenApi.schemas().object("Event").toText());
    return event.object("properties").object("type").texts("enum");
  }

  private static Stream<Object> challenge() {
    var spec = Samples.challenge("c-1", "w-1", Seeds.generator(42));
    return Stream.of(
            new Challenge.ChallengeCreated(spec, T0),
            new Challenge.ChallengeSent(T0),
            new Challenge.RootCommitted(List.of(), List.of(), T0),
            new Challenge.ProofReceived(new Proof(List.of()), T0),
            new Challenge.UnitStepped(
                new UnitId("GPU-1"),
                new UnitChallenge.UnitSettled(
                    new ExactVerdict.Refused(ExactRefusal.OTHER_KEY), T0)),
            new Challenge.ChallengeVerified(Duration.ofMillis(5), List.of(), T0),
            new Challenge.ChallengeFailed(Failure.COMMITMENT_LATE, List.of(), T0))
        .map(event -> new Round.Step(new WorkerId("w-1"), event));
  }

  private static Stream<Object> ledger() {
    var worker = new WorkerId("w-1");
    var lease = Samples.lease("l-1", "w-1", T0);
    return Stream.of(
        new MinerLedger.WorkerAppeared(worker, Samples.profile("w-1"), T0),
        new MinerLedger.WorkerChanged(worker, Samples.profile("w-1"), T0),
        new MinerLedger.WorkerForgotten(worker, T0),
        new MinerLedger.WorkersSeen(Bucket.at(T0), List.of(worker)),
        new MinerLedger.LeaseOpened(lease, T0),
        new MinerLedger.LeaseRenewed(new LeaseId("l-1"), T0, T0),
        new MinerLedger.LeaseClosed(new LeaseId("l-1"), T0));
  }

  private static Stream<Object> weights() {
    var round = new ScoreRound(7, T0, 1, List.of());
    return Stream.of(
        new WeightEpoch.RoundScored(round),
        new WeightEpoch.SubmissionStarted(7, WEIGHTS, new BlockNumber(9), T0),
        new WeightEpoch.WeightsIncluded(7, new BlockNumber(9), T0),
        new WeightEpoch.SubmissionFailed(7, "too fast", T0));
  }
}
