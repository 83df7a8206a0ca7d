package io.byteleap.validator.command;

import io.byteleap.chain.InspectionSource;
import io.byteleap.chain.subtensor.Netuid;
import io.byteleap.config.RecordConfig;
import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.Uid;
import io.byteleap.domain.subnet.Neuron;
import io.byteleap.json.JsonObject;
import io.byteleap.node.ConfigOptions;
import io.byteleap.node.ConfigSource;
import io.byteleap.node.NodeLog;
import io.byteleap.node.NodeOptions;
import io.byteleap.node.TextTable;
import io.byteleap.port.ChainInspection.At;
import io.byteleap.port.ChainInspection.Inspection;
import io.byteleap.port.ChainInspection.Moment;
import io.byteleap.port.ChainInspection.NotShown;
import io.byteleap.port.ChainInspection.Now;
import io.byteleap.port.ChainInspection.Shown;
import io.byteleap.validator.ValidatorConfig;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `inspect`: the subnet on the chain, now or at a block. Needs no running validator and no wallet.
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Shows the subnet on the chain, now or at a block whose state the node has.")
public final class InspectCommand implements Callable<Integer> {
  private static final BigDecimal RAO_PER_TAO = BigDecimal.valueOf(1_000_000_000);

  /// What can be looked at.
  enum What {
    NEURONS,
    PERMITS,
    STAKES,
    WEIGHTS
  }

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigOptions options = new ConfigOptions();

  @Parameters(
      paramLabel = "WHAT",
      description = "neurons, permits (who may set weights), stakes (largest first) or weights.")
  private What what = What.NEURONS;

  @Option(names = "--block", paramLabel = "N", description = "At that block (default: the newest).")
  private long block = -1;

  @Option(names = "--json", description = "As JSON.")
  private boolean asJson;

  private final ConfigSource<ValidatorConfig> source;
  private final BiFunction<InspectionSource, Moment, Inspection> look;

  /// `look` looks at the chain, and waits for what it sees.
  public InspectCommand(
      ConfigSource<ValidatorConfig> source, BiFunction<InspectionSource, Moment, Inspection> look) {
    this.source = source;
    this.look = look;
  }

  @Override
  public Integer call() {
    return switch (source.load(options.file(), options.overrides())) {
      case RecordConfig.Bad<ValidatorConfig>(var problems) ->
          NodeOptions.refuse(spec.root().name(), problems);
      case RecordConfig.Good<ValidatorConfig>(var config) -> inspect(config);
    };
  }

  private int inspect(ValidatorConfig config) {
    NodeLog.use(NodeLog.LogLevel.ERROR, new NodeLog.ConsoleOnly());
    var chain = config.subtensor().inspection(new Netuid(config.netuid()), InstantSource.system());
    return switch (look.apply(chain, moment())) {
      case NotShown(var why) -> NodeOptions.fail(spec.root().name(), why);
      case Shown shown -> {
        var out = spec.commandLine().getOut();
        (asJson ? List.of(json(what, shown).toText()) : lines(what, shown)).forEach(out::println);
        out.flush();
        yield NodeOptions.EXIT_OK;
      }
    };
  }

  private Moment moment() {
    if (!spec.commandLine().getParseResult().hasMatchedOption("--block")) {
      return new Now();
    }
    if (block < 0) {
      throw new ParameterException(spec.commandLine(), "--block must be 0 or more");
    }
    return new At(new BlockNumber(block));
  }

  static List<String> lines(What what, Shown shown) {
    var table =
        switch (what) {
          case NEURONS, PERMITS, STAKES -> neurons(what, shown);
          case WEIGHTS -> weights(shown);
        };
    return Stream.concat(Stream.of("block " + shown.metagraph().block()), table.lines().stream())
        .toList();
  }

  private static TextTable neurons(What what, Shown shown) {
    var table = TextTable.of("UID", "HOTKEY", "STAKE", "PERMIT", "LAST WEIGHTS", "AXON");
    chosen(what, shown)
        .forEach(
            neuron ->
                table.row(
                    neuron.uid().toString(),
                    neuron.hotkey().value(),
                    stake(neuron).toPlainString(),
                    neuron.validatorPermit() ? "yes" : "no",
                    neuron.lastUpdate().toString(),
                    neuron.axon().toString()));
    return table;
  }

  private static TextTable weights(Shown shown) {
    var names = names(shown);
    var table = TextTable.of("SET BY", "VALIDATOR", "UID", "HOTKEY", "WEIGHT");
    shown
        .weights()
        .forEach(
            (setter, weights) ->
                weights
                    .byUid()
                    .forEach(
                        (uid, weight) ->
                            table.row(
                                setter.toString(),
                                name(setter, names),
                                uid.toString(),
                                name(uid, names),
                                String.valueOf(weight.value()))));
    return table;
  }

  private static Map<Uid, Hotkey> names(Shown shown) {
    return shown.metagraph().neurons().values().stream()
        .collect(Collectors.toMap(Neuron::uid, Neuron::hotkey));
  }

  private static String name(Uid uid, Map<Uid, Hotkey> names) {
    var known = names.get(uid);
    return known == null ? "?" : known.value();
  }

  private static Stream<Neuron> chosen(What what, Shown shown) {
    var all = shown.metagraph().neurons().values().stream();
    return switch (what) {
      case NEURONS, WEIGHTS -> all.sorted(Comparator.comparing(Neuron::uid));
      case PERMITS -> all.filter(Neuron::validatorPermit).sorted(Comparator.comparing(Neuron::uid));
      case STAKES ->
          all.sorted(Comparator.<Neuron>comparingLong(each -> each.stake().rao()).reversed());
    };
  }

  private static BigDecimal stake(Neuron neuron) {
    return BigDecimal.valueOf(neuron.stake().rao()).divide(RAO_PER_TAO).stripTrailingZeros();
  }

  static JsonObject json(What what, Shown shown) {
    var json = JsonObject.builder().put("block", shown.metagraph().block().value());
    return switch (what) {
      case NEURONS, PERMITS, STAKES ->
          json.putObjects("neurons", chosen(what, shown).map(InspectCommand::neuron).toList())
              .build();
      case WEIGHTS -> json.putObjects("weights", weightObjects(shown)).build();
    };
  }

  private static JsonObject neuron(Neuron neuron) {
    return JsonObject.builder()
        .put("uid", neuron.uid().value())
        .put("hotkey", neuron.hotkey().value())
        .put("stake_rao", neuron.stake().rao())
        .put("validator_permit", neuron.validatorPermit())
        .put("last_update", neuron.lastUpdate().value())
        .put("axon", neuron.axon().toString())
        .build();
  }

  private static List<JsonObject> weightObjects(Shown shown) {
    return shown.weights().entrySet().stream()
        .flatMap(
            entry ->
                entry.getValue().byUid().entrySet().stream()
                    .map(
                        weight ->
                            JsonObject.builder()
                                .put("set_by", entry.getKey().value())
                                .put("uid", weight.getKey().value())
                                .put("weight", weight.getValue().value())
                                .build()))
        .toList();
  }
}
