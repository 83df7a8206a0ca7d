package io.byteleap.clusterctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.worker.program.Version;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ObjectionsTest {
  private static final long NOW = 1_000_000;
  private static final Archive ARCHIVE =
      new Archive(Path.of("byteleap-0.2.0-linux-amd64.tar.gz"), new Version("0.2.0"), "amd64");
  private static final String GOOD =
      """
      user=0
      system=Linux x86_64
      version=0.1.0
      package=no
      running=yes
      authority=aa
      hotkey=yes
      joined=yes
      free_kib=9000000
      seconds=1000005
      """;

  private static Host host(Tier tier) {
    return new Host("h1", tier, "10.0.0.1", "root@h1", Path.of(""), 0, 2551, "", "", Map.of());
  }

  private static List<String> against(Tier tier, String from, String to) {
    assertThat(GOOD).contains(from);
    return new Objections(ARCHIVE, "aa", NOW)
        .to(Map.of(host(tier), Probe.parse(GOOD.replace(from, to))));
  }

  private static void assertRefused(Tier tier, String from, String to, String why) {
    assertThat(against(tier, from, to)).singleElement().asString().startsWith("h1: ").contains(why);
  }

  @Test
  void hostThatIsRight_hasNothingAgainstIt() {
    assertThat(against(Tier.VALIDATOR, "user=0", "user=0")).isEmpty();
    assertThat(against(Tier.VALIDATOR, "version=0.1.0", "version=")).isEmpty();
    assertThat(against(Tier.VALIDATOR, "version=0.1.0", "version=0.2.0")).isEmpty();
    assertThat(against(Tier.VALIDATOR, "authority=aa", "authority=")).isEmpty();
  }

  @Test
  void newerVersion_isNotReplacedByAnOlderOne() {
    assertRefused(Tier.MINER, "version=0.1.0", "version=0.10.0", "going back is a restore");
    assertRefused(Tier.MINER, "version=0.1.0", "version=nightly", "says no version");
  }

  @Test
  void certificateOfAnotherAuthority_isRefusedOnAValidatorOnly() {
    assertRefused(Tier.VALIDATOR, "authority=aa", "authority=bb", "of another authority");
    assertThat(against(Tier.MINER, "authority=aa", "authority=bb")).isEmpty();
  }

  @Test
  void hostThatCannotRunIt_isRefused() {
    assertRefused(Tier.MINER, "user=0", "user=1000", "must be root");
    assertRefused(Tier.MINER, "x86_64", "aarch64", "the archive is for amd64");
    assertRefused(Tier.MINER, "package=no", "package=yes", "is installed from a package");
    assertRefused(Tier.MINER, "free_kib=9000000", "free_kib=1000", "are free");
    assertRefused(Tier.MINER, "seconds=1000005", "seconds=1000031", "its clock is 31 s off");
  }

  @Test
  void halfConfiguredHost_isRefused() {
    assertRefused(Tier.MINER, "hotkey=yes", "hotkey=no", "no hotkey in /var/lib/byteleap/miner");
    assertRefused(Tier.WORKER, "joined=yes", "joined=no", "has not joined a miner");
  }

  @Test
  void probe_thatSaysTooLittle_isRefused() {
    assertThatThrownBy(() -> Probe.parse("user=0\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not say its system");
  }
}
