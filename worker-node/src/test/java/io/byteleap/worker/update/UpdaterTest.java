package io.byteleap.worker.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.byteleap.worker.program.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Real files, real signatures, real programs (scripts of a few lines).
final class UpdaterTest {
  @TempDir private Path folder;

  private Site site;

  @BeforeEach
  void install() throws Exception {
    site = Site.in(folder);
  }

  @Test
  void newerVersion_isFound_andNothingChanged() throws Exception {
    var manifest = site.publish("0.2.0", 1);

    assertThat(site.updater().check()).isEqualTo(new Updater.Newer(manifest));
    assertThat(site.current()).isEqualTo(Site.OLD);
    assertThat(site.installation.update()).doesNotExist();
  }

  @Test
  void sameVersion_isUpToDate() throws Exception {
    site.publish("0.1.0", 7);

    assertThat(site.updater().apply()).isEqualTo(new Updater.UpToDate(new Version("0.1.0")));
    assertThat(site.current()).isEqualTo(Site.OLD);
  }

  @Test
  void goodUpdate_switches_andRunsAtTheNextStart() throws Exception {
    var manifest = site.publish("0.2.0", 1);
    List<Step> steps = new ArrayList<>();

    site.updater(steps::add).apply();

    assertThat(steps).containsExactly(Step.values());
    assertThat(site.current()).isEqualTo(manifest.folderName());
    assertThat(site.isOnTrial()).isTrue();
    assertThat(site.start()).isEqualTo("0.2.0 runs run --config c");
    assertThat(site.installation.current().resolve("lib/same.jar")).hasContent("the same");
    try (var left = Files.list(site.installation.update())) {
      assertThat(left.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("lock", "trial");
    }
  }

  @Test
  void provedVersion_stays_andTheOneBeforeIsKept() throws Exception {
    var first = site.publish("0.2.0", 1);
    site.updater().apply();
    site.updater().prove();
    var second = site.publish("0.3.0", 2);
    site.updater("0.2.0", _ -> {}).apply();

    site.updater("0.3.0", _ -> {}).prove();

    assertThat(site.isOnTrial()).isFalse();
    assertThat(site.current()).isEqualTo(second.folderName());
    try (var versions = Files.list(site.installation.versions())) {
      assertThat(versions.map(version -> version.getFileName().toString()))
          .containsExactlyInAnyOrder(first.folderName(), second.folderName());
    }
  }

  @Test
  void manifestOfBefore_isNoWayBack() throws Exception {
    site.publish("0.2.0", 5);
    site.updater().apply();
    site.updater().prove();
    site.publish("0.3.0", 4);

    refused(Layer.VERSION, "sequence 4 is older than 5", site.updater("0.2.0", _ -> {}));
  }

  @Test
  void olderVersion_isRefused_evenWithANewerSequence() throws Exception {
    site.publish("0.1.0", 1);

    refused(Layer.VERSION, "0.1.0 is not newer than 0.2.0", site.updater("0.2.0", _ -> {}));
  }

  @Test
  void versionThatCannotFollow_isRefused() throws Exception {
    site.publish("0.2.0", 1);

    refused(Layer.VERSION, "can only follow 0.1.0", site.updater("0.0.9", _ -> {}));
  }

  @Test
  void damagedMemory_isNoWayBack() throws Exception {
    site.publish("0.2.0", 1);
    Files.createDirectories(site.installation.update());
    Files.writeString(site.installation.update().resolve("state.json"), "{}");

    refused(Layer.DISK, "state.json cannot be read", site.updater());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100, 250})
  void oneBitOfTheManifest_breaksTheSignature(int index) throws Exception {
    site.publish("0.2.0", 1);
    flip(site.published.resolve(UpdateSource.MANIFEST), index);

    refused(Layer.SIGNATURE, "not signed by the key", site.updater());
  }

  @Test
  void signatureOfAnother_orNone_isRefused() throws Exception {
    site.publish("0.2.0", 1);
    Path signature = site.published.resolve(UpdateSource.SIGNATURE);
    for (String text : new String[] {"", "!", "AAAA", "A".repeat(86) + "=="}) {
      Files.writeString(signature, text);

      refused(Layer.SIGNATURE, "not signed by the key", site.updater());
    }
  }

