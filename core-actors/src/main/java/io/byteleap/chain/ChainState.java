package io.byteleap.chain;

import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.Uid;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.domain.subnet.Metagraph;
import io.byteleap.domain.subnet.Neuron;
import io.byteleap.domain.units.Weight;
import io.byteleap.domain.weights.WeightVector.Weights;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// What a simulated chain remembers.
record ChainState(
    ChainRules rules, Instant genesis, List<Neuron> neurons, Map<Uid, Weights> weights) {
  private static final Json JSON = Json.upTo(16 << 20);

  ChainState {
    neurons = List.copyOf(neurons);
    weights = Map.copyOf(weights);
  }

  static ChainState genesis(ChainRules rules, Instant now) {
    return new ChainState(rules, now, List.of(), Map.of());
  }

  BlockNumber head(Instant now) {
    long passed = Math.max(0, Duration.between(genesis, now).toNanos());
    return new BlockNumber(passed / rules.blockTime().toNanos());
  }

  Metagraph metagraph(Instant now) {
    return Metagraph.of(head(now), neurons);
  }

  Set<Uid> uids() {
    return neurons.stream().map(Neuron::uid).collect(Collectors.toSet());
  }

  Optional<Weights> weightsOf(Uid validator) {
    return Optional.ofNullable(weights.get(validator));
  }

  ChainState registered(Hotkey hotkey, boolean validatorPermit, Neuron.Stake stake) {
    boolean known = neurons.stream().anyMatch(neuron -> neuron.hotkey().equals(hotkey));
    var all = new ArrayList<>(neurons);
    if (!known) {
      all.add(
          new Neuron(
              new Uid(all.size()),
              hotkey,
              Endpoint.NOWHERE,
              validatorPermit,
              stake,
              BlockNumber.GENESIS));
    }
    var next = new ChainState(rules, genesis, all, weights);
    return next.with(
        hotkey,
        neuron ->
            new Neuron(
                neuron.uid(), hotkey, neuron.axon(), validatorPermit, stake, neuron.lastUpdate()));
  }

  ChainState serving(Hotkey hotkey, Endpoint endpoint) {
    return with(
        hotkey,
        neuron ->
            new Neuron(
                neuron.uid(),
                hotkey,
                endpoint,
                neuron.validatorPermit(),
                neuron.stake(),
                neuron.lastUpdate()));
  }

  ChainState weighing(Hotkey hotkey, Weights set, BlockNumber block) {
    var next =
        with(
            hotkey,
            neuron ->
                new Neuron(
                    neuron.uid(),
                    hotkey,
                    neuron.axon(),
                    neuron.validatorPermit(),
                    neuron.stake(),
                    block));
    var all = new TreeMap<>(weights);
    next.neurons().stream()
        .filter(neuron -> neuron.hotkey().equals(hotkey))
        .forEach(neuron -> all.put(neuron.uid(), set));
    return new ChainState(rules, genesis, next.neurons(), all);
  }

  private ChainState with(Hotkey hotkey, UnaryOperator<Neuron> change) {
    var next =
        neurons.stream()
            .map(neuron -> neuron.hotkey().equals(hotkey) ? change.apply(neuron) : neuron)
            .toList();
    return new ChainState(rules, genesis, next, weights);
  }

  String toText() {
    return JsonObject.builder()
        .put("genesis", genesis.toString())
        .put("block_millis", rules.blockTime().toMillis())
        .put("weights_rate_limit", rules.weightsRateLimit())
        .putObjects("neurons", neurons.stream().map(ChainState::write).toList())
        .putObjects(
            "weights",
            weights.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> write(entry.getKey(), entry.getValue()))
                .toList())
        .build()
        .toSortedText();
  }

  private static JsonObject write(Neuron neuron) {
    return JsonObject.builder()
        .put("uid", neuron.uid().value())
        .put("hotkey", neuron.hotkey().value())
        .put("ip", neuron.axon().ip())
        .put("port", neuron.axon().port())
        .put("validator_permit", neuron.validatorPermit())
        .put("stake_rao", neuron.stake().rao())
        .put("last_update", neuron.lastUpdate().value())
        .build();
  }

  private static JsonObject write(Uid validator, Weights weights) {
    return JsonObject.builder()
        .put("validator", validator.value())
        .putIndexLists(
            "weights",
            weights.byUid().entrySet().stream()
                .map(entry -> List.of(entry.getKey().value(), entry.getValue().value()))
                .toList())
        .build();
  }

  /// Throws what [Json] throws, or an [IllegalArgumentException], when `text` is not a state.
  static ChainState read(String text) {
    var json = JSON.parse(text);
    var weights = new TreeMap<Uid, Weights>();
    json.objects("weights")
        .forEach(
            entry ->
                weights.put(
                    new Uid(entry.integerWithin("validator", 0, 65_535)), readWeights(entry)));
    try {
      return new ChainState(
          new ChainRules(
              Duration.ofMillis(json.integer("block_millis")),
              json.integerWithin("weights_rate_limit", 0, Integer.MAX_VALUE)),
          Instant.parse(json.text("genesis")),
          json.objects("neurons").stream().map(ChainState::readNeuron).toList(),
          weights);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("genesis is not a time", e);
    }
  }

  private static Neuron readNeuron(JsonObject json) {
    return new Neuron(
        new Uid(json.integerWithin("uid", 0, 65_535)),
        new Hotkey(json.text("hotkey")),
        new Endpoint(json.text("ip"), json.integerWithin("port", 0, 65_535)),
        json.flag("validator_permit"),
        new Neuron.Stake(json.integer("stake_rao")),
        new BlockNumber(json.integer("last_update")));
  }

  private static Weights readWeights(JsonObject json) {
    var weights = new TreeMap<Uid, Weight>();
    json.indexListsOrNone("weights")
        .forEach(pair -> weights.put(new Uid(pair.get(0)), new Weight(pair.get(1))));
    return new Weights(weights);
  }
}
