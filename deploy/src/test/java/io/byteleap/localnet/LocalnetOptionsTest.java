package io.byteleap.localnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

final class LocalnetOptionsTest {
  @Test
  void options_haveTheirDefaults() {
    var options = parsed();

    assertThat(options.workers()).isEqualTo(2);
    assertThat(options.miners()).isEqualTo(1);
    assertThat(options.duration()).isEmpty();
    assertThat(options.isFresh()).isFalse();
    assertThat(options.configDir(Path.of("/home")))
        .isEqualTo(Path.of("/home/deploy/config/localnet"));
    assertThat(options.dataDir(Path.of("/home"))).isEqualTo(Path.of("/home/.localnet"));
    assertThat(options.problem()).isEmpty();
  }

  @Test
  void duration_hasAUnit() {
    assertThat(parsed("--duration", "90s").duration()).contains(Duration.ofSeconds(90));
    assertThat(parsed("--duration", "2h").duration()).contains(Duration.ofHours(2));
    assertThatThrownBy(() -> parsed("--duration", "90"))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("must be a time such as 90s, 10m or 1h, is '90'");
    assertThatThrownBy(() -> parsed("--duration", "-5s")).isInstanceOf(ParameterException.class);
  }

  @Test
  void numbersOutOfRange_areNamed() {
    assertThat(parsed("--miners", "0").problem()).contains("--miners must be 1 to 100, is 0");
    assertThat(parsed("--miners", "3").problem())
        .contains("--workers must be at least one a miner and at most 100, is 2");
    assertThat(parsed("--workers", "101").problem()).isPresent();
    assertThat(parsed("--compat").problem()).isEmpty();
    assertThat(parsed("--compat", "--workers", "1").problem())
        .contains("--compat needs two workers or more, has 1");
    assertThat(parsed("--vms").problem())
        .contains("--vms needs an image: --vm-image names one, deploy/guest/build makes one");
    assertThatThrownBy(() -> parsed("--wrokers", "3")).isInstanceOf(ParameterException.class);
  }

  private static LocalnetOptions parsed(String... arguments) {
    var options = new LocalnetOptions();
    new CommandLine(options).parseArgs(arguments);
    return options;
  }
}
