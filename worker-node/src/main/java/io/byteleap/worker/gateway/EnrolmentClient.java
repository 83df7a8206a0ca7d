package io.byteleap.worker.gateway;

import io.byteleap.actor.FailureCause;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.SecureUrl;
import io.byteleap.tls.P256Key;
import io.byteleap.tls.Pems;
import io.byteleap.tls.TlsContexts;
import io.byteleap.tls.TlsProblem;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.EnrolGrant;
import io.byteleap.wire.vm.Enrolment;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Enrols at a gateway over HTTPS. The address comes through the miner, so it is believed only
/// where its host is one that the operator named; redirections are not followed.
public final class EnrolmentClient {
  private static final int CREATED = 201;
  private static final int OK = 200;

  private final HttpClient client;
  private final List<String> hosts;

  /// What came of it.
  sealed interface Outcome {}

  record Granted(Enrolment.Granted granted) implements Outcome {}

  /// `why` is for people.
  record Refused(Label why) implements Outcome {}

  private EnrolmentClient(HttpClient.Builder builder, List<String> hosts) {
    this.client =
        builder
            .connectTimeout(Enrolment.TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    this.hosts = hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
  }

  /// Goes to `hosts` only, and believes whom this machine believes; where `authorities` is a file
  /// (PEM) and no empty path, those in it and nobody else.
  public static EnrolmentClient of(List<String> hosts, Path authorities) throws GatewayProblem {
    if (authorities.toString().isEmpty()) {
      return new EnrolmentClient(HttpClient.newBuilder(), hosts);
    }
    try {
      var anchors = Pems.certificates(Files.readString(authorities));
      return new EnrolmentClient(
          HttpClient.newBuilder().sslContext(TlsContexts.trusting(anchors)), hosts);
    } catch (IOException | TlsProblem e) {
      throw new GatewayProblem(
          authorities + " (vmgw.ca_file) cannot be used: " + FailureCause.text(e), e);
    }
  }

  /// Asks for a certificate for `key`. The stage does not fail.
  CompletionStage<Outcome> enrol(EnrolGrant grant, Enrolment.Request request, P256Key key) {
    return switch (Decoded.of(() -> allowed(grant.url()))) {
      case Decoded.Refused<URI>(var why) -> CompletableFuture.completedStage(new Refused(why));
      case Decoded.Read<URI>(var uri) ->
          client
              .sendAsync(post(uri, grant, request), limited())
              .thenApply(response -> outcome(response, key))
              .exceptionally(
                  failure ->
                      new Refused(Label.of("the gateway cannot be reached: " + cause(failure))));
    };
  }

  private static String cause(Throwable failure) {
    return FailureCause.text(failure);
  }

  private URI allowed(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("the miner relayed no address to enrol at");
    }
    var url = SecureUrl.https(text);
    if (!hosts.contains(url.host())) {
      throw new IllegalArgumentException(
          "the gateway's host "
              + url.host()
              + " is none of vmgw.enrolment_hosts, so nothing is sent to it");
    }
    return URI.create(url.text());
  }

  private static HttpRequest post(URI uri, EnrolGrant grant, Enrolment.Request request) {
    return HttpRequest.newBuilder(uri)
        .header("Authorization", "Bearer " + grant.token().reveal())
        .header("Content-Type", "application/json")
        .timeout(Enrolment.TIMEOUT)
        .POST(HttpRequest.BodyPublishers.ofString(request.toText()))
        .build();
  }

  private static HttpResponse.BodyHandler<String> limited() {
    return HttpResponse.BodyHandlers.limiting(
        HttpResponse.BodyHandlers.ofString(), Enrolment.BODY_SIZE_MAX);
  }

  private static Outcome outcome(HttpResponse<String> response, P256Key key) {
    int status = response.statusCode();
    if (status != OK && status != CREATED) {
      return new Refused(
          Label.of("the gateway answers with HTTP status " + status + ": " + response.body()));
    }
    return switch (Enrolment.decodeGranted(response.body())) {
      case Decoded.Refused<Enrolment.Granted>(var why) ->
          new Refused(Label.of("the gateway's answer cannot be read: " + why));
      case Decoded.Read<Enrolment.Granted>(var granted) -> checked(granted, key);
    };
  }

  private static Outcome checked(Enrolment.Granted granted, P256Key key) {
    try {
      var certificate = Pems.certificates(granted.certificate().text()).getFirst();
      return certificate.getPublicKey().equals(key.publicKey())
          ? new Granted(granted)
          : new Refused(Label.of("the certificate is for another key than ours"));
    } catch (TlsProblem e) {
      return new Refused(Label.of("the gateway gave " + e.getMessage()));
    }
  }
}
