package io.byteleap.localnet;

import io.byteleap.chain.SimulatedChain;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.Uid;
import io.byteleap.domain.subnet.Metagraph;
import io.byteleap.domain.subnet.Neuron;
import io.byteleap.domain.weights.WeightVector.Weights;
import io.byteleap.json.JsonObject;
import io.byteleap.localnet.Member.Validator;
import io.byteleap.localnet.Snapshot.ChainRow;
import io.byteleap.localnet.Snapshot.Exited;
import io.byteleap.localnet.Snapshot.NodeState;
import io.byteleap.localnet.Snapshot.Ready;
import io.byteleap.localnet.Snapshot.Silent;
import io.byteleap.localnet.Snapshot.Waiting;
import io.byteleap.localnet.Snapshot.WeightRow;
import io.byteleap.localnet.StatusClient.Answer;
import io.byteleap.localnet.StatusClient.NoAnswer;
import io.byteleap.localnet.StatusClient.Reply;
import io.byteleap.port.Chain;
import io.byteleap.wire.Decoded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Looks at the network: at every node's status, at the validator's interface, at the chain.
final class Observer {
  private static final int CHALLENGES_PER_WORKER = 5;
  private static final int CHALLENGES_MAX = 1_000;
  private static final String API = "/api/v1/";

  private final Plan plan;
  private final StatusClient client;
  private final SimulatedChain chain;
  private final InstantSource clock;

  Observer(Plan plan, StatusClient client, SimulatedChain chain, InstantSource clock) {
    this.plan = plan;
    this.client = client;
    this.chain = chain;
    this.clock = clock;
  }

  /// The network now; `before` fills what cannot be seen at the moment.
  Snapshot look(List<NodeProcess> processes, Snapshot before) {
    var at = clock.instant();
    var states = nodes(processes);
    var chainRow = chain(before);
    var validator = states.get(plan.validator().name());
    var replies =
        validator != null && validator.answers() ? resources() : List.of(JsonObject.EMPTY);
    if (replies.contains(JsonObject.EMPTY)) {
      return stale(before, states, chainRow);
    }
    return switch (Decoded.of(
        () ->
            new Snapshot(
                at,
                states,
                true,
                ValidatorApi.workers(replies.get(0)),
                ValidatorApi.challenges(replies.get(1)),
                ValidatorApi.leases(replies.get(2)),
                ValidatorApi.scores(replies.get(3)),
                chainRow))) {
      case Decoded.Read<Snapshot>(var snapshot) -> snapshot;
      case Decoded.Refused<Snapshot>(var why) ->
          throw new IllegalStateException("BUG: the validator's answer is not understood: " + why);
    };
  }

  private Snapshot stale(Snapshot before, Map<String, NodeState> nodes, ChainRow chainRow) {
    return new Snapshot(
        clock.instant(),
        nodes,
        false,
        before.workers(),
        before.challenges(),
        before.leases(),
        before.scores(),
        chainRow);
  }

  /// Workers, challenges, leases and scores; an empty object for what is not answered.
  private List<JsonObject> resources() {
    int limit =
        Math.clamp((long) plan.workers().size() * CHALLENGES_PER_WORKER, 50, CHALLENGES_MAX);
    return Stream.of(
            "workers?limit=1000",
            "challenges?limit=" + limit,
            "leases?state=active&limit=1000",
            "scores?limit=1")
        .map(resource -> client.get(plan.validator().url(API + resource)))
        .toList()
        .stream()
        .map(CompletableFuture::join)
        .map(Reply::bodyOrEmpty)
        .toList();
  }

  private Map<String, NodeState> nodes(List<NodeProcess> processes) {
    var statuses =
        processes.stream()
            .collect(
                Collectors.toMap(
                    process -> process,
                    process -> client.get(process.member().url("/status")),
                    (first, _) -> first,
                    LinkedHashMap::new));
    var states = new LinkedHashMap<String, NodeState>();
    statuses.forEach(
        (process, reply) -> states.put(process.member().name(), node(process, reply.join())));
    return states;
  }

  private NodeState node(NodeProcess process, Reply reply) {
    return switch (reply) {
      case Answer(_, var status) when status.has("pid") -> {
        long pid = status.integer("pid");
        yield status.flag("ready")
            ? new NodeState(new Ready(), pid, rss(pid), "")
            : new NodeState(new Waiting(), pid, rss(pid), missing(process));
      }
      case Answer _, NoAnswer _ -> silent(process);
    };
  }

  private static NodeState silent(NodeProcess process) {
    var code = process.exitCode();
    return code.isPresent()
        ? new NodeState(new Exited(code.getAsInt()), process.pid(), 0, "has stopped")
        : new NodeState(new Silent(), process.pid(), rss(process.pid()), "does not answer");
  }

  /// What a node that is not ready waits for, in its own words.
  private String missing(NodeProcess process) {
    return switch (client.get(process.member().url("/ready")).join()) {
      case NoAnswer(var why) -> why;
      case Answer(_, var body) ->
          body.objectsOrNone("dependencies").stream()
              .filter(dependency -> !dependency.flag("ok"))
              .map(dependency -> dependency.text("name") + ": " + dependency.text("detail"))
              .collect(Collectors.joining(", "));
    };
  }

  private static long rss(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1_024)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }

  private ChainRow chain(Snapshot before) {
    return switch (chain.metagraph().toCompletableFuture().join()) {
      case Chain.Unseen _ -> before.chain();
      case Chain.Seen(var metagraph) -> chain(metagraph);
    };
  }

  private ChainRow chain(Metagraph metagraph) {
    var own =
        plan.validator().role() instanceof Validator(var hotkey)
            ? metagraph.of(hotkey)
            : Optional.<Neuron>empty();
    if (own.isEmpty()) {
      return new ChainRow(metagraph.block().value(), 0, List.of());
    }
    return new ChainRow(
        metagraph.block().value(),
        own.get().lastUpdate().value(),
        weights(own.get().uid(), metagraph));
  }

  private List<WeightRow> weights(Uid validator, Metagraph metagraph) {
    try {
      var hotkeys =
          metagraph.neurons().values().stream()
              .collect(Collectors.toMap(Neuron::uid, Neuron::hotkey));
      return chain.weightsOf(validator).map(Weights::byUid).stream()
          .flatMap(byUid -> byUid.entrySet().stream())
          .map(entry -> new WeightRow(name(hotkeys.get(entry.getKey())), entry.getValue().value()))
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static String name(@Nullable Hotkey hotkey) {
    return hotkey == null ? "" : hotkey.value();
  }
}
