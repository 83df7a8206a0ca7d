package io.byteleap.miner.command;

import io.byteleap.config.RecordConfig;
import io.byteleap.json.JsonObject;
import io.byteleap.miner.MinerConfig;
import io.byteleap.miner.doctor.ChainSight;
import io.byteleap.miner.doctor.Doctor;
import io.byteleap.node.ConfigOptions;
import io.byteleap.node.ConfigSource;
import io.byteleap.node.Finding;
import io.byteleap.node.NodeOptions;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `doctor`: what may be wrong with the miner and around it, whether it runs or not. Changes
/// nothing. Exit code 1 when something does not work.
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Finds out what is wrong with the miner and around it, and what to do about it.")
public final class DoctorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigOptions options = new ConfigOptions();

  @Option(names = "--json", description = "As JSON.")
  private boolean asJson;

  private final ConfigSource<MinerConfig> source;
  private final Function<MinerConfig, ChainSight> chain;

  /// `chain` looks at the chain from here, for a miner that does not run.
  public DoctorCommand(ConfigSource<MinerConfig> source, Function<MinerConfig, ChainSight> chain) {
    this.source = source;
    this.chain = chain;
  }

  @Override
  public Integer call() {
    var findings =
        switch (source.load(options.file(), options.overrides())) {
          case RecordConfig.Bad<MinerConfig>(var problems) ->
              problems.stream()
                  .map(
                      problem ->
                          Finding.fail(
                              "configuration", problem.line(), "mend it; check-config says more"))
                  .toList();
          case RecordConfig.Good<MinerConfig>(var config) ->
              new Doctor(config, chain, InstantSource.system()).findings();
        };
    var out = spec.commandLine().getOut();
    (asJson ? List.of(json(findings).toText()) : lines(findings)).forEach(out::println);
    out.flush();
    return isWell(findings) ? NodeOptions.EXIT_OK : NodeOptions.EXIT_FAILED;
  }

  private static boolean isWell(List<Finding> findings) {
    return findings.stream().noneMatch(finding -> finding.level() == Finding.Level.FAIL);
  }

  static JsonObject json(List<Finding> findings) {
    return JsonObject.builder()
        .put("well", isWell(findings))
        .putObjects("findings", findings.stream().map(Finding::toJson).toList())
        .build();
  }

  static List<String> lines(List<Finding> findings) {
    return findings.stream()
        .map(
            finding ->
                "%-4s  %s: %s%s"
                    .formatted(
                        finding.level().name().toLowerCase(Locale.ROOT),
                        finding.check(),
                        finding.measured(),
                        finding.remedy().isEmpty() ? "" : "\n      -> " + finding.remedy()))
        .toList();
  }
}
