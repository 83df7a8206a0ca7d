package io.byteleap.validator.api;

import static io.byteleap.validator.api.ApiSite.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.challenge.Challenge;
import io.byteleap.domain.challenge.Failure;
import io.byteleap.domain.challenge.Round;
import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.identity.LeaseId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.presence.Bucket;
import io.byteleap.domain.scoring.MinerLedger;
import io.byteleap.domain.weights.WeightEpoch;
import io.byteleap.fixture.Samples;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Followers over real HTTP.
final class NewsOperationsTest {
  private static final Instant T0 = Samples.T0;
  private static final WorkerId WORKER = new WorkerId("w-1");

  private final ApiSite site = new ApiSite();
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void stop() {
    client.shutdownNow();
    site.close();
  }

  @Test
  void events_areTold_withTheirPositions() throws Exception {
    var lease = Samples.lease("l-1", "w-1", T0);
    site.news.tell("5Miner", new Round.Step(WORKER, new Challenge.ChallengeSent(T0)));
    site.news.tell("5Miner", new MinerLedger.LeaseOpened(lease, T0));
    site.news.tell("weights", new WeightEpoch.WeightsIncluded(7, new BlockNumber(9), T0));

    var events = follow("events?since=0").take(3);

    assertThat(events)
        .containsExactly(
            """
            id: 1
            event: challenge_sent
            data: {"type":"challenge_sent","at":"2026-01-01T00:00:00Z","hotkey":"5Miner",\
            "worker_id":"w-1"}\
            """,
            """
            id: 2
            event: lease_opened
            data: {"type":"lease_opened","at":"2026-01-01T00:00:00Z","hotkey":"5Miner",\
            "worker_id":"w-1","lease_id":"l-1","source":"%s","score":1.0,\
            "from":"2026-01-01T00:00:00Z","until":"%s"}\
            """
                .formatted(lease.source().value(), lease.until()),
            """
            id: 3
            event: weights_included
            data: {"type":"weights_included","at":"2026-01-01T00:00:00Z","round":7,"block":9}\
            """);
  }

  @Test
  void follower_comesBackWhereItWas_andFollowsItsTopics() throws Exception {
    site.news.tell("5Miner", new Round.Step(WORKER, new Challenge.ChallengeSent(T0)));
    site.news.tell("5Miner", closed("l-1"));
    site.news.tell(
        "5Miner",
        new Round.Step(
            WORKER, new Challenge.ChallengeFailed(Failure.COMMITMENT_LATE, List.of(), T0)));
    site.news.tell("5Miner", new MinerLedger.WorkersSeen(Bucket.at(T0), List.of(WORKER)));
    site.news.tell("5Miner", closed("l-2"));

    assertThat(ids(follow("events?since=0&topics=leases,workers").take(3)))
        .containsExactly("id: 2", "id: 4", "id: 5");
    assertThat(ids(follow("events", "Last-Event-ID", "3").take(2)))
        .containsExactly("id: 4", "id: 5");
    assertThat(ids(follow("events?since=1", "Last-Event-ID", "4").take(1)))
        .containsExactly("id: 5");
  }

  @Test
  void quietStream_showsThatItLives() throws Exception {
    try (var stream = follow("events")) {
      assertThat(stream.line()).isEqualTo("retry: 3000");
      assertThat(stream.line()).isEqualTo(": after 0");
      assertThat(stream.line()).isEmpty();
      assertThat(stream.line()).isEqualTo(": ");
    }
    patiently().until(() -> site.api.followers() == 0);
  }

  @Test
  void followerThatTakesNothing_isCutOff() throws Exception {
    site.news.tell("5Miner", closed("l-1"));
    site.news.isFlood = true;
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), site.port)) {
      socket
          .getOutputStream()
          .write(
              "GET /api/v1/events?since=0 HTTP/1.1\r\nHost: localhost\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));

      patiently().until(() -> site.api.followers() == 1);
      patiently().until(() -> site.api.followers() == 0);
    }
  }

  @Test
  void moreFollowersThanMay_areRefused() throws Exception {
    List<Stream> streams = new ArrayList<>();
    for (int i = 0; i < NewsOperations.FOLLOWERS_MAX; i++) {
      var stream = follow("events");
      streams.add(stream);
      assertThat(stream.line()).isEqualTo("retry: 3000");
    }

    assertProblem(
        site.send(site.request("events").GET()), 503, "16 follow already, as many as may");

    streams.getFirst().close();
    patiently().until(() -> site.api.followers() < NewsOperations.FOLLOWERS_MAX);
    try (var next = follow("events")) {
      assertThat(next.line()).isEqualTo("retry: 3000");
    }
    for (Stream stream : streams) {
      stream.close();
    }
  }

  @Test
  void wrongIdsAndTopics_areRefused() throws Exception {
    assertProblem(
        site.send(site.request("events?since=x").GET()), 400, "the id of an event is a number");
    assertProblem(
        site.send(site.request("events?topics=leases,odd").GET()), 400, "topics knows no odd");
  }

  private static MinerLedger.LeaseClosed closed(String lease) {
    return new MinerLedger.LeaseClosed(new LeaseId(lease), T0);
  }

  private static List<String> ids(List<String> events) {
    return events.stream().map(event -> event.lines().findFirst().orElseThrow()).toList();
  }

  private Stream follow(String path, String... headers) throws Exception {
    HttpRequest.Builder request = site.request(path);
    if (headers.length > 0) {
      request.headers(headers);
    }
    var response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/event-stream");
    return new Stream(response.body());
  }

  /// What a follower reads.
  private record Stream(InputStream body, BufferedReader reader) implements AutoCloseable {
    Stream(InputStream body) {
      this(body, new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8)));
    }

    String line() throws IOException {
      return String.valueOf(reader.readLine());
    }

    /// The first events, and then no more.
    List<String> take(int count) throws IOException {
      var events = new ArrayList<String>();
      var lines = new ArrayList<String>();
      while (events.size() < count) {
        String line = line();
        if (!line.isEmpty()) {
          lines.add(line);
        } else {
          if (lines.getFirst().startsWith("id: ")) {
            events.add(String.join("\n", lines));
          }
          lines.clear();
        }
      }
      close();
      return events;
    }

    @Override
    public void close() throws IOException {
      body.close();
    }
  }

  /// A busy machine takes its time until it has filled what lies between.
  private static ConditionFactory patiently() {
    return Awaitility.await().atMost(Duration.ofMinutes(1));
  }
}
