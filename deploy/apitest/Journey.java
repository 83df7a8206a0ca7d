import io.byteleap.client.ApiClient;
import io.byteleap.client.ApiException;
import io.byteleap.client.ChallengesApi;
import io.byteleap.client.ExplainApi;
import io.byteleap.client.LeasesApi;
import io.byteleap.client.MinersApi;
import io.byteleap.client.OpenapiJsonApi;
import io.byteleap.client.RoundsApi;
import io.byteleap.client.ScoresApi;
import io.byteleap.client.TokensApi;
import io.byteleap.client.WeightsApi;
import io.byteleap.client.WorkersApi;
import io.byteleap.client.model.LeaseWish;
import io.byteleap.client.model.Renewal;
import io.byteleap.client.model.TokenWish;
import io.byteleap.client.model.Worker;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;

/// What a marketplace and an operator do, with a generated client against a running network: reads
/// everything, makes a token, lends a worker with it, and takes everything back. Compiled with the
/// client by `deploy/api-test`, which says where the validator is.
final class Journey {
  private static final int PATIENCE_SECONDS = 180;

  public static void main(String[] arguments) throws Exception {
    String admin = Files.readString(Path.of(arguments[1])).strip();
    var operator = client(arguments[0], admin);

    var worker = until(() -> idle(operator));
    var tokens = new TokensApi(operator);
    var made =
        tokens.makeToken(
            new TokenWish()
                .label("journey")
                .addScopesItem(TokenWish.ScopesEnum.LEASE)
                .lifetimeSeconds(3_600L));
    var market = client(arguments[0], made.getToken());
    lend(market, worker);
    read(market, worker.getHotkey());
    must(status(() -> new TokensApi(market).listTokens(null, null)) == 403, "a lease token lists");
    must(tokens.listTokens(1, null).getTokens().size() == 1, "no page of tokens");
    tokens.revokeToken(made.getTokenId());
    must(
        status(() -> new MinersApi(market).listMiners(null, null)) == 401, "a revoked token reads");
    new WeightsApi(operator).submitWeights();
    must(new OpenapiJsonApi(operator).describe().getOpenapi().startsWith("3.1"), "no description");
  }

  private static ApiClient client(String url, String token) {
    var client = new ApiClient();
    client.updateBaseUri(url);
    client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + token));
    return client;
  }

  private static Worker idle(ApiClient operator) throws ApiException {
    return new WorkersApi(operator)
        .listWorkers(null, 1_000, null).getWorkers().stream()
            .filter(worker -> worker.getOnline() && !worker.getLeased())
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no idle worker"));
  }

  private static void lend(ApiClient market, Worker worker) throws Exception {
    var leases = new LeasesApi(market);
    var wish =
        new LeaseWish()
            .hotkey(worker.getHotkey())
            .workerId(worker.getWorkerId())
            .until(OffsetDateTime.now(ZoneOffset.UTC).plusHours(1));
    var begun = leases.beginLease(wish, "journey");
    var again = leases.beginLease(wish, "journey");
    must(begun.equals(again), "the same request began two leases");
    must(begun.getSource().equals("journey"), "the lease is not its token's");
    String id = begun.getLeaseId();
    must(
        status(() -> leases.beginLease(wish.score(new BigDecimal("0.5")), "journey")) == 422,
        "a key was good for two requests");
    var renewed =
        leases.renewLease(id, new Renewal().until(wish.getUntil().plusHours(1)), null, null);
    String stale = "\"" + begun.getVersion() + "\"";
    must(status(() -> leases.endLease(id, null, stale)) == 412, "a stale version ended a lease");
    until(() -> found(leases, worker, id));
    leases.endLease(id, null, "\"" + renewed.getVersion() + "\"");
    must(!leases.getLease(id).getActive(), "the lease did not end");
    must(status(() -> leases.getLease("no-such-lease")) == 404, "a lease that nobody began");
  }

  private static String found(LeasesApi leases, Worker worker, String id) throws ApiException {
    return leases
        .listLeases(worker.getHotkey(), worker.getWorkerId(), "active", null, null)
        .getLeases()
        .stream()
        .map(lease -> lease.getLeaseId())
        .filter(id::equals)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("lease " + id + " is not listed"));
  }

  private static void read(ApiClient market, String hotkey) throws Exception {
    must(!new MinersApi(market).listMiners(1, null).getMiners().isEmpty(), "no miners");
    until(() -> first(new ScoresApi(market).listScores(1, null).getRounds()));
    new ExplainApi(market).explainScore(hotkey, null);
    must(new RoundsApi(market).replayRound("newest").getSame(), "the round is not the same again");
    new WeightsApi(market).listWeights(10, null);
    new WeightsApi(market).previewSubmission();
    var page = new ChallengesApi(market).listChallenges(null, null, null, 1, null);
    if (page.getNextCursor() != null) {
      new ChallengesApi(market).listChallenges(null, null, null, 1, page.getNextCursor());
    }
  }

  private static <T> T first(List<T> items) {
    return items.stream().findFirst().orElseThrow(() -> new IllegalStateException("none yet"));
  }

  /// The first answer that is none of a network that still comes up.
  private static <T> T until(Callable<T> question) throws Exception {
    for (int second = 0; ; second++) {
      try {
        return question.call();
      } catch (IllegalStateException e) {
        if (second == PATIENCE_SECONDS) {
          throw e;
        }
        Thread.sleep(1_000);
      }
    }
  }

  private static int status(Callable<?> question) throws Exception {
    try {
      question.call();
      return 200;
    } catch (ApiException e) {
      return e.getCode();
    }
  }

  private static void must(boolean good, String otherwise) {
    if (!good) {
      throw new AssertionError(otherwise);
    }
  }
}
