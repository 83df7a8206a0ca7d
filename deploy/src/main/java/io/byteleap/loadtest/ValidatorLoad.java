package io.byteleap.loadtest;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.keys.Signer;
import io.byteleap.miner.validator.CallResult;
import io.byteleap.node.FreePorts;
import io.byteleap.node.TextTable;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// The measurements of `deploy/load-validator`: heartbeats at a fixed rate when the validator is
/// new, then a whole subnet as it lives, then heartbeats at that rate again.
final class ValidatorLoad {
  private static final int ROUNDS_TIMED = 3;

  /// So many of the miners and heartbeats come first and are not timed, so that both ends are
  /// compiled; fewer miners would be refused as too eager.
  static final int WARM_MINERS = 4;

  private static final int WARM_BEATS = 400;

  /// In 60 seconds each miner sends one heartbeat and polls twice.
  private static final int CALLS_A_MINUTE = 3;

  private static final double SECONDS_PER_MINUTE = 60;

  private final LoadMain.Place place;
  private final LoadValidatorOptions options;
  private final List<String> failures = new ArrayList<>();

  ValidatorLoad(LoadMain.Place place, LoadValidatorOptions options) {
    this.place = place;
    this.options = options;
  }

  boolean run() throws IOException, LoadProblem {
    Workshop.empty(place.folder());
    var random = new SecureRandom();
    var signers = Stream.generate(() -> Workshop.signer(random)).limit(options.miners()).toList();
    List<Hotkey> hotkeys = signers.stream().map(Signer::hotkey).toList();
    say(
        "%d miners, %,d workers, embedded database, no challenges"
            .formatted(options.miners(), options.miners() * SimMiner.WORKERS));
    var ports = FreePorts.startingAnywhere(RandomGenerator.getDefault());
    try (var validator =
        ValidatorProcess.start(
            new ValidatorProcess.Place(place.home(), place.folder()),
            hotkeys,
            ValidatorProcess.NO_CHALLENGES,
            ports)) {
      var all = miners(signers, validator);
      keep(beats(all.subList(0, WARM_MINERS), WARM_BEATS));
      var others = all.subList(WARM_MINERS, all.size());
      var first = heartbeats("first ones: handshake, 100 new workers", others, 1, validator);
      subnet(all, validator.process());
      var later = heartbeats("later ones", all, ROUNDS_TIMED, validator);
      show(first, later);
    }
    failures.forEach(failure -> say("FAILED: " + failure));
    return failures.isEmpty();
  }

  private List<SimMiner> miners(List<Signer> signers, ValidatorProcess validator)
      throws IOException {
    var systemInfo = Workshop.readSystemInfo();
    var miners = new ArrayList<SimMiner>();
    for (Signer signer : signers) {
      miners.add(
          SimMiner.start(miners.size(), signer, validator.target(), systemInfo, place.system()));
    }
    return miners;
  }

  /// Heartbeats at a fixed rate: as their miners saw them, and what the validator counted.
  private record Beats(String name, PacedCalls calls, Figures before, Figures after) {
    /// The share that was answered in time, from the first byte until the answer left.
    String within(String seconds) {
      String type = "type=\"heartbeat\"";
      double all = counted("byteleap_request_seconds_count", type);
      String edge = type + ",le=\"" + seconds + "\"";
      return "%.1f %%".formatted(100 * counted("byteleap_request_seconds_bucket", edge) / all);
    }

    private double counted(String figure, String label) {
      return after.sum(figure, label) - before.sum(figure, label);
    }
  }

  private Beats heartbeats(
      String name, List<SimMiner> miners, int rounds, ValidatorProcess validator)
      throws IOException, LoadProblem {
    var before = validator.process().figures();
    var calls = beats(miners, rounds * miners.size());
    keep(calls);
    return new Beats(name, calls, before, validator.process().figures());
  }

  private void show(Beats... all) {
    var table =
        TextTable.ofFigures(
            "HEARTBEATS OF 100 WORKERS",
            "COUNT",
            "RATE",
            "p50",
            "p99",
            "IN 5 ms",
            "IN 10 ms",
            "IN 25 ms");
    for (Beats beats : all) {
      table.row(
          beats.name(),
          Long.toString(beats.calls().count()),
          options.rate() + "/s",
          beats.calls().millis(0.5),
          beats.calls().millis(0.99),
          beats.within("0.005"),
          beats.within("0.01"),
          beats.within("0.025"));
    }
    table.lines().forEach(this::say);
    say("p50 and p99 from when a heartbeat is due at its miner, which then writes, seals and");
    say("signs it; the shares in the validator, from the first byte until the answer left");
  }

  private PacedCalls beats(List<SimMiner> miners, int count) throws LoadProblem {
    return PacedCalls.make(count, options.rate(), i -> miners.get(i % miners.size()).heartbeat());
  }

  private void keep(PacedCalls calls) {
    calls.failures().forEach((what, times) -> failures.add(times + " x " + what));
  }

  private void subnet(List<SimMiner> miners, ProgramProcess process)
      throws IOException, LoadProblem {
    double perSecond = CALLS_A_MINUTE * miners.size() / SECONDS_PER_MINUTE;
    int count = (int) Math.max(1, perSecond * options.duration().toSeconds());
    var before = process.figures();
    var cpuBefore = process.cpu();
    long start = System.nanoTime();
    var calls = PacedCalls.make(count, perSecond, i -> lives(miners, i));
    double seconds = (System.nanoTime() - start) / 1e9;
    var cpu = process.cpu().minus(cpuBefore);
    var after = process.figures();
    keep(calls);
    var table = TextTable.ofFigures("THE SUBNET AS IT LIVES", "");
    table.row(
        "for", Duration.ofSeconds((long) seconds).toString().substring(2).toLowerCase(Locale.ROOT));
    table.row("heartbeats and polls", Long.toString(calls.count()));
    table.row("p50", calls.millis(0.5));
    table.row("p99", calls.millis(0.99));
    table.row("of one core", "%.0f %%".formatted(100 * cpu.toMillis() / 1e3 / seconds));
    table.row("heap in use", mib(after.sum("jvm_memory_used_bytes", "area=\"heap\"")));
    table.row("resident", process.residentMib() + " MiB");
    table.row("score rounds", LoadRun.whole(after.scoreRounds() - before.scoreRounds()));
    table.row("a score round took, mean", scoreTime(before, after));
    table.row(
        "a score round took, at most",
        LoadRun.millis(1e3 * after.sum("byteleap_score_round_seconds_max", "")));
    table.lines().forEach(this::say);
  }

  /// In a minute of calls each miner has three turns, evenly: a heartbeat, then polls.
  private static CompletionStage<CallResult> lives(List<SimMiner> miners, int i) {
    var miner = miners.get(i % miners.size());
    return i / miners.size() % CALLS_A_MINUTE == 0 ? miner.heartbeat() : miner.poll();
  }

  private static String scoreTime(Figures before, Figures after) {
    double rounds = after.scoreRounds() - before.scoreRounds();
    double seconds =
        after.sum("byteleap_score_round_seconds_sum", "")
            - before.sum("byteleap_score_round_seconds_sum", "");
    return rounds == 0 ? "-" : LoadRun.millis(1e3 * seconds / rounds);
  }

  private static String mib(double bytes) {
    return LoadRun.whole(bytes / (1 << 20)) + " MiB";
  }

  private void say(String line) {
    place.out().println(line);
  }
}
