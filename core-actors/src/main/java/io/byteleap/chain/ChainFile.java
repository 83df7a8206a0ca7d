package io.byteleap.chain;

import io.byteleap.chain.ChainChange.Due;
import io.byteleap.chain.ChainChange.Reveals;
import io.byteleap.chain.ChainChange.Serves;
import io.byteleap.chain.ChainChange.Weighs;
import io.byteleap.chain.ChainRules.After;
import io.byteleap.chain.ChainRules.AtOnce;
import io.byteleap.chain.ChainRules.Epochs;
import io.byteleap.chain.ChainRules.Room;
import io.byteleap.chain.ChainRules.WeightRules;
import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.Uid;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.domain.subnet.Neuron;
import io.byteleap.domain.units.Weight;
import io.byteleap.domain.weights.WeightVector.Weights;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A simulated chain as its file has it: one JSON object. What an older file lacks takes its usual
/// value.
final class ChainFile {
  private static final Json JSON = Json.upTo(16 << 20);
  private static final String AXON = "axon";
  private static final String WEIGHTS = "weights";
  private static final String REVEAL = "reveal";

  private ChainFile() {}

  static String write(ChainState state) {
    var rules = state.rules();
    return JsonObject.builder()
        .put("genesis", state.genesis().toString())
        .put("block_millis", rules.blockTime().toMillis())
        .put("weights_rate_limit", rules.weights().rateLimit())
        .put("weights_stake_min_rao", rules.weights().stakeMin().rao())
        .put("weights_count_min", rules.weights().countMin())
        .put("serving_rate_limit", rules.servingRateLimit())
        .put("tempo", rules.epochs().tempo())
        .put("reveal_period_epochs", revealPeriod(rules.epochs()))
        .put("neurons_max", rules.room().neuronsMax())
        .putObjects(
            "neurons",
            state.neurons().stream()
                .map(neuron -> write(neuron, state.servedAt(neuron.uid())))
                .toList())
        .putObjects(
            WEIGHTS,
            state.weights().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> write(entry.getKey(), entry.getValue()))
                .toList())
        .putObjects("due", state.due().stream().map(ChainFile::write).toList())
        .build()
        .toSortedText();
  }

  private static int revealPeriod(Epochs epochs) {
    return switch (epochs.reveal()) {
      case AtOnce() -> 0;
      case After(var periods) -> periods;
    };
  }

  private static JsonObject write(Neuron neuron, BlockNumber served) {
    return JsonObject.builder()
        .put("uid", neuron.uid().value())
        .put("hotkey", neuron.hotkey().value())
        .put("ip", neuron.axon().ip())
        .put("port", neuron.axon().port())
        .put("validator_permit", neuron.validatorPermit())
        .put("stake_rao", neuron.stake().rao())
        .put("last_update", neuron.lastUpdate().value())
        .put("served_at", served.value())
        .build();
  }

  private static JsonObject write(Uid validator, Weights weights) {
    return JsonObject.builder()
        .put("validator", validator.value())
        .putIndexLists(WEIGHTS, pairs(weights))
        .build();
  }

  private static List<List<Integer>> pairs(Weights weights) {
    return weights.byUid().entrySet().stream()
        .map(entry -> List.of(entry.getKey().value(), entry.getValue().value()))
        .toList();
  }

  private static JsonObject write(Due due) {
    var json =
        JsonObject.builder()
            .put("block", due.at().value())
            .put("hotkey", due.change().hotkey().value());
    return switch (due.change()) {
      case Serves(_, var endpoint) ->
          json.put("kind", AXON).put("ip", endpoint.ip()).put("port", endpoint.port()).build();
      case Weighs(_, var weights) ->
          json.put("kind", WEIGHTS).putIndexLists(WEIGHTS, pairs(weights)).build();
      case Reveals(_, var weights) ->
          json.put("kind", REVEAL).putIndexLists(WEIGHTS, pairs(weights)).build();
    };
  }

  /// Throws what [Json] throws, or an [IllegalArgumentException], when `text` is not a state.
  static ChainState read(String text) {
    var json = JSON.parse(text);
    var weights = new TreeMap<Uid, Weights>();
    json.objects(WEIGHTS)
        .forEach(
            entry ->
                weights.put(
                    new Uid(entry.integerWithin("validator", 0, 65_535)), readWeights(entry)));
    var served = new TreeMap<Uid, BlockNumber>();
    var neurons = json.objects("neurons");
    neurons.forEach(
        neuron -> {
          var block = new BlockNumber(neuron.integerOr("served_at", 0));
          if (!block.equals(BlockNumber.GENESIS)) {
            served.put(readUid(neuron), block);
          }
        });
    return new ChainState(
        readRules(json),
        readGenesis(json),
        neurons.stream().map(ChainFile::readNeuron).toList(),
        weights,
        served,
        json.objectsOrNone("due").stream().map(ChainFile::readDue).toList());
  }

  private static Instant readGenesis(JsonObject json) {
    try {
      return Instant.parse(json.text("genesis"));
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("genesis is not a time", e);
    }
  }

  private static ChainRules readRules(JsonObject json) {
    int limit = json.integerWithin("weights_rate_limit", 0, Integer.MAX_VALUE);
    int period = json.integerWithinOr("reveal_period_epochs", 0, Integer.MAX_VALUE, 0);
    return new ChainRules(
        Duration.ofMillis(json.integer("block_millis")),
        new WeightRules(
            limit,
            new Neuron.Stake(json.integerOr("weights_stake_min_rao", 0)),
            json.integerWithinOr("weights_count_min", 1, 65_536, 1)),
        json.integerWithinOr("serving_rate_limit", 0, Integer.MAX_VALUE, 0),
        new Epochs(
            json.integerWithinOr("tempo", 1, Integer.MAX_VALUE, ChainRules.TEMPO),
            period == 0 ? new AtOnce() : new After(period)),
        new Room(json.integerWithinOr("neurons_max", 1, 65_536, Room.USUAL.neuronsMax())));
  }

  private static Uid readUid(JsonObject json) {
    return new Uid(json.integerWithin("uid", 0, 65_535));
  }

  private static Neuron readNeuron(JsonObject json) {
    return new Neuron(
        readUid(json),
        new Hotkey(json.text("hotkey")),
        readEndpoint(json),
        json.flag("validator_permit"),
        new Neuron.Stake(json.integer("stake_rao")),
        new BlockNumber(json.integer("last_update")));
  }

  private static Endpoint readEndpoint(JsonObject json) {
    return new Endpoint(json.text("ip"), json.integerWithin("port", 0, 65_535));
  }

  private static Due readDue(JsonObject json) {
    var hotkey = new Hotkey(json.text("hotkey"));
    return new Due(
        new BlockNumber(json.integer("block")),
        switch (json.literal("kind")) {
          case AXON -> new Serves(hotkey, readEndpoint(json));
          case WEIGHTS -> new Weighs(hotkey, readWeights(json));
          case REVEAL -> new Reveals(hotkey, readWeights(json));
          default -> throw new JsonProblem("due.kind", "is not known");
        });
  }

  private static Weights readWeights(JsonObject json) {
    var weights = new TreeMap<Uid, Weight>();
    json.indexListsOrNone(WEIGHTS)
        .forEach(pair -> weights.put(new Uid(pair.get(0)), new Weight(pair.get(1))));
    return new Weights(weights);
  }
}
