package io.byteleap.worker.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.domain.admission.CertificateHash;
import io.byteleap.domain.admission.Channel;
import io.byteleap.domain.admission.Credential;
import io.byteleap.domain.admission.JoinToken;
import io.byteleap.domain.admission.Nonce32;
import io.byteleap.domain.admission.Statement;
import io.byteleap.domain.admission.TokenId;
import io.byteleap.domain.admission.TokenSecret;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.durable.DurableFile;
import io.byteleap.fixture.Seeds;
import io.byteleap.wire.worker.MinerFrame.Hello;
import io.byteleap.wire.worker.MinerFrame.Limits;
import io.byteleap.worker.access.MinerAccess.Distrust;
import io.byteleap.worker.access.MinerAccess.Register;
import io.byteleap.worker.link.MinerUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MinerAccessTest {
  private static final Hotkey MINER = new Hotkey("5Miner");
  private static final WorkerId WORKER = new WorkerId("w-1");
  private static final Channel.Secured PINNED =
      new Channel.Secured(CertificateHash.of(new byte[] {1}));
  private static final Channel.Secured OTHER =
      new Channel.Secured(CertificateHash.of(new byte[] {2}));
  private static final Path NO_FILE = Path.of("");

  @TempDir private Path folder;

  private static JoinToken token(Channel channel) {
    var random = Seeds.generator(3);
    return new JoinToken(
        TokenId.draw(random), TokenSecret.draw(random), "wss://miner:7799", MINER, channel);
  }

  @Test
  void key_isMadeOnce_forItsOwnerAlone() throws Exception {
    var first = open(Map.of());
    var second = open(Map.of());

    assertThat(second.keypair().key()).isEqualTo(first.keypair().key());
    assertThat(Files.getPosixFilePermissions(folder.resolve("worker-key.pem")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(first.door()).isEqualTo(new MinerDoor.Unknown());
  }

  @Test
  void token_comesFromTheFile_orElseTheEnvironment() throws Exception {
    var token = token(PINNED);
    var environment = Map.of(TokenSource.VARIABLE, token.reveal());
    assertThat(open(environment).door()).isEqualTo(new MinerDoor.Invited(token));

    Path file = Files.writeString(folder.resolve("token"), token.reveal() + "\n");
    var access = MinerAccess.open(folder, file, LegacyMiner.ALLOW, Map.of());

    assertThat(access.door()).isEqualTo(new MinerDoor.Invited(token));
    assertThat(MinerUrl.parse("ws://127.0.0.1:7799").orOf(access.door()))
        .hasToString("wss://miner:7799");
    assertThat(MinerUrl.parse("ws://elsewhere:1").orOf(access.door()))
        .hasToString("ws://elsewhere:1");
  }

  @Test
  void minerThatWasJoined_isKnownWithoutTheToken() throws Exception {
    open(Map.of(TokenSource.VARIABLE, token(PINNED).reveal())).accepted();

    assertThat(open(Map.of()).door())
        .isEqualTo(new MinerDoor.Joined(MINER, PINNED, "wss://miner:7799"));
    // and a token file that was deleted after that is no problem
    assertThat(MinerAccess.open(folder, folder.resolve("gone"), LegacyMiner.ALLOW, Map.of()).door())
        .isInstanceOf(MinerDoor.Joined.class);
  }

  @Test
  void whatCannotBeRead_isNamed_andNoSecretIsShown() throws IOException {
    Path cut = Files.writeString(folder.resolve("token"), token(PINNED).reveal().substring(0, 99));
    assertThatThrownBy(() -> MinerAccess.open(folder, cut, LegacyMiner.ALLOW, Map.of()))
        .isInstanceOf(AccessProblem.class)
        .hasMessage(cut + " (join_token_file) was cut or mistyped: its checksum is wrong");
    Path none = folder.resolve("none");
    assertThatThrownBy(() -> MinerAccess.open(folder, none, LegacyMiner.ALLOW, Map.of()))
        .hasMessage(none + " (join_token_file): there is no such file");

    var key = folder.resolve("worker-key.pem");
    DurableFile.write(key, "secret", DurableFile.Readers.EVERYBODY);
    assertThatThrownBy(() -> open(Map.of()))
        .isInstanceOf(AccessProblem.class)
        .hasMessage(key + " can be read or written by others: chmod 600 " + key);
    DurableFile.write(key, "secret", DurableFile.Readers.OWNER);
    assertThatThrownBy(() -> open(Map.of()))
        .isInstanceOf(AccessProblem.class)
        .hasMessageContaining("worker-key.pem is damaged: it must hold a private and a public key")
        .hasMessageNotContaining("secret");
    Files.writeString(folder.resolve("miner.json"), "{}");
    assertThatThrownBy(() -> open(Map.of())).hasMessageContaining("miner.json is damaged (");
  }

  @Test
  void hello_isAnsweredWithAGoodSignature_andTheTokensProof() throws Exception {
    var token = token(PINNED);
    var access = open(Map.of(TokenSource.VARIABLE, token.reveal()));
    var hello = hello(MINER, PINNED);

    var reply = (Register) access.to(hello, PINNED, WORKER);

    var keyed = (Credential.Keyed) reply.credential();
    var statement = new Statement(hello.nonce(), MINER, PINNED, WORKER, keyed.key());
    assertThat(keyed.key().verifies(statement.bytes(), keyed.signature())).isTrue();
    assertThat(keyed.joining())
        .isEqualTo(new Credential.WithToken(token.id(), token.secret().proofOf(statement)));
  }

  @Test
  void otherMiner_orOtherChannel_isDistrusted() throws Exception {
    var pinning = open(Map.of(TokenSource.VARIABLE, token(PINNED).reveal()));
    var plain = open(Map.of(TokenSource.VARIABLE, token(new Channel.Plain()).reveal()));
    var none = new Channel.Plain();

    assertThat(pinning.to(hello(new Hotkey("5Other"), PINNED), PINNED, WORKER))
        .isInstanceOf(Distrust.class);
    assertThat(pinning.to(hello(MINER, OTHER), PINNED, WORKER)).isInstanceOf(Distrust.class);
    assertThat(pinning.to(hello(MINER, none), PINNED, WORKER)).isInstanceOf(Distrust.class);
    assertThat(pinning.to(hello(MINER, PINNED), none, WORKER)).isInstanceOf(Distrust.class);
    assertThat(pinning.to(hello(MINER, none), none, WORKER)).isInstanceOf(Distrust.class);
    assertThat(plain.to(hello(MINER, OTHER), PINNED, WORKER)).isInstanceOf(Distrust.class);
    // a proxy in front of the miner does the encryption, with a certificate that machines trust
    assertThat(plain.to(hello(MINER, none), PINNED, WORKER)).isInstanceOf(Register.class);
  }

  @Test
  void minerWithoutKeys_isRegisteredAt_unlessTheConfigurationForbidsIt() throws Exception {
    assertThat(open(Map.of()).withoutHello()).isEqualTo(new Register(new Credential.NoKey()));
    assertThat(MinerAccess.open(folder, NO_FILE, LegacyMiner.REFUSE, Map.of()).withoutHello())
        .isInstanceOf(Distrust.class);
  }

  private MinerAccess open(Map<String, String> environment) throws AccessProblem {
    return MinerAccess.open(folder, NO_FILE, LegacyMiner.ALLOW, environment);
  }

  private static Hello hello(Hotkey miner, Channel channel) {
    return new Hello(
        new Nonce32("0a".repeat(32)), miner, channel, new Limits(100, 1, 30), List.of());
  }
}
