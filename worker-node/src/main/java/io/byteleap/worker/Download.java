package io.byteleap.worker;

import io.byteleap.config.RecordConfig;
import io.byteleap.json.JsonObject;
import io.byteleap.node.ConfigSource;
import io.byteleap.node.NodeOptions;
import io.byteleap.worker.fetch.FetchProblem;
import io.byteleap.worker.fetch.HttpsFetch;
import io.byteleap.worker.image.BaseImage;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `download`: the base image of virtual machines.
@Command(
    name = "download",
    description = {
      "Fetches the base image of virtual machines, as vm.base_image_* of the configuration say.",
      "An image that is the configured one stays; another is only replaced with --replace."
    },
    sortOptions = false,
    usageHelpAutoWidth = true)
final class Download implements Callable<Integer> {
  private static final long GIB = 1L << 30;

  private final ConfigSource<WorkerConfig> configs;

  @Mixin private InstalledOptions options = new InstalledOptions();

  @Option(names = "--replace", description = "Replace another image that is there.")
  private boolean replace;

  @Option(names = "--dry-run", description = "Only say what would be done.")
  private boolean dryRun;

  @Spec private CommandSpec spec = CommandSpec.create();

  Download(ConfigSource<WorkerConfig> configs) {
    this.configs = configs;
  }

  @Override
  public Integer call() {
    return switch (configs.load(options.configOrInstalled(), options.overrides())) {
      case RecordConfig.Bad<WorkerConfig>(var problems) ->
          NodeOptions.refuse(spec.root().name(), problems);
      case RecordConfig.Good<WorkerConfig>(var config) -> download(config.vm());
    };
  }

  private int download(WorkerConfig.VmConfig vm) {
    try {
      var origin =
          BaseImage.Origin.of(
              vm.baseImageUrl(),
              vm.baseImageSha256(),
              vm.baseImageHosts(),
              vm.baseImageGibMax() * GIB);
      var image = new BaseImage(options.root(), origin, HttpsFetch.create());
      if (image.isOther() && !replace) {
        return options.refuse(
            spec, image.file() + " is another image; --replace puts the configured one there");
      }
      return dryRun
          ? said(image, "would be fetched from " + origin.uri() + " unless it is there")
          : said(image, told(image.download()));
    } catch (FetchProblem e) {
      return options.refuse(spec, String.valueOf(e.getMessage()));
    }
  }

  private static String told(BaseImage.Outcome outcome) {
    return switch (outcome) {
      case KEPT -> "is the configured image already";
      case FETCHED -> "was fetched and checked";
    };
  }

  private int said(BaseImage image, String what) {
    options.answer(
        spec,
        JsonObject.builder().put("file", image.file().toString()).put("state", what).build(),
        List.of(image.file() + " " + what));
    return NodeOptions.EXIT_OK;
  }
}
