package io.byteleap.validator.api;

import static io.byteleap.validator.api.ApiSite.JSON;
import static io.byteleap.validator.api.ApiSite.MINER;
import static io.byteleap.validator.api.ApiSite.assertProblem;
import static io.byteleap.validator.api.ApiSite.lease;
import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.lease.LeaseVersion;
import io.byteleap.fixture.Samples;
import io.byteleap.port.LeaseIndex;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Leases by marketplaces that lose answers, act on what they saw, and read page by page.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LeaseOperationsTest {
  private static final String LATER = "{\"until\":\"2026-01-03T00:00:00Z\"}";

  private final ApiSite site = new ApiSite();

  @AfterAll
  void stop() {
    site.close();
  }

  @Test
  void requestWithAKey_isAnsweredOnce() throws Exception {
    String body = withoutId("w-1");

    var first = post("leases", "order-1", body);
    var again = post("leases", "order-1", body);

    assertThat(first.statusCode()).isEqualTo(201);
    assertThat(again.statusCode()).isEqualTo(201);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.headers().firstValue("ETag")).isEqualTo(first.headers().firstValue("ETag"));
    assertThat(first.headers().firstValue("Idempotency-Replayed")).isEmpty();
    assertThat(again.headers().firstValue("Idempotency-Replayed")).contains("true");
  }

  @Test
  void keyOfAnotherRequest_isRefused() throws Exception {
    post("leases", "order-2", withoutId("w-2"));

    var other = post("leases", "order-2", withoutId("w-3"));

    assertProblem(other, 422, "the Idempotency-Key was used for another request");
    assertThat(type(other)).isEqualTo("urn:byteleap:problem:idempotency-key-reused");
  }

  @Test
  void refusal_isNotKept() throws Exception {
    var refused = post("leases/l-later/renewal", "order-3", LATER);
    site.post("leases", lease("l-later", "w-3", ""));

    var again = post("leases/l-later/renewal", "order-3", LATER);

    assertProblem(refused, 404, "no lease l-later");
    assertThat(again.statusCode()).isEqualTo(200);
  }

  @Test
  void change_ofALeaseThatChangedSince_isRefused() throws Exception {
    var seen = tag(site.post("leases", lease("l-seen", "w-4", "")));
    site.post("leases/l-seen/renewal", LATER);

    var late = site.send(site.authorised("leases/l-seen").header("If-Match", seen).DELETE());
    var now = site.send(site.request("leases/l-seen").GET());
    var good = site.send(site.authorised("leases/l-seen").header("If-Match", tag(now)).DELETE());

    assertThat(late.statusCode()).isEqualTo(412);
    assertThat(type(late)).isEqualTo("urn:byteleap:problem:lease-changed");
    assertThat(tag(now)).isEqualTo("\"" + JSON.parse(now.body()).text("version") + "\"");
    assertThat(good.statusCode()).isEqualTo(200);
    assertProblem(
        site.send(site.authorised("leases/l-seen").header("If-Match", "W/\"1\"").DELETE()),
        400,
        "If-Match must be the ETag of a lease, or *");
  }

  @Test
  void leasesOfTheIndex_areListed_andFoundWhenTheirLedgerForgotThem() throws Exception {
    var old = Samples.lease("l-old", "w-9", Samples.T0.minusSeconds(1_000_000));
    site.leases.entries.add(new LeaseIndex.Entry(MINER, old));

    var listed = site.get("leases?hotkey=5Miner&worker_id=w-9&state=ended");
    var found = site.get("leases/l-old");

    assertThat(site.leases.asked.getLast())
        .isEqualTo(new LeaseIndex.Filter("5Miner", "w-9", "ended"));
    assertThat(listed.objects("leases").getFirst().toText()).isEqualTo(found.toText());
    assertThat(found.flag("active")).isFalse();
    assertThat(found.text("version")).isEqualTo(LeaseVersion.of(old).hex());
  }

  @Test
  void idOfAnotherMinersLease_isTaken() throws Exception {
    var other = new LeaseIndex.Entry(new Hotkey("5Other"), Samples.lease("l-x", "w", Samples.T0));
    site.leases.entries.add(other);

    var answer = site.post("leases", lease("l-x", "w-5", ""));

    assertProblem(answer, 409, "lease l-x is another miner's");
    assertThat(type(answer)).isEqualTo("urn:byteleap:problem:lease-id-taken");
  }

  private static String withoutId(String worker) {
    return "{\"hotkey\":\"5Miner\",\"worker_id\":\"%s\",\"until\":\"%s\"}"
        .formatted(worker, ApiSite.UNTIL);
  }

  private static String type(HttpResponse<String> answer) {
    return JSON.parse(answer.body()).text("type");
  }

  private static String tag(HttpResponse<String> answer) {
    return answer.headers().firstValue("ETag").orElseThrow();
  }

  private HttpResponse<String> post(String path, String key, String body) throws Exception {
    return site.send(
        site.authorised(path).header("Idempotency-Key", key).POST(BodyPublishers.ofString(body)));
  }
}
