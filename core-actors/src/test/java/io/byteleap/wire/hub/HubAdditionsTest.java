package io.byteleap.wire.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.session.HubOffer;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Signers;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.EnrolGrant;
import io.byteleap.wire.EnrolToken;
import io.byteleap.wire.hub.HubFrame.SessionInit;
import io.byteleap.wire.hub.HubFrame.SessionInitResponse;
import io.byteleap.wire.hub.HubMessage.TokenAnswer;
import io.byteleap.wire.hub.HubMessage.TokenDeclined;
import io.byteleap.wire.hub.HubMessage.TokenGranted;
import io.byteleap.wire.hub.HubMessage.TokenLater;
import io.byteleap.wire.hub.HubMessage.TokenOutcome;
import io.byteleap.wire.hub.HubReport.TokenRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What we add to the published protocol: signed handshakes, and tokens of VM gateways.
final class HubAdditionsTest {
  private static final SessionInit INIT = FixedSession.INIT;
  private static final SessionInitResponse RESPONSE = FixedSession.RESPONSE;

  @Test
  void unsignedHandshake_isThePublishedOne() {
    assertThat(HubFrameCodec.encode(INIT, Samples.T0)).doesNotContain("hotkeySignature");
    assertThat(INIT.proof()).isEqualTo(new HubFrame.Unsigned());
    assertThat(RESPONSE.proof()).isEqualTo(new HubFrame.Unsigned());
  }

  @Test
  void signedHandshake_isReadAsItWasWritten() {
    var offer =
        new HubOffer(
            INIT.validator(),
            RESPONSE.hub(),
            INIT.clientKey(),
            INIT.clientNonce(),
            Samples.T0.plusMillis(7));
    var proof = new HubFrame.Signed(offer.at(), Signers.ALICE.sign(offer.signedText()));
    var init =
        new SessionInit(
            INIT.validator(),
            INIT.accessToken(),
            INIT.clientVersion(),
            INIT.capabilities(),
            INIT.clientKey(),
            INIT.clientNonce(),
            proof);
    var response =
        new SessionInitResponse(
            RESPONSE.session(), RESPONSE.hubKey(), RESPONSE.serverNonce(), RESPONSE.hub(), proof);

    assertThat(HubFrameCodec.decode(HubFrameCodec.encode(response, Samples.T0)))
        .isEqualTo(new Decoded.Read<HubFrame>(response));
    assertThat(HubFrameCodec.decode(HubFrameCodec.encode(init, Samples.T0)))
        .isInstanceOfSatisfying(
            Decoded.Read.class,
            read -> assertThat(((SessionInit) read.value()).proof()).isEqualTo(proof));
    assertThat(new String(offer.signedText(), StandardCharsets.UTF_8))
        .startsWith("byteleap hub handshake v1 validator|" + INIT.validator() + "|5MeshHub")
        .endsWith("|1767225600007");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"hotkeySignature\":\"0x12\",\"signedAt\":1",
        "\"hotkeySignature\":\"0x12\"",
        "\"hotkeySignature\":7,\"signedAt\":\"1\""
      })
  void signatureThatIsNone_isRefused(String fields) {
    String text = HubFrameCodec.encode(RESPONSE, Samples.T0);
    String with = text.replace("\"serverHotkey\"", fields + ",\"serverHotkey\"");

    assertThat(with).isNotEqualTo(text);
    assertThat(HubFrameCodec.decode(with)).isInstanceOf(Decoded.Refused.class);
  }

  static TokenOutcome[] outcomes() {
    return new TokenOutcome[] {
      new TokenGranted(new EnrolGrant(new EnrolToken("t"), "2026-01-01T00:05:00Z", "https://g/")),
      new TokenLater(Duration.ofSeconds(9)),
      new TokenDeclined(Label.of("not a worker of ours"))
    };
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void tokenAnswer_isReadAsItWasWritten(TokenOutcome outcome) {
    var answer = new TokenAnswer(new MessageId("r-1"), outcome);

    assertThat(
            HubMessageCodec.decode(
                HubType.TOKEN_ANSWER.messageType(), HubMessageCodec.encode(answer)))
        .isEqualTo(new Decoded.Read<HubMessage>(answer));
    assertThat(answer.toString()).doesNotContain("token=t");
  }

  @Test
  void tokenAnswer_thatNamesNoTime_isToBeAskedForAgainSoon() {
    assertThat(
            HubMessageCodec.decode(
                HubType.TOKEN_ANSWER.messageType(),
                Bytes.ofText("{\"requestId\":\"r-1\",\"code\":0}")))
        .isEqualTo(
            new Decoded.Read<HubMessage>(
                new TokenAnswer(new MessageId("r-1"), new TokenLater(Duration.ofSeconds(5)))));
  }

  @Test
  void tokenRequest_isReadAsItWasWritten() {
    var request = new TokenRequest(new MessageId("r-1"), WorkerKey.parse("5Miner:w-1"));

    assertThat(
            HubReportCodec.decode(
                HubType.TOKEN_REQUEST.messageType(), HubReportCodec.encode(request)))
        .isEqualTo(new Decoded.Read<HubReport>(request));
  }
}
