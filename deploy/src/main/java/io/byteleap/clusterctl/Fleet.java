package io.byteleap.clusterctl;

import io.byteleap.clusterctl.HostAgent.Answer;
import io.byteleap.clusterctl.HostAgent.Done;
import io.byteleap.clusterctl.HostAgent.Failed;
import io.byteleap.clusterctl.HostAgent.Unreachable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/// All hosts of an inventory, asked at the same time, a few at once.
final class Fleet {
  private static final int AT_ONCE = 8;
  private static final Duration LOOK_MAX = Duration.ofSeconds(30);

  private final Map<Host, HostAgent> agents = new LinkedHashMap<>();

  Fleet(Inventory inventory) {
    for (Host host : inventory.inOrder()) {
      agents.put(host, new HostAgent(host, Link.to(host, inventory.ssh())));
    }
  }

  HostAgent agent(Host host) {
    var agent = agents.get(host);
    if (agent == null) {
      throw new IllegalStateException("BUG: " + host.name() + " is not in the inventory");
    }
    return agent;
  }

  /// What each host comes to, in the inventory's order.
  <T> Map<Host, T> each(Function<HostAgent, T> work) {
    try (var threads =
        Executors.newFixedThreadPool(
            AT_ONCE, Thread.ofPlatform().daemon().name("host-", 0).factory())) {
      Map<Host, Future<T>> running = new LinkedHashMap<>();
      agents.forEach((host, agent) -> running.put(host, threads.submit(() -> work.apply(agent))));
      Map<Host, T> results = new LinkedHashMap<>();
      for (var entry : running.entrySet()) {
        results.put(entry.getKey(), entry.getValue().get());
      }
      return results;
    } catch (ExecutionException e) {
      throw new IllegalStateException("BUG: a host's work failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /// What every host says of itself; a [ClusterProblem] names each that cannot be asked.
  Map<Host, Probe> probe() throws ClusterProblem {
    List<String> problems = new ArrayList<>();
    Map<Host, Probe> probes = new LinkedHashMap<>();
    each(Fleet::probed)
        .forEach(
            (host, answer) -> {
              switch (answer) {
                case Done(var text) -> {
                  try {
                    probes.put(host, Probe.parse(text));
                  } catch (IllegalArgumentException e) {
                    problems.add(host.name() + ": " + e.getMessage());
                  }
                }
                case Failed(var why) -> problems.add(host.name() + ": " + why);
                case Unreachable(var why) ->
                    problems.add(host.name() + ": cannot be reached: " + why);
              }
            });
    if (!problems.isEmpty()) {
      throw new ClusterProblem(problems);
    }
    return probes;
  }

  static Answer probed(HostAgent agent) {
    var host = agent.host();
    return agent.ask(LOOK_MAX, "probe", host.tier().word(), host.walletFolder());
  }
}
