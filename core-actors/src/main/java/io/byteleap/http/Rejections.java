package io.byteleap.http;

import java.util.UUID;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.ExceptionHandler;
import org.apache.pekko.http.javadsl.server.MalformedQueryParamRejection;
import org.apache.pekko.http.javadsl.server.MethodRejection;
import org.apache.pekko.http.javadsl.server.Rejection;
import org.apache.pekko.http.javadsl.server.RejectionHandler;
import org.apache.pekko.http.javadsl.server.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says in problem documents what the HTTP library refuses by itself.
public final class Rejections {
  private static final Logger LOG = LoggerFactory.getLogger(Rejections.class);

  private Rejections() {}

  /// `inner`, from which no request comes out without an answer of ours.
  public static Route handled(Supplier<Route> inner) {
    return Directives.handleExceptions(
        ExceptionHandler.newBuilder().matchAny(Rejections::failed).build(),
        () -> Directives.handleRejections(handler(), inner));
  }

  private static RejectionHandler handler() {
    return RejectionHandler.newBuilder()
        .handleAll(
            MethodRejection.class,
            all ->
                Problem.methodNotAllowed(all.stream().map(MethodRejection::supported).toList())
                    .refusal())
        .handle(
            MalformedQueryParamRejection.class,
            malformed ->
                Problem.badRequest(malformed.parameterName() + " is not a number").refusal())
        .handle(
            Rejection.class,
            rejection -> Problem.badRequest(rejection.getClass().getSimpleName()).refusal())
        .handleNotFound(
            Directives.extractUri(
                uri -> Problem.notFound("nothing at " + uri.getPathString()).refusal()))
        .build();
  }

  private static Route failed(Throwable failure) {
    var number = UUID.randomUUID();
    LOG.error("request failed, number={}", number, failure);
    return Problem.internal("request failed, number " + number).refusal();
  }
}
