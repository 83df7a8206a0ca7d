package io.byteleap.validator.gateway;

import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.SecureUrl;
import io.byteleap.port.Devices;
import io.byteleap.tls.Pems;
import io.byteleap.tls.SigningRequest;
import io.byteleap.tls.TlsProblem;
import io.byteleap.validator.enrolment.TokenReader;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.vm.Enrolment;
import io.byteleap.wire.vm.Pem;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives certificates to workers: to one that shows a token that was signed for it, once, and a
/// signing request in its name; and another one to a worker that has one. Blocks.
final class EnrolmentDesk {
  private static final Logger LOG = LoggerFactory.getLogger(EnrolmentDesk.class);

  /// How long certificates are good, and where sessions are held.
  record Terms(Duration certificateLife, SecureUrl sessions) {}

  sealed interface Answer {}

  record Granted(Enrolment.Granted granted) implements Answer {}

  record Denied(Why why, Label says) implements Answer {}

  enum Why {
    /// No good token, or one that was used.
    TOKEN,
    /// What is asked for does not go with the token, or cannot be read.
    REQUEST,
    REVOKED
  }

  private final Terms terms;
  private final GatewayAuthority authority;
  private final TokenReader tokens;
  private final Devices devices;
  private final InstantSource clock;

  EnrolmentDesk(
      Terms terms,
      GatewayAuthority authority,
      TokenReader tokens,
      Devices devices,
      InstantSource clock) {
    this.terms = terms;
    this.authority = authority;
    this.tokens = tokens;
    this.devices = devices;
    this.clock = clock;
  }

  Answer enrol(String token, String body) {
    return switch (tokens.read(token)) {
      case Decoded.Refused<TokenReader.Claims>(var why) -> new Denied(Why.TOKEN, why);
      case Decoded.Read<TokenReader.Claims>(var claims) ->
          switch (Enrolment.decodeRequest(body)) {
            case Decoded.Refused<Enrolment.Request>(var why) -> new Denied(Why.REQUEST, why);
            case Decoded.Read<Enrolment.Request>(var request) -> enrol(claims, request);
          };
    };
  }

  private Answer enrol(TokenReader.Claims claims, Enrolment.Request request) {
    if (!claims.worker().equals(request.worker())) {
      return new Denied(Why.REQUEST, Label.of("workerId: the token is for another worker"));
    }
    var owner = new Devices.Owner(claims.miner(), claims.worker());
    return switch (issued(owner, request.signingRequest())) {
      case Unfit(var why) -> new Denied(Why.REQUEST, why);
      case Issued(var certificate, var kept) -> {
        var token = new Devices.UsedToken(claims.name(), claims.until());
        yield switch (devices.enrol(token, kept, clock.instant())) {
          case TOKEN_USED -> new Denied(Why.TOKEN, Label.of("token was used before"));
          case REVOKED -> new Denied(Why.REVOKED, Label.of("worker is revoked"));
          case KEPT -> {
            LOG.info(
                "worker enrolled, miner={}, worker={}, until={}",
                owner.miner(),
                owner.worker(),
                kept.until());
            yield new Granted(granted(certificate));
          }
        };
      }
    };
  }

  /// Another certificate for a worker that shows one.
  Answer renew(Devices.Owner owner, Pem signingRequest) {
    return switch (issued(owner, signingRequest)) {
      case Unfit(var why) -> new Denied(Why.REQUEST, why);
      case Issued(var certificate, var kept) when devices.renew(kept) -> {
        LOG.info("certificate renewed, worker={}, until={}", owner.worker(), kept.until());
        yield new Granted(granted(certificate));
      }
      case Issued _ -> new Denied(Why.REVOKED, Label.of("certificate is revoked"));
    };
  }

  private sealed interface Issuing {}

  private record Issued(X509Certificate certificate, Devices.Certificate kept) implements Issuing {}

  private record Unfit(Label why) implements Issuing {}

  private Issuing issued(Devices.Owner owner, Pem signingRequest) {
    try {
      var request = SigningRequest.read(signingRequest.text());
      if (!request.commonName().equals(owner.worker().value())) {
        return new Unfit(Label.of("csrPem: the signing request is in another name"));
      }
      var now = clock.instant();
      var certificate =
          authority.issue(owner.worker().value(), request.key(), now, terms.certificateLife());
      return new Issued(
          certificate,
          new Devices.Certificate(
              GatewayAuthority.serialOf(certificate).hex(),
              owner,
              now,
              certificate.getNotAfter().toInstant()));
    } catch (TlsProblem e) {
      return new Unfit(Label.of("csrPem: " + e.getMessage()));
    }
  }

  private Enrolment.Granted granted(X509Certificate certificate) {
    return new Enrolment.Granted(
        Pem.certificates(Pems.text(List.of(certificate))),
        GatewayAuthority.serialOf(certificate),
        Pem.certificates(Pems.text(List.of(authority.certificate()))),
        certificate.getNotAfter().toInstant(),
        terms.sessions());
  }
}
