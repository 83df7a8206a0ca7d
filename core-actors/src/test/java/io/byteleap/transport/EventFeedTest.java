package io.byteleap.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.fixture.Samples;
import io.byteleap.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.stream.SystemMaterializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class EventFeedTest {
  private static final String START = Long.toString(Samples.T0.toEpochMilli());

  private final ActorTestKit testKit = ActorTestKit.create();
  private final HttpClient client = HttpClient.newHttpClient();
  private final EventFeed feed = EventFeed.startedAt(Samples.T0);

  @AfterEach
  void stop() {
    client.shutdownNow();
    testKit.shutdownTestKit();
  }

  @Test
  void follower_hearsWhatHappens_withItsId() throws Exception {
    try (var lines = lines("")) {
      publish(2);

      assertThat(lines.filter(line -> !line.isEmpty()).limit(6))
          .containsExactly(
              "data:{\"n\":1}",
              "event:counted",
              "id:" + START + "-1",
              "data:{\"n\":2}",
              "event:counted",
              "id:" + START + "-2");
    }
  }

  @Test
  void followerThatComesBack_getsWhatItMissed() throws Exception {
    publish(5);

    try (var lines = lines(START + "-3")) {
      assertThat(data(lines, 2)).containsExactly("data:{\"n\":4}", "data:{\"n\":5}");
    }
  }

  @Test
  void followerThatWasAwayTooLong_isTold_andGetsWhatIsKept() throws Exception {
    publish(1_500);

    try (var lines = lines(START + "-3")) {
      assertThat(data(lines, 2)).containsExactly("data:{}", "data:{\"n\":477}");
    }
    try (var lines = lines(START + "-476")) {
      assertThat(data(lines, 1)).containsExactly("data:{\"n\":477}");
    }
  }

  @Test
  void idOfAnotherStart_orOfNothing_countsAsMissedAll() throws Exception {
    publish(1);

    for (String id : List.of("17-1", START, START + "-x", START + "-99999999999999999999")) {
      try (var lines = lines(id)) {
        assertThat(data(lines, 2)).containsExactly("data:{}", "data:{\"n\":1}");
      }
    }
  }

  @Test
  void followerThatDoesNotRead_isCutOff_andTheOthersAreNot() {
    followWithoutReading();

    publish(3_000);

    assertThat(feed.followers()).isZero();
  }

  @Test
  void seventeenthFollower_isRefused() throws Exception {
    for (int i = 0; i < 16; i++) {
      followWithoutReading();
    }

    assertThat(status()).isEqualTo(503);
  }

  @Test
  void closedFeed_endsItsStreams_andTakesNobody() throws Exception {
    try (var lines = lines("")) {
      publish(1);
      feed.close();

      assertThat(lines.filter(line -> line.startsWith("data"))).containsExactly("data:{\"n\":1}");
    }
    assertThat(status()).isEqualTo(503);
  }

  private void followWithoutReading() {
    var materializer = SystemMaterializer.get(testKit.system()).materializer();
    var _ = feed.follow("", materializer).orElseThrow().runWith(Sink.never(), materializer);
  }

  private void publish(int count) {
    IntStream.rangeClosed(1, count)
        .forEach(n -> feed.publish("counted", JsonObject.builder().put("n", n).build()));
  }

  private static List<String> data(Stream<String> lines, int count) {
    return new ArrayList<>(lines.filter(line -> line.startsWith("data:")).limit(count).toList());
  }

  /// Lines of the stream, once it has begun.
  private Stream<String> lines(String lastSeen) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(address());
    if (!lastSeen.isEmpty()) {
      request.header("Last-Event-ID", lastSeen);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofLines()).body();
  }

  private int status() throws IOException, InterruptedException {
    return client
        .send(HttpRequest.newBuilder(address()).build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private URI address() {
    var binding =
        Http.get(testKit.system())
            .newServerAt("127.0.0.1", 0)
            .bind(feed.route(() -> Directives.complete(StatusCodes.SERVICE_UNAVAILABLE)))
            .toCompletableFuture()
            .join();
    return URI.create("http://127.0.0.1:" + binding.localAddress().getPort());
  }
}
