package io.byteleap.validator.api;

import static io.byteleap.validator.api.Responses.refused;

import io.byteleap.http.Problem;
import io.byteleap.wire.Decoded;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/// What happens, for those who follow it as server-sent events.
///
/// An event's id is its position in the journal: who comes back with the last one that it saw gets
/// everything after it, however long ago that was and whichever node it asks. Each follower reads
/// at its own pace, and holds nothing but what is on its way; one that takes nothing for too long
/// is cut off. A stream ends after an hour, so that the follower shows its token again.
///
/// Source: WHATWG HTML, server-sent events.
final class NewsOperations {
  static final int FOLLOWERS_MAX = 16;

  private static final Duration STREAM_MAX = Duration.ofHours(1);
  private static final Parameter TOPICS =
      Parameter.query(
          "topics",
          "Only events of these, with commas between: "
              + Arrays.stream(NewsJson.Topic.values())
                  .map(NewsJson.Topic::word)
                  .collect(Collectors.joining(", "))
              + ".");
  private static final Parameter SINCE =
      Parameter.query(
          "since", new Parameter.Text(20), "Events after the one with this id; else from now on.");
  private static final Parameter LAST_ID =
      Parameter.header("Last-Event-ID", "Like since; sent by browsers that come back.");

  private final News news;
  private final Pace pace;
  private final Executor blocking;
  private final AtomicInteger followers = new AtomicInteger();

  /// How often a stream shows a sign of life, and how long a follower may take nothing.
  record Pace(Duration signOfLife, Duration patience) {
    static final Pace USUAL = new Pace(Duration.ofSeconds(15), Duration.ofSeconds(30));
  }

  NewsOperations(News news, Pace pace, Executor blocking) {
    this.news = news;
    this.pace = pace;
    this.blocking = blocking;
  }

  List<Operation> all() {
    return List.of(
        Operation.get("events", "followEvents", "What happens, as it happens", this::follow)
            .taking(TOPICS, SINCE, LAST_ID)
            .answering(200, "A stream of events", new Operation.Events("Event")));
  }

  /// How many follow now.
  int followers() {
    return followers.get();
  }

  private CompletionStage<HttpResponse> follow(ApiCall call) {
    String last = call.value(LAST_ID).isEmpty() ? call.value(SINCE) : call.value(LAST_ID);
    if (!last.isEmpty() && !last.matches("[0-9]{1,18}")) {
      return refused(Problem.badRequest("the id of an event is a number"));
    }
    if (followers.get() >= FOLLOWERS_MAX) {
      return refused(full());
    }
    return switch (Decoded.of(() -> topics(call.value(TOPICS)))) {
      case Decoded.Refused<Set<NewsJson.Topic>>(var why) ->
          refused(Problem.badRequest(why.value()));
      case Decoded.Read<Set<NewsJson.Topic>>(var topics) ->
          CompletableFuture.supplyAsync(news::newest, blocking)
              .thenApply(newest -> stream(from(last, newest), topics));
    };
  }

  private static Problem full() {
    return Problem.unavailable(FOLLOWERS_MAX + " follow already, as many as may");
  }

  /// An id from another journal may lie ahead of all that happens here.
  private static long from(String last, long newest) {
    return last.isEmpty() ? newest : Math.min(Long.parseLong(last), newest);
  }

  private static Set<NewsJson.Topic> topics(String text) {
    if (text.isEmpty()) {
      return EnumSet.allOf(NewsJson.Topic.class);
    }
    return Arrays.stream(text.split(",", -1))
        .map(NewsOperations::topic)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(NewsJson.Topic.class)));
  }

  private static NewsJson.Topic topic(String word) {
    return Arrays.stream(NewsJson.Topic.values())
        .filter(topic -> topic.word().equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("topics knows no " + word));
  }

  private HttpResponse stream(long position, Set<NewsJson.Topic> topics) {
    return HttpResponse.create()
        .addHeader(RawHeader.create("Cache-Control", "no-store"))
        .addHeader(RawHeader.create("X-Accel-Buffering", "no"))
        .withEntity(
            HttpEntities.createChunked(
                MediaTypes.TEXT_EVENT_STREAM.toContentType(), counted(texts(position, topics))));
  }

  private Source<ByteString, NotUsed> texts(long position, Set<NewsJson.Topic> topics) {
    return Source.single(ByteString.fromString("retry: 3000\n: after " + position + "\n\n"))
        .concat(
            news.after(position)
                .map(piece -> new Told(piece.position(), NewsJson.of(piece)))
                .filter(told -> topics.contains(told.news().topic()))
                .map(Told::text))
        .keepAlive(pace.signOfLife(), () -> ByteString.fromString(": \n\n"))
        .backpressureTimeout(pace.patience())
        .takeWithin(STREAM_MAX);
  }

  private record Told(long position, NewsJson news) {
    ByteString text() {
      return ByteString.fromString(
          "id: %d\nevent: %s\ndata: %s\n\n".formatted(position, news.type(), news.json().toText()));
    }
  }

  /// Counts from the first byte to the last, whoever ends it.
  private Source<ByteString, NotUsed> counted(Source<ByteString, NotUsed> texts) {
    return Source.fromMaterializer(
            (_, _) -> {
              followers.incrementAndGet();
              return texts.watchTermination(
                  (given, end) -> {
                    var _ = end.whenComplete((_, _) -> followers.decrementAndGet());
                    return given;
                  });
            })
        .mapMaterializedValue(_ -> NotUsed.getInstance());
  }
}
