package io.byteleap.wire.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.admission.CertificateHash;
import io.byteleap.domain.admission.Channel;
import io.byteleap.domain.admission.Credential;
import io.byteleap.domain.admission.Credential.Keyed;
import io.byteleap.domain.admission.Credential.NoKey;
import io.byteleap.domain.admission.Credential.NoToken;
import io.byteleap.domain.admission.Credential.WithToken;
import io.byteleap.domain.admission.KeySignature;
import io.byteleap.domain.admission.Nonce32;
import io.byteleap.domain.admission.TokenId;
import io.byteleap.domain.admission.TokenProof;
import io.byteleap.domain.admission.WorkerKey;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.fixture.Fuzz;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.worker.MinerFrame.Hello;
import io.byteleap.wire.worker.MinerFrame.Limits;
import io.byteleap.wire.worker.WorkerFrame.Register;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the two ends say to each other of keys.
final class CredentialsTest {
  private static final Keyed JOINING =
      new Keyed(
          new WorkerKey("ab".repeat(32)),
          new KeySignature("cd".repeat(64)),
          new WithToken(new TokenId("ef".repeat(8)), new TokenProof("01".repeat(32))));
  private static final Keyed KNOWN = new Keyed(JOINING.key(), JOINING.signature(), new NoToken());
  private static final Hello HELLO =
      new Hello(
          new Nonce32("02".repeat(32)),
          new Hotkey("5Miner"),
          new Channel.Secured(CertificateHash.of(new byte[] {9})),
          new Limits(100, WorkerFrameCodec.FRAME_SIZE_MAX, 30),
          List.of("matmul_exact_v2"));

  @Test
  void registration_goesThereAndBack_withAndWithoutCredential() {
    for (Credential credential : List.of(new NoKey(), KNOWN, JOINING)) {
      var register = register(credential);

      assertThat(WorkerFrameCodec.decode(WorkerFrameCodec.encode(register)))
          .isEqualTo(new Decoded.Read<>(register));
    }
  }

  @Test
  void registrationWithoutKey_isWhatItWasBeforeThereWereKeys() {
    assertThat(WorkerFrameCodec.encode(register(new NoKey())))
        .isEqualTo(
            """
            {"type":"register","worker_id":"w-1","worker_name":"name","worker_version":"1.0",\
            "capabilities":["cpu_matrix"],"system_info":{}}\
            """);
  }

  @Test
  void hello_goesThereAndBack() {
    var plain =
        new Hello(HELLO.nonce(), HELLO.miner(), new Channel.Plain(), HELLO.limits(), List.of());

    for (Hello hello : List.of(HELLO, plain)) {
      assertThat(MinerFrameCodec.decode(MinerFrameCodec.encode(hello)))
          .isEqualTo(new Decoded.Read<>(hello));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'key':'AB'",
        "'key':7",
        "'key':'KEY'",
        "'key':'KEY','key_signature':'00'",
        "'key':'KEY','key_signature':'SIGNATURE','join_token':'00'",
        "'key':'KEY','key_signature':'SIGNATURE','join_token':'0011223344556677'",
        "'key':'KEY','key_signature':'SIGNATURE','join_token':'0011223344556677','join_proof':''"
      })
  void halfACredential_isRefused(String fields) {
    String text =
        ("{'type':'register','worker_id':'w','worker_version':'1'," + fields + "}")
            .replace('\'', '"')
            .replace("KEY", "0".repeat(64))
            .replace("SIGNATURE", "0".repeat(128));

    assertThat(WorkerFrameCodec.decode(text)).isInstanceOf(Decoded.Refused.class);
  }

  @Test
  void anyMutant_isReadOrRefused() {
    Fuzz.texts(
        List.of(
            WorkerFrameCodec.encode(register(JOINING)), WorkerFrameCodec.encode(register(KNOWN))),
        WorkerFrameCodec::decode);
    Fuzz.texts(List.of(MinerFrameCodec.encode(HELLO)), MinerFrameCodec::decode);
  }

  @Test
  void reasons_fitACloseFrame_andCodesOfOurOwnAreOneEach() {
    for (CloseCode code : CloseCode.values()) {
      assertThat(code.reason()).hasSizeLessThanOrEqualTo(123);
    }
    var own =
        java.util.Arrays.stream(CloseCode.values())
            .mapToInt(CloseCode::code)
            .filter(code -> code >= 4_000)
            .boxed()
            .toList();
    assertThat(own).doesNotHaveDuplicates();
  }

  @Test
  void dialect_followsFromTheSubprotocol() {
    assertThat(Dialect.of("byteleap.worker.2")).isEqualTo(Dialect.KEYED);
    assertThat(Dialect.of("")).isEqualTo(Dialect.ORIGINAL);
    assertThat(Dialect.of("chat")).isEqualTo(Dialect.ORIGINAL);
  }

  private static Register register(Credential credential) {
    return new Register("w-1", "name", "1.0", List.of("cpu_matrix"), JsonObject.EMPTY, credential);
  }
}
