package io.byteleap.chain.live;

import static io.byteleap.chain.live.LiveWorld.ACCOUNT;
import static io.byteleap.chain.live.LiveWorld.NETUID;
import static io.byteleap.chain.live.LiveWorld.SIGNER;
import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.chain.live.PendingReveals.Pending;
import io.byteleap.chain.subtensor.Netuid;
import io.byteleap.chain.subtensor.SubtensorCall.RevealWeights;
import io.byteleap.chain.subtensor.SubtensorCall.UidWeights;
import io.byteleap.chain.subtensor.WeightCommits;
import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.fixture.Fuzz;
import io.byteleap.fixture.Signers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CommittedWeightsTest {
  private static final Pending SOME = pending(7);

  @TempDir private Path folder;

  private static Pending pending(int salt) {
    var weights = new UidWeights(List.of(1, 65_535), List.of(65_535, salt));
    var call = new RevealWeights(NETUID, weights, List.of(salt, 0, 65_535), -1);
    var hash = WeightCommits.hash(ACCOUNT, NETUID, weights, call.salt(), call.versionKey());
    return new Pending(hash, new BlockNumber(1_000 + salt), call);
  }

  private CommittedWeights opened() {
    var opening = CommittedWeights.in(folder, NETUID, SIGNER.publicKey());
    assertThat(opening).isInstanceOf(CommittedWeights.Opened.class);
    return ((CommittedWeights.Opened) opening).weights();
  }

  private Path file() {
    return folder.resolve("committed-weights-1-" + SIGNER.hotkey() + ".json");
  }

  @Test
  void weightsThatWait_outliveTheProcess_inAFileOfTheirOwner() throws IOException {
    opened().keep(PendingReveals.NONE.with(SOME).with(pending(8)));

    assertThat(opened().pending().pending()).containsExactly(SOME, pending(8));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
  }

  @Test
  void file_isThereOnlyWhileSomethingWaits() {
    var weights = opened();
    assertThat(folder).isEmptyDirectory();

    weights.keep(PendingReveals.NONE.with(SOME));
    assertThat(file()).exists();

    weights.keep(PendingReveals.NONE);
    assertThat(folder).isEmptyDirectory();
    assertThat(opened().pending().isEmpty()).isTrue();
  }

  @Test
  void weightsOfAnotherKeyOrSubnet_areNotMixed() {
    opened().keep(PendingReveals.NONE.with(SOME));

    for (var other :
        List.of(
            CommittedWeights.in(folder, new Netuid(2), SIGNER.publicKey()),
            CommittedWeights.in(folder, NETUID, Signers.BOB.publicKey()))) {
      assertThat(other)
          .isInstanceOfSatisfying(
              CommittedWeights.Opened.class,
              opened -> assertThat(opened.weights().pending().isEmpty()).isTrue());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"version\":1|\"version\":2|version: must be 1",
        "\"salt\":[7|\"salt\":[8|a hash is not that of its weights",
        "\"hash\"|\"mash\"|hash",
        "[1,65535]|[1]|1 uids, 2 weights",
        "\"committed_at\":1007|\"committed_at\":-1|block",
        "\"pending\":[|\"pending\":[7,|pending[0]: must be an object"
      })
  void brokenFile_isRefused_byItsNameAndPlace(String part, String instead, String why)
      throws IOException {
    opened().keep(PendingReveals.NONE.with(SOME));
    String good = Files.readString(file());
    assertThat(good).contains(part);
    Files.writeString(file(), good.replace(part, instead));

    var opening = CommittedWeights.in(folder, NETUID, SIGNER.publicKey());

    assertThat(opening)
        .isInstanceOfSatisfying(
            CommittedWeights.Broken.class,
            broken ->
                assertThat(broken.why())
                    .contains(file().toString())
                    .contains(why)
                    .contains("move the file away")
                    .doesNotContain("65535,0"));
  }

  @Test
  void tooManyThatWait_areRefused() throws IOException {
    opened().keep(PendingReveals.NONE.with(SOME));
    String entry = Files.readString(file());
    entry = entry.substring(entry.indexOf('[') + 1, entry.lastIndexOf(']'));
    Files.writeString(
        file(),
        "{\"version\":1,\"pending\":["
            + String.join(",", Collections.nCopies(PendingReveals.COUNT_MAX + 1, entry))
            + "]}");

    assertThat(CommittedWeights.in(folder, NETUID, SIGNER.publicKey()))
        .isInstanceOf(CommittedWeights.Broken.class);
  }

  @Test
  void anyBytes_areReadOrRefused() throws IOException {
    opened().keep(PendingReveals.NONE.with(SOME));
    var good = Files.readString(file()).getBytes(StandardCharsets.UTF_8);

    for (long seed = 0; seed < 300; seed++) {
      read(Fuzz.mutant(List.of(good), seed));
    }
  }

  private void read(byte[] content) {
    try {
      Files.write(file(), content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    assertThat(CommittedWeights.in(folder, NETUID, SIGNER.publicKey())).isNotNull();
  }

  @Test
  void folderThatCannotBeWritten_loosesNothingOfThisProcess() throws IOException {
    var blocked = Files.writeString(folder.resolve("blocked"), "");
    var opening = CommittedWeights.in(folder.resolve("new"), NETUID, SIGNER.publicKey());
    var weights = ((CommittedWeights.Opened) opening).weights();
    Files.move(blocked, folder.resolve("new"));

    weights.keep(PendingReveals.NONE.with(SOME));

    assertThat(weights.pending().pending()).containsExactly(SOME);
  }

  @Test
  void printed_theyShowNeitherWeightsNorSalt() {
    var weights = opened();
    weights.keep(PendingReveals.NONE.with(SOME));

    assertThat(weights + " " + weights.pending()).doesNotContain("65535").doesNotContain("salt");
  }
}