  @Test
  void oneBitOfAFile_isRefused() throws Exception {
    var manifest = site.publish("0.2.0", 1);
    flip(site.publishedFile(manifest, "lib/new.jar"), 3);

    refused(Layer.HASH, "lib/new.jar is not the file", site.updater());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "longer than it was before it was made longer"})
  void fileOfAnotherSize_isRefused(String content) throws Exception {
    var manifest = site.publish("0.2.0", 1);
    Files.writeString(site.publishedFile(manifest, "lib/new.jar"), content);

    refused(Layer.SIZE, "lib/new.jar is not as large as the manifest says", site.updater());
  }

  @Test
  void fileThatIsMissing_isRefused() throws Exception {
    var manifest = site.publish("0.2.0", 1);
    Files.delete(site.publishedFile(manifest, "lib/new.jar"));

    refused(Layer.SOURCE, "cannot be read: NoSuchFileException", site.updater());
  }

  @Test
  void sourceThatIsNotThere_isRefused() {
    refused(Layer.SOURCE, "manifest.json cannot be read", site.updater());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ../../etc/passwd            | is not a path inside
          /etc/passwd                 | is not a path inside
          lib/../../x                 | is not a path inside
          lib//x                      | is not a path inside
          lib/.hidden                 | is not a path inside
          lib\\\\x                     | is not a path inside
          'lib/a b'                   | is not a path inside
          bin/byteleap-worker/x       | is both a file and a folder
          bin/byteleap-worker         | is named twice
          """)
  void signedManifestWithABadPath_isRefused(String path, String why) throws Exception {
    site.publishText(manifest(path, 1));

    refused(Layer.FORM, why, site.updater());
  }

  @Test
  void signedManifestThatCannotBeUsed_isRefused() throws Exception {
    String good = manifest("lib/a.jar", 1);
    for (String bad :
        new String[] {
          good + " ",
          good.replace("\"format\":1", "\"format\":2"),
          good.replace("\"format\":1", "\"extra\":1,\"format\":1"),
          good.replace("byteleap-worker\",\"seq", "byteleap-miner\",\"seq"),
          good.replace("\"sequence\":1", "\"sequence\":0"),
          good.replace("\"sequence\":1", "\"sequence\":\"1\""),
          good.replace("\"mode\":\"755\"", "\"mode\":\"777\""),
          good.replace("\"mode\":\"755\"", "\"mode\":\"644\""),
          good.replace("\"size\":1", "\"size\":-1"),
          good.replace("\"size\":1", "\"size\":9999999999"),
          good.replace("0.2.0", "0.2.0-rc1"),
          "[]",
          "{}",
        }) {
      assertThat(bad).isNotEqualTo(good);
      site.publishText(bad);

      refused(Layer.FORM, "manifest", site.updater());
    }
  }

  @Test
  void versionThatLiesAboutItself_orDoesNotRun_isRefused() throws Exception {
    site.publish("0.2.0", 1, Site.script("0.2.1"));
    refused(Layer.SELF_TEST, "does not say that it is 0.2.0", site.updater());

    site.publish("0.2.0", 2, Site.script("0.2.0").replace("exit 0", "echo no such key; exit 78"));
    refused(Layer.SELF_TEST, "ended with code 78: no such key", site.updater());

    site.publish("0.2.0", 3, "no program at all");
    refused(Layer.SELF_TEST, "--version", site.updater());
  }

  @Test
  void tenant_postponesIt_evenOneWhoComesMeanwhile() throws Exception {
    site.publish("0.2.0", 1);
    site.tenant = "a virtual machine is running";
    refused(Layer.BUSY, "postponed: a virtual machine is running", site.updater());

    site.tenant = "";
    refused(
        Layer.BUSY,
        "postponed",
        site.updater(step -> site.tenant = step == Step.TESTED ? "the machine is leased" : ""));
  }

  @Test
  void updateOnTrial_isFollowedByNoOther() throws Exception {
    site.publish("0.2.0", 1);
    site.updater().apply();
    String trial = site.current();
    site.publish("0.3.0", 2);

    assertThatThrownBy(() -> site.updater().apply())
        .hasMessageContaining("has not proved itself yet");
    assertThat(site.current()).isEqualTo(trial);
  }

  @ParameterizedTest
  @EnumSource(Step.class)
  void breakdownAfterAnyStep_leavesAVersionThatRuns_andTheNextTryGoesThrough(Step last)
      throws Exception {
    var manifest = site.publish("0.2.0", 1);

    assertThatThrownBy(
            () ->
                site.updater(
                        step -> {
                          if (step == last) {
                            throw new IllegalStateException("power is lost");
                          }
                        })
                    .apply())
        .hasMessage("power is lost");

    String expected = last == Step.SWITCHED ? "0.2.0" : "0.1.0";
    assertThat(site.start()).isEqualTo(expected + " runs run --config c");
    assertThat(site.isOnTrial()).isEqualTo(last == Step.SWITCHED);
    if (last != Step.SWITCHED) {
      site.updater().apply();
    }
    assertThat(site.current()).isEqualTo(manifest.folderName());
  }

  @ParameterizedTest
  @EnumSource(names = {"PLACED", "ON_TRIAL", "SWITCHED"})
  void processThatIsKilled_leavesAVersionThatRuns(Step last) throws Exception {
    site.publish("0.2.0", 1);

    assertThat(KilledUpdate.run(folder, site.publicKey, last)).isEqualTo(KilledUpdate.EXIT);

    String expected = last == Step.SWITCHED ? "0.2.0" : "0.1.0";
    assertThat(site.start()).isEqualTo(expected + " runs run --config c");
  }

  @Test
  void versionThatIsNotReadyInTime_isTakenBack_andNotTriedAgainSoon() throws Exception {
    var manifest = site.publish("0.2.0", 1);
    site.updater().apply();

    site.updater("0.2.0", _ -> {}).takeBack();

    assertThat(site.current()).isEqualTo(Site.OLD);
    assertThat(site.isOnTrial()).isFalse();
    assertThat(site.updater().check()).isEqualTo(new Updater.Newer(manifest));
    assertThat(site.updater().maySelfApply(manifest)).isFalse();
    site.now = site.now.plus(Duration.ofHours(25));
    assertThat(site.updater().maySelfApply(manifest)).isTrue();
  }

  @Test
  void versionThatDoesNotComeUp_isTakenBackByTheStarter() throws Exception {
    var manifest =
        site.publish("0.2.0", 1, Site.script("0.2.0").replace("*) echo", "*) exit 1; echo"));
    site.updater().apply();

    for (int start = 0; start < 3; start++) {
      assertThat(site.start()).isEmpty();
      assertThat(site.current()).isEqualTo(manifest.folderName());
    }

    assertThat(site.start())
        .isEqualTo(
            "byteleap-worker: "
                + manifest.folderName()
                + " did not prove itself, 0.1.0-old runs again\n0.1.0 runs run --config c");
    assertThat(site.isOnTrial()).isFalse();
    assertThat(site.updater().isOnTrial()).isFalse();
    assertThat(site.updater().maySelfApply(manifest)).isFalse();
  }

  @Test
  void otherCommands_areNotCountedAsStarts() throws Exception {
    site.publish("0.2.0", 1);
    site.updater().apply();
    String before = Files.readString(Trial.file(site.installation));

    new ProcessBuilder(site.installation.starter().toString(), "--version").start().waitFor();

    assertThat(Trial.file(site.installation)).hasContent(before);
    site.start();
    assertThat(Files.readString(Trial.file(site.installation))).contains("starts=1\n");
  }

  @Test
  void rollback_goesBackByHand_andForthAgain() throws Exception {
    var manifest = site.publish("0.2.0", 1);
    site.updater().apply();
    site.updater().prove();

    assertThat(site.updater().rollback()).isEqualTo(Site.OLD);
    assertThat(site.start()).isEqualTo("0.1.0 runs run --config c");
    assertThat(site.updater().check()).isEqualTo(new Updater.UpToDate(new Version("0.2.0")));

    assertThat(site.updater().rollback()).isEqualTo(manifest.folderName());
  }

  @Test
  void rollback_withoutAnEarlierVersion_orWithATenant_isRefused() {
    assertThatThrownBy(() -> site.updater().rollback())
        .hasMessage("there is no earlier version to go back to");
    site.tenant = "the machine is leased";
    assertThatThrownBy(() -> site.updater().rollback()).hasMessageContaining("postponed");
  }

  @Test
  void updatesThatAreNotConfigured_areOff() {
    var off = new UpdateConfig("", "", true, Duration.ofHours(6), Duration.ofMinutes(3));
    var updater =
        Updater.of(
            site.installation,
            new Version("0.1.0"),
            off,
            new Updater.Surroundings(
                java.util.Optional::empty,
                (_, _) -> {
                  throw new AssertionError("run");
                },
                () -> site.now,
                _ -> {}));

    refused(Layer.CONFIGURATION, "updates are off", updater);
  }

  private void refused(Layer layer, String why, Updater updater) {
    var problem = catchThrowableOfType(UpdateProblem.class, updater::apply);

    assertThat(problem).isNotNull();
    assertThat(problem.why()).contains(why);
    assertThat(problem.layer()).isEqualTo(layer);
    assertThat(site.isOnTrial()).isFalse();
  }

  private static void flip(Path file, int index) throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    bytes[index] ^= 1;
    Files.write(file, bytes, StandardOpenOption.TRUNCATE_EXISTING);
  }

  /// A manifest with one more file of that path.
  private static String manifest(String path, int sequence) {
    String entry =
        "{\"mode\":\"%s\",\"path\":\"%s\",\"sha256\":\"" + "0".repeat(64) + "\",\"size\":1}";
    return "{\"files\":["
        + entry.formatted("755", Manifest.PROGRAM)
        + ","
        + entry.formatted("644", path)
        + "],\"format\":1,\"min_version\":\"0.1.0\",\"product\":\"byteleap-worker\",\"sequence\":"
        + sequence
        + ",\"version\":\"0.2.0\"}";
  }
}
