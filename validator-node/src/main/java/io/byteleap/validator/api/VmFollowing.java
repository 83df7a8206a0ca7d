package io.byteleap.validator.api;

import io.byteleap.domain.rental.RentalId;
import io.byteleap.http.Problem;
import io.byteleap.json.JsonObject;
import io.byteleap.validator.gateway.RentalEntity;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/// One machine for whoever follows it, as server-sent events: the whole of it at once, then
/// whenever something of it changes, and every few seconds while an order is open. The stream ends
/// with the rental, or after an hour. Who comes back gets the whole of it again, so nothing is
/// missed.
final class VmFollowing {
  static final int FOLLOWERS_MAX = 64;

  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration REPEATED_AFTER = Duration.ofSeconds(4);
  private static final Duration STREAM_MAX = Duration.ofHours(1);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(15);

  private final Function<RentalId, CompletionStage<RentalEntity.Reply>> rentals;
  private final InstantSource clock;
  private final AtomicInteger followers = new AtomicInteger();

  VmFollowing(
      Function<RentalId, CompletionStage<RentalEntity.Reply>> rentals, InstantSource clock) {
    this.rentals = rentals;
    this.clock = clock;
  }

  CompletionStage<HttpResponse> follow(RentalId id) {
    if (followers.get() >= FOLLOWERS_MAX) {
      return Responses.refused(
          Problem.unavailable(FOLLOWERS_MAX + " follow machines already, as many as may"));
    }
    return rentals
        .apply(id)
        .thenApply(
            reply ->
                switch (reply) {
                  case RentalEntity.Shown _ -> stream(id);
                  case RentalEntity.NotThere _, RentalEntity.Refused _ ->
                      VmOperations.unknown(id).toResponse();
                });
  }

  private HttpResponse stream(RentalId id) {
    return HttpResponse.create()
        .addHeader(RawHeader.create("Cache-Control", "no-store"))
        .addHeader(RawHeader.create("X-Accel-Buffering", "no"))
        .withEntity(
            HttpEntities.createChunked(
                MediaTypes.TEXT_EVENT_STREAM.toContentType(), counted(texts(id))));
  }

  private Source<ByteString, NotUsed> texts(RentalId id) {
    return Source.tick(Duration.ZERO, LOOK, id)
        .mapMaterializedValue(_ -> NotUsed.getInstance())
        .mapAsync(1, rentals::apply)
        .takeWhile(VmFollowing::goesOn, true)
        .statefulMapConcat(() -> new Last(clock)::news)
        .keepAlive(SIGN_OF_LIFE, () -> ByteString.fromString(": \n\n"))
        .backpressureTimeout(PATIENCE)
        .takeWithin(STREAM_MAX);
  }

  private static boolean goesOn(RentalEntity.Reply reply) {
    return reply instanceof RentalEntity.Shown(var rental, _) && !rental.isOver();
  }

  /// What one follower was told last.
  private static final class Last {
    private final InstantSource clock;
    private Object told = "";
    private Instant at = Instant.EPOCH;

    Last(InstantSource clock) {
      this.clock = clock;
    }

    /// The machine's event, if there is something to say.
    List<ByteString> news(RentalEntity.Reply reply) {
      if (!(reply instanceof RentalEntity.Shown(var rental, var step))) {
        return List.of();
      }
      var now = clock.instant();
      boolean isNew = !reply.equals(told);
      boolean isDue = rental.openOrder().isPresent() && !at.plus(REPEATED_AFTER).isAfter(now);
      if (!isNew && !isDue) {
        return List.of();
      }
      told = reply;
      at = now;
      return List.of(text(VmJson.of(rental, step, now)));
    }

    private static ByteString text(JsonObject vm) {
      return ByteString.fromString("event: vm\ndata: " + vm.toText() + "\n\n");
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
