package io.byteleap.http;

import io.byteleap.actor.FailureCause;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.RequestEntity;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;

/// Reads the body of a request that must be JSON: of at most 64 KiB, and within ten seconds.
public final class JsonBody {
  public static final int SIZE_MAX = 64 << 10;

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private JsonBody() {}

  /// `inner` gets the text as it came.
  public static Route read(Function<String, Route> inner) {
    return Directives.extractRequestEntity(
        entity ->
            isJson(entity)
                ? Directives.extractMaterializer(
                    materializer ->
                        Directives.onComplete(
                            entity
                                .withSizeLimit(SIZE_MAX)
                                .toStrict(TIMEOUT.toMillis(), materializer),
                            strict ->
                                strict.isSuccess()
                                    ? inner.apply(text(strict.get()))
                                    : unread(strict.failed().get())))
                : Problem.unsupportedMediaType("the body must be application/json").refusal());
  }

  private static boolean isJson(RequestEntity entity) {
    var type = entity.getContentType().mediaType();
    return type.equals(MediaTypes.APPLICATION_JSON);
  }

  private static String text(HttpEntity.Strict entity) {
    return entity.getData().decodeString(StandardCharsets.UTF_8);
  }

  private static Route unread(Throwable failure) {
    return Directives.complete(
        (FailureCause.of(failure) instanceof EntityStreamSizeException
                ? Problem.tooLarge("the body is larger than " + SIZE_MAX + " bytes")
                : Problem.timeout("the body did not arrive in time"))
            .toResponse());
  }
}
