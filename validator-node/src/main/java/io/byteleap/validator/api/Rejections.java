package io.byteleap.validator.api;

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
final class Rejections {
  private static final Logger LOG = LoggerFactory.getLogger(Rejections.class);

  private Rejections() {}

  /// `inner`, from which no request comes out without an answer of ours.
  static Route handled(Supplier<Route> inner) {
    return Directives.handleExceptions(
        ExceptionHandler.newBuilder().matchAny(Rejections::failed).build(),
        () -> Directives.handleRejections(handler(), inner));
  }

  private static RejectionHandler handler() {
    return RejectionHandler.newBuilder()
        .handleAll(
            MethodRejection.class,
            all ->
                Responses.refused(
                    Problem.methodNotAllowed(
                        all.stream().map(MethodRejection::supported).toList())))
        .handle(
            MalformedQueryParamRejection.class,
            malformed ->
                Responses.refused(
                    Problem.badRequest(malformed.parameterName() + " is not a number")))
        .handle(
            Rejection.class,
            rejection ->
                Responses.refused(Problem.badRequest(rejection.getClass().getSimpleName())))
        .handleNotFound(
            Directives.extractUri(
                uri -> Responses.refused(Problem.notFound("nothing at " + uri.getPathString()))))
        .build();
  }

  private static Route failed(Throwable failure) {
    var number = UUID.randomUUID();
    LOG.error("request failed, number={}", number, failure);
    return Responses.refused(Problem.internal("request failed, number " + number));
  }
}
