package io.byteleap.localnet;

import io.byteleap.chain.ChainRules;
import io.byteleap.chain.ChainRules.After;
import io.byteleap.chain.ChainRules.AtOnce;
import io.byteleap.chain.ChainRules.Epochs;
import io.byteleap.config.Fallback;
import io.byteleap.config.RecordConfig;
import io.byteleap.config.Require;
import io.byteleap.domain.lease.LeaseScore;
import io.byteleap.domain.vm.VmSize;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/// `network.yaml`: the localnet's own settings.
public record LocalnetConfig(
    ChainConfig chain,
    LeaseConfig lease,
    MachinesConfig machines,
    JavaOptions javaOptions,
    @Fallback("90s") Duration startTimeout,
    @Fallback("500ms") Duration lookInterval,
    @Fallback("10s") Duration tableInterval,
    @Fallback("30s") Duration stopTimeout) {
  private static final Duration TERM_MIN = Duration.ofSeconds(10);

  public LocalnetConfig {
    Require.positive("start_timeout", startTimeout);
    Require.positive("look_interval", lookInterval);
    Require.positive("table_interval", tableInterval);
    Require.positive("stop_timeout", stopTimeout);
  }

  /// The configuration as it was read, or its first problem.
  public static LocalnetConfig of(RecordConfig.Loaded<LocalnetConfig> loaded) throws IOException {
    return switch (loaded) {
      case RecordConfig.Good<LocalnetConfig>(var config) -> config;
      case RecordConfig.Bad<LocalnetConfig>(var problems) ->
          throw new IOException(problems.getFirst().toString());
    };
  }

  /// The rules of the simulated chain. `revealPeriodEpochs`: 0 shows weights at once.
  public record ChainConfig(
      @Fallback("1s") Duration blockTime,
      @Fallback("5") int weightsRateLimit,
      @Fallback("0") int servingRateLimit,
      @Fallback("360") int tempo,
      @Fallback("0") int revealPeriodEpochs) {
    public ChainConfig {
      var _ = rules(blockTime, weightsRateLimit, servingRateLimit, tempo, revealPeriodEpochs);
    }

    public ChainRules rules() {
      return rules(blockTime, weightsRateLimit, servingRateLimit, tempo, revealPeriodEpochs);
    }

    private static ChainRules rules(
        Duration blockTime, int weights, int serving, int tempo, int revealPeriod) {
      var reveal = revealPeriod == 0 ? new AtOnce() : new After(revealPeriod);
      return new ChainRules(blockTime, weights)
          .withServingRateLimit(serving)
          .with(new Epochs(tempo, reveal));
    }
  }

  public record LeaseConfig(@Fallback("1.0") double score, @Fallback("2m") Duration term) {
    public LeaseConfig {
      if (LeaseScore.of(score).millionths() == 0) {
        throw new IllegalArgumentException("score must be above 0 and at most 1, is " + score);
      }
      if (term.compareTo(TERM_MIN) < 0) {
        throw new IllegalArgumentException("term must be 10s or more, is " + term);
      }
    }
  }

  /// The machine that is rented with `--vms`: its size, where its disk lies, which QEMU's
  /// `qemuUser` must be able to reach, where libvirt listens, how long the guest may take to boot,
  /// and how long giving it back may.
  public record MachinesConfig(
      @Fallback("512") int memoryMib,
      @Fallback("1") int vcpus,
      @Fallback("3") int diskGb,
      @Fallback("/var/lib/byteleap-localnet") Path folder,
      @Fallback("/run/libvirt/libvirt-sock") Path socket,
      @Fallback("libvirt-qemu") String qemuUser,
      @Fallback("10m") Duration bootPatience,
      @Fallback("4m") Duration endPatience) {
    public MachinesConfig {
      var _ = new VmSize(memoryMib, vcpus, diskGb, 0);
      Require.positive("boot_patience", bootPatience);
      Require.positive("end_patience", endPatience);
    }
  }

  /// Further options for the Java virtual machine of each kind of node, separated by spaces.
  public record JavaOptions(
      @Fallback("\"\"") String validator,
      @Fallback("\"\"") String miner,
      @Fallback("\"\"") String worker) {}
}
