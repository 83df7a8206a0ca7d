package io.byteleap.clusterctl;

import io.byteleap.clusterctl.HostAgent.Answer;
import io.byteleap.clusterctl.HostAgent.Content;
import io.byteleap.clusterctl.HostAgent.Done;
import io.byteleap.clusterctl.HostAgent.Failed;
import io.byteleap.clusterctl.HostAgent.Text;
import io.byteleap.clusterctl.HostAgent.Unreachable;
import io.byteleap.clusterctl.NodeFiles.NodeFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Lays program and files beside those in use on every host, and has the new program look at them:
/// either all hosts take what they get, or nothing is left on any.
final class Staging {
  private static final Duration COPY_MAX = Duration.ofMinutes(15);
  private static final Duration CHECK_MAX = Duration.ofMinutes(3);
  private static final Duration SMALL_MAX = Duration.ofSeconds(30);

  private final Fleet fleet;
  private final Archive archive;
  private final NodeFiles files;

  Staging(Fleet fleet, Archive archive, NodeFiles files) {
    this.fleet = fleet;
    this.archive = archive;
    this.files = files;
  }

  /// Returns for each host the names of what differs from what is in use there.
  Map<Host, List<String>> stage(List<Host> hosts) throws ClusterProblem {
    Map<Host, List<NodeFile>> all = new LinkedHashMap<>();
    for (Host host : hosts) {
      all.put(host, files.of(host));
    }
    var answers = fleet.each(agent -> stage(agent, all.getOrDefault(agent.host(), List.of())));
    List<String> problems = new ArrayList<>();
    Map<Host, List<String>> differing = new LinkedHashMap<>();
    answers.forEach(
        (host, answer) -> {
          switch (answer) {
            case Done(var what) -> differing.put(host, what.lines().toList());
            case Failed(var why) -> problems.add(host.name() + ": " + why);
            case Unreachable(var why) -> problems.add(host.name() + ": was lost: " + why);
          }
        });
    if (!problems.isEmpty()) {
      clear();
      throw new ClusterProblem(problems);
    }
    return differing;
  }

  /// Takes away what was staged and not installed.
  void clear() {
    var _ = fleet.each(agent -> agent.ask(SMALL_MAX, "unstage"));
  }

  private Answer stage(HostAgent agent, List<NodeFile> node) {
    var answer = agent.ask(COPY_MAX, new Content(archive.file()), "stage");
    for (NodeFile file : node) {
      if (answer instanceof Done) {
        answer =
            agent.ask(SMALL_MAX, new Text(file.text()), "stage_file", file.name(), file.mode());
      }
    }
    String tier = agent.host().tier().word();
    if (answer instanceof Done) {
      answer = agent.ask(CHECK_MAX, "check", tier);
    }
    return answer instanceof Done ? agent.ask(SMALL_MAX, "differs") : answer;
  }
}
