package io.byteleap.worker;

import io.byteleap.actor.FailureCause;
import io.byteleap.config.RecordConfig;
import io.byteleap.domain.units.Label;
import io.byteleap.node.ConfigSource;
import io.byteleap.node.ListenAddress;
import io.byteleap.worker.service.ServiceManager;
import io.byteleap.worker.service.ServiceReport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `service-status`: the service as it is.
@Command(
    name = "service-status",
    description = {
      "Shows the service: unit file, systemd's state of it, version, and what the worker says.",
      "Exit codes: 0 it runs, 3 it does not run, 4 it is not installed."
    },
    sortOptions = false,
    usageHelpAutoWidth = true)
final class ServiceStatus implements Callable<Integer> {
  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final int READY = 200;
  private static final int NOT_READY = 503;

  private final ConfigSource<WorkerConfig> configs;

  @Mixin private InstalledOptions options = new InstalledOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  ServiceStatus(ConfigSource<WorkerConfig> configs) {
    this.configs = configs;
  }

  @Override
  public Integer call() {
    var manager = new ServiceManager(options.commands());
    var report = ServiceReport.of(options.root(), manager, worker());
    options.answer(spec, report.toJson(), report.lines());
    return report.exitCode();
  }

  private String worker() {
    if (!options.isThisMachine()) {
      return "not asked: --root is not this machine";
    }
    return switch (configs.load(options.configOrInstalled(), options.overrides())) {
      case RecordConfig.Good<WorkerConfig>(var config) -> asked(config.status().address());
      case RecordConfig.Bad<WorkerConfig>(var problems) ->
          "not asked: " + Label.of(problems.getFirst().line());
    };
  }

  private static String asked(ListenAddress address) {
    var uri = URI.create("http://" + address + "/ready");
    try (var client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
      var request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).build();
      int status = client.send(request, BodyHandlers.discarding()).statusCode();
      return switch (status) {
        case READY -> "ready, connected to its miner";
        case NOT_READY -> "up, not ready: see " + uri;
        default -> "what answers at " + uri + " is no worker: HTTP status " + status;
      };
    } catch (IOException e) {
      return "does not answer at " + uri + ": " + FailureCause.text(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "not asked: interrupted";
    }
  }
}
