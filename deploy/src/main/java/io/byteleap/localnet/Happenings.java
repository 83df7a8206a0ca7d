package io.byteleap.localnet;

import io.byteleap.localnet.Snapshot.ChallengeRow;
import io.byteleap.localnet.Snapshot.Exited;
import io.byteleap.localnet.Snapshot.NodeState;
import io.byteleap.localnet.Snapshot.Ready;
import io.byteleap.localnet.Snapshot.ScoreRow;
import io.byteleap.localnet.Snapshot.Silent;
import io.byteleap.localnet.Snapshot.Waiting;
import io.byteleap.localnet.Snapshot.WorkerRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// What happened between two looks at the network, in words.
final class Happenings {
  private final Plan plan;
  private final Map<String, String> minerNames;

  Happenings(Plan plan) {
    this.plan = plan;
    this.minerNames = Names.ofMiners(plan);
  }

  List<String> between(Snapshot before, Snapshot now, List<ChallengeRow> ended) {
    List<String> news = new ArrayList<>();
    plan.all().forEach(member -> node(member, before, now, news));
    now.workers().forEach(worker -> worker(worker, before, now, news));
    ended.forEach(challenge -> news.add(challenge(challenge, now)));
    if (round(now) > round(before)) {
      news.add(scores(now));
    }
    if (now.chain().weightsBlock() > before.chain().weightsBlock()) {
      news.add(weights(now));
    }
    return news;
  }

  private static void node(Member member, Snapshot before, Snapshot now, List<String> news) {
    var was = before.node(member.name());
    boolean wasReady = was.filter(NodeState::isReady).isPresent();
    boolean wasGone = was.filter(state -> state.life() instanceof Exited).isPresent();
    now.node(member.name())
        .ifPresent(
            is -> {
              switch (is.life()) {
                case Exited(var code) when !wasGone ->
                    news.add(
                        member.name()
                            + " stopped, exit code "
                            + code
                            + "; start it again with: "
                            + member.commandLine());
                case Ready() when !wasReady ->
                    news.add(
                        member.name()
                            + " is ready, pid "
                            + is.pid()
                            + ", "
                            + member.url("/status"));
                case Silent(), Waiting() when wasReady ->
                    news.add(member.name() + " is not ready: " + is.detail());
                case Exited _, Ready(), Silent(), Waiting() -> {}
              }
            });
  }

  private void worker(WorkerRow worker, Snapshot before, Snapshot now, List<String> news) {
    var was = before.workerOf(worker.workerId());
    boolean wasOnline = was.filter(WorkerRow::online).isPresent();
    if (worker.online() && !wasOnline) {
      news.add(
          worker.name()
              + " is online at "
              + minerNames.getOrDefault(worker.hotkey(), worker.hotkey())
              + ": "
              + Names.machine(worker.machine()));
    } else if (!worker.online() && wasOnline && now.isFresh()) {
      news.add(worker.name() + " is offline");
    }
  }

  private static String challenge(ChallengeRow challenge, Snapshot now) {
    String worker = Names.ofWorker(challenge.workerId(), now);
    String what =
        " challenge "
            + challenge.version().text()
            + " of "
            + challenge.size()
            + " x "
            + challenge.size();
    String units = challenge.verdicts().isEmpty() ? "" : " (" + challenge.verdicts() + ")";
    return challenge.status().equals("verified")
        ? worker
            + what
            + " verified, computed in "
            + challenge.computeMillis().map(millis -> millis + " ms").orElse("an unknown time")
            + units
        : worker + what + " FAILED: " + challenge.failure() + units;
  }

  private static long round(Snapshot snapshot) {
    return snapshot.scores().stream().mapToLong(ScoreRow::round).max().orElse(0);
  }

  private String scores(Snapshot now) {
    return "round "
        + round(now)
        + " scored: "
        + now.scores().stream()
            .map(
                score ->
                    String.format(
                        Locale.ROOT,
                        "%s %.4f",
                        minerNames.getOrDefault(score.hotkey(), score.hotkey()),
                        score.score()))
            .collect(Collectors.joining(", "));
  }

  private String weights(Snapshot now) {
    return "weights are on the chain, block "
        + now.chain().weightsBlock()
        + ": "
        + Names.weights(now, minerNames);
  }
}
