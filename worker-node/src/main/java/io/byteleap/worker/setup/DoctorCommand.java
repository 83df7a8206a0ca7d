package io.byteleap.worker.setup;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `doctor`: every requirement of a worker's host, with the remedy for what is lacking.
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "Checks every requirement of this host; exit code 1 if one is lacking.")
final class DoctorCommand implements Callable<Integer> {
  private static final int WS_PORT = 80;
  private static final int WSS_PORT = 443;

  private final HostTools tools;

  @Mixin private HostOptions options = new HostOptions();
  @Mixin private ConfigOption config = new ConfigOption();

  DoctorCommand(HostTools tools) {
    this.tools = tools;
  }

  @Override
  public Integer call() {
    var host = options.tree();
    var inventory = InventoryReader.read(host);
    List<Finding> findings = new ArrayList<>();
    findings.addAll(new MachineChecks(inventory, Figures.read(host)).all());
    findings.addAll(new GpuChecks(host, inventory).all());
    findings.addAll(new SoftwareChecks(host).all());
    findings.add(miner(host));
    host.problems()
        .forEach(
            problem -> findings.add(Finding.doubtful("files", problem, "look at it, or reboot")));
    return options.print(new DoctorReport(findings));
  }

  private Finding miner(HostTree host) {
    return config
        .path(host)
        .map(this::miner)
        .orElse(Finding.notChecked("miner", "no configuration: give --config FILE"));
  }

  private Finding miner(Path file) {
    return switch (tools.settings().apply(file)) {
      case HostSettings.Wrong(var problems) ->
          Finding.lacking("miner", String.join("; ", problems), "mend the configuration " + file);
      case HostSettings.Known(var miner, _) -> reached(miner);
    };
  }

  private Finding reached(URI miner) {
    int usual = miner.getScheme().equals("wss") ? WSS_PORT : WS_PORT;
    int port = miner.getPort() < 0 ? usual : miner.getPort();
    return switch (tools.network().reach(miner.getHost(), port)) {
      case HostTools.Reached() -> Finding.met("miner", miner + " can be reached");
      case HostTools.Unreachable(var why) ->
          Finding.lacking(
              "miner",
              miner + " cannot be reached: " + why,
              "start the miner, open its port in every firewall between, or correct miner_url");
    };
  }
}
