package io.byteleap.validator.api;

import static io.byteleap.validator.api.ApiSite.JSON;
import static io.byteleap.validator.api.ApiSite.UNTIL;
import static io.byteleap.validator.api.ApiSite.assertProblem;
import static io.byteleap.validator.api.ApiSite.lease;
import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.json.JsonObject;
import io.byteleap.port.History.ChallengeFilter;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The interface over real HTTP, before ledgers that are real and a history that is not.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ApiRoutesTest {
  private static final int STATUS_CREATED = 201;

  private final ApiSite site = new ApiSite();

  @AfterAll
  void stop() {
    site.close();
  }

  @Test
  void miners_andTheirWorkers_areShown() throws Exception {
    var miner = site.get("miners").objects("miners").getFirst();
    var worker = site.get("workers?hotkey=5Miner").objects("workers").getFirst();

    assertThat(miner.text("hotkey")).isEqualTo("5Miner");
    assertThat(miner.integer("uid")).isEqualTo(1);
    assertThat(miner.flag("online")).isTrue();
    assertThat(miner.integer("workers_online")).isEqualTo(5);
    assertThat(worker.text("worker_id")).isEqualTo("w-1");
    assertThat(worker.flag("online")).isTrue();
    assertThat(worker.number("availability")).isEqualTo(1);
    assertThat(worker.objects("gpus").getFirst().text("model")).isEqualTo("H100");
    assertThat(site.get("workers?hotkey=5Nobody").objects("workers")).isEmpty();
  }

  @Test
  void lease_isBegun_repeated_renewedAndEnded() throws Exception {
    String body = lease("l-1", "w-1", "");
    var begun = site.post("leases", body);

    assertThat(begun.statusCode()).isEqualTo(STATUS_CREATED);
    var again = site.post("leases", body);
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(begun.body());
    assertThat(JSON.parse(begun.body()).flag("active")).isTrue();
    assertThat(site.worker("w-1").flag("leased")).isTrue();
    assertThat(site.worker("w-1").number("score")).isEqualTo(1);

    String later = "2026-01-03T00:00:00Z";
    var renewed = site.post("leases/l-1/renewal", "{\"until\":\"" + later + "\"}");
    assertThat(JSON.parse(renewed.body()).text("until")).isEqualTo(later);

    var ended = site.send(site.authorised("leases/l-1").DELETE());
    assertThat(ended.statusCode()).isEqualTo(200);
    assertThat(JSON.parse(ended.body()).flag("active")).isFalse();
    assertThat(site.worker("w-1").flag("leased")).isFalse();
    assertThat(site.get("leases/l-1").toText()).isEqualTo(ended.body());
  }

  @Test
  void leaseOfScoreZero_isALease() throws Exception {
    site.post("leases", lease("l-zero", "w-2", ",\"score\":0"));

    assertThat(site.worker("w-2").flag("leased")).isTrue();
    assertThat(site.worker("w-2").number("score")).isZero();
  }

  @Test
  void leases_areRefusedWithTheReason() throws Exception {
    site.post("leases", lease("l-2", "w-3", ""));

    assertProblem(
        site.post("leases", lease("l-2", "w-4", "")), 409, "lease l-2 exists, and differs");
    assertProblem(
        site.post("leases", lease("l-3", "w-3", "")), 409, "worker w-3 is leased under l-2");
    assertProblem(site.post("leases", lease("l-4", "w-9", "")), 404, "no worker w-9");
    assertProblem(
        site.post("leases", lease("l-5", "w-4", "").replace("5Miner", "5Nobody")),
        404,
        "no miner 5Nobody in the subnet");
    assertProblem(
        site.post("leases", lease("l-6", "w-4", ",\"score\":1.5")),
        400,
        "lease score outside 0..1: 1.5");
    assertProblem(
        site.post("leases", lease("l-7", "w-4", "").replace(UNTIL, "tomorrow")),
        400,
        "until: must be a time such as 2026-01-31T12:00:00Z");
    assertProblem(
        site.post("leases", lease("l-8", "w-4", "").replace(UNTIL, "2027-02-01T00:00:00Z")),
        400,
        "lease l-8 may last 366 days at most");
    assertProblem(site.post("leases", "{\"hotkey\":\"5Miner\"}"), 400, "worker_id: is required");
    assertProblem(
        site.post("leases/l-none/renewal", "{\"until\":\"" + UNTIL + "\"}"),
        404,
        "no lease l-none");
    assertProblem(site.send(site.authorised("leases/l-none").DELETE()), 404, "no lease l-none");
  }

  @Test
  void whoHasNotTheToken_changesNothing() throws Exception {
    var stranger = site.request("leases").header("Authorization", "Bearer guess");
    var body = BodyPublishers.ofString(lease("l-9", "w-5", ""));

    var answer = site.send(stranger.POST(body));
    assertProblem(answer, 401, "a valid bearer token is needed");
    assertThat(answer.headers().firstValue("WWW-Authenticate"))
        .contains("Bearer realm=\"byteleap\"");
    assertProblem(site.send(site.request("leases/l-1").DELETE()), 401, "a bearer token is needed");
    assertThat(site.worker("w-5").flag("leased")).isFalse();
  }

  @Test
  void bodyThatIsTooLargeOrNotJson_isRefused() throws Exception {
    assertProblem(
        site.post("leases", "x".repeat(70_000)), 413, "the body is larger than 65536 bytes");
    assertProblem(
        site.post("leases", "{\"hotkey\":"),
        400,
        "line 1 column 11: not JSON, or nested or written beyond the limits");
    var form =
        site.authorised("leases")
            .setHeader("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("a=b"));
    assertProblem(site.send(form), 415, "the body must be application/json");
  }

  @ParameterizedTest
  @CsvSource({
    "GET,nothing,404,nothing at /api/v1/nothing",
    "GET,miners/x,404,nothing at /api/v1/miners/x",
    "GET,../v2/miners,404,nothing at /api/v2/miners",
    "POST,miners,405,allowed here: GET",
    "PATCH,leases,405,'allowed here: GET, POST'",
    "PUT,leases/l-1,405,'allowed here: GET, DELETE'",
    "GET,leases?state=odd,400,'state must be one of coming, active, ended'",
    "GET,miners?hotkey=5Miner,400,unknown parameter hotkey",
    "GET,workers?limit=1&limit=2,400,limit stands there twice",
    "GET,scores?cursor=%40,400,cursor is none that was given out",
    "GET,scores?cursor=e30,400,cursor is none of this list",
    "GET,scores?limit=abc,400,limit is not a number",
    "GET,scores?limit=0,400,limit must be 1 to 1000",
    "GET,weights?limit=1001,400,limit must be 1 to 1000",
    "GET,challenges?limit=9999999999,400,limit is not a number",
    "GET,challenges?limit=1001,400,limit must be 1 to 1000",
  })
  void whatTheInterfaceDoesNotKnow_isRefusedAsAProblem(
      String method, String path, int status, String detail) throws Exception {
    var answer = site.send(site.request(path).method(method, BodyPublishers.noBody()));

    assertProblem(answer, status, detail);
    if (status == 405) {
      assertThat(answer.headers().firstValue("Allow"))
          .contains(detail.substring("allowed here: ".length()));
    }
  }

  @Test
  void challenges_areLookedUpAsAskedFor() throws Exception {
    var found = site.get("challenges?hotkey=5Miner&worker_id=w-1&status=failed&limit=7");

    assertThat(found.objects("challenges")).hasSize(1);
    assertThat(found.object("totals").integer("verified")).isEqualTo(1);
    assertThat(site.history.wished.getLast().limit()).isEqualTo(7);
    assertThat(site.history.asked).contains(new ChallengeFilter("5Miner", "w-1", "failed"));
    assertProblem(
        site.send(site.request("challenges?status=odd").GET()),
        400,
        "status must be one of created, sent, committed, verifying, verified, failed");
  }

  @Test
  void pages_followOneAnother_untilThereAreNoMore() throws Exception {
    assertThat(all("workers", "workers", 2)).isEqualTo("w-1 w-2 | w-3 w-4 | w-5");
    assertThat(all("scores", "rounds", 4)).isEqualTo("10 9 8 7 | 6 5 4 3 | 2 1");
    assertThat(all("miners", "miners", 1)).isEqualTo("5Miner");
    String ofWorkers = site.get("workers?limit=1").text("next_cursor");
    assertProblem(
        site.send(site.request("scores?cursor=" + ofWorkers).GET()),
        400,
        "cursor is none of this list");
  }

  private String all(String path, String list, int limit) throws Exception {
    var pages = new StringJoiner(" | ");
    var cursor = Optional.of("");
    while (cursor.isPresent()) {
      String more = cursor.get().isEmpty() ? "" : "&cursor=" + cursor.get();
      var page = site.get(path + "?limit=" + limit + more);
      pages.add(
          page.objects(list).stream().map(ApiRoutesTest::name).collect(Collectors.joining(" ")));
      cursor = page.optionalText("next_cursor");
    }
    return pages.toString();
  }

  private static String name(JsonObject item) {
    return item.has("round")
        ? Long.toString(item.integer("round"))
        : item.textOr("worker_id", item.text("hotkey"));
  }

  @Test
  void weights_areThoseHandedToTheChain() throws Exception {
    var weights = site.get("weights");

    assertThat(weights.integer("last_round")).isEqualTo(7);
    assertThat(weights.object("submission").text("status")).isEqualTo("under_way");
    assertThat(weights.objects("weights").getFirst().toText())
        .isEqualTo("{\"uid\":1,\"hotkey\":\"5Miner\",\"weight\":65535}");
    assertThat(weights.objects("submissions")).hasSize(1);
  }

  @Test
  void historyThatIsAway_isSaid() throws Exception {
    site.history.isAway = true;
    assertProblem(site.send(site.request("scores").GET()), 503, "the database cannot be read now");

    site.history.isAway = false;
    assertThat(site.get("scores?limit=3").objects("rounds")).hasSize(3);
  }

  @Test
  void summary_countsEverything() {
    var summary = site.directory.summary().toCompletableFuture().join();

    assertThat(summary.text("hotkey")).isEqualTo("5Validator");
    assertThat(summary.integer("block")).isEqualTo(100);
    assertThat(summary.integer("neurons")).isEqualTo(2);
    assertThat(summary.integer("miners_online")).isEqualTo(1);
    assertThat(summary.integer("workers_online")).isEqualTo(5);
    assertThat(summary.has("leases_active")).isTrue();
    assertThat(summary.integer("last_round")).isEqualTo(7);
    assertThat(summary.object("submission").integer("round")).isEqualTo(7);
  }
}
