package io.byteleap.loadtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class LoadOptionsTest {
  @Test
  void load_measuresEverythingWithPython_unlessItIsTold() {
    var options = load();

    assertThat(options.workers()).containsExactly(100, 1_000, 5_000);
    assertThat(LoadOptions.Part.values()).allMatch(options::has);
    assertThat(options.isWithPython()).isTrue();
    assertThat(options.problem()).isEmpty();
  }

  @Test
  void load_takesRowsAndParts() {
    var options = load("--workers", "10,20", "--only", "round,abuse", "--no-python", "--quick");

    assertThat(options.workers()).containsExactly(10, 20);
    assertThat(options.has(LoadOptions.Part.heartbeats)).isFalse();
    assertThat(options.has(LoadOptions.Part.abuse)).isTrue();
    assertThat(options.isWithPython()).isFalse();
    assertThat(options.times()).isEqualTo(LoadOptions.Times.QUICK);
  }

  @Test
  void load_refusesMoreWorkersThanItHasSocketsFor() {
    assertThat(load("--workers", "100,5001").problem())
        .hasValueSatisfying(why -> assertThat(why).contains("1 to 5000").contains("5001"));
    assertThat(load("--workers", "0").problem()).isPresent();
  }

  @Test
  void soak_takesDurationWorkersAndSeed() {
    var options = soak("--duration", "10m", "--workers", "300", "--seed", "42");

    assertThat(options.duration()).isEqualTo(Duration.ofMinutes(10));
    assertThat(options.workers()).isEqualTo(300);
    assertThat(options.seed()).isEqualTo(42);
    assertThat(options.problem()).isEmpty();
  }

  @Test
  void soak_refusesWhatCannotBe() {
    assertThat(soak("--duration", "9s").problem())
        .hasValueSatisfying(why -> assertThat(why).contains("10s"));
    assertThat(soak("--workers", "9").problem()).isPresent();
    assertThatThrownBy(() -> soak("--duration", "soon"))
        .isInstanceOf(CommandLine.ParameterException.class)
        .hasMessageContaining("90s, 10m or 1h");
  }

  private static LoadOptions load(String... arguments) {
    return CommandLine.populateCommand(new LoadOptions(), arguments);
  }

  private static SoakOptions soak(String... arguments) {
    return CommandLine.populateCommand(new SoakOptions(), arguments);
  }
}
