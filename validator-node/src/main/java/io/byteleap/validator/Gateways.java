package io.byteleap.validator;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.port.TokenIssuer;
import io.byteleap.tls.TlsProblem;
import io.byteleap.validator.enrolment.EnrolmentProblem;
import io.byteleap.validator.enrolment.GatewayTokens;
import io.byteleap.validator.enrolment.GatewayUrl;
import java.security.SecureRandom;
import java.time.InstantSource;

/// Who signs tokens for workers when the hub gives none, and the gateway of this validator's own,
/// which takes them.
public record Gateways(TokenIssuer issuer, ValidatorGateway own) {
  /// Neither.
  public static final Gateways NONE = new Gateways(TokenIssuer.NONE, new ValidatorGateway.Off());

  /// As the configuration has it. A gateway of its own that has no other address in `enrolment.url`
  /// is where its name and port say.
  static Gateways open(ValidatorConfig config, Hotkey own) throws EnrolmentProblem, TlsProblem {
    var enrolment = config.enrolment();
    var gateway = config.gateway();
    if (!enrolment.signs() && !gateway.enable()) {
      return NONE;
    }
    var url =
        enrolment.signs() ? enrolment.url() : new GatewayUrl(gateway.doors().enrolmentUrl().text());
    var tokens =
        GatewayTokens.open(
            enrolment.gateway(own, url),
            enrolment.keyFiles(config.dataDir()),
            InstantSource.system(),
            new SecureRandom());
    return new Gateways(
        tokens,
        gateway.enable()
            ? ValidatorGateway.open(gateway, config.dataDir(), tokens)
            : new ValidatorGateway.Off());
  }
}
