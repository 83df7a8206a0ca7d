package io.byteleap.loadtest;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.keys.Signer;
import io.byteleap.localnet.Ports;
import io.byteleap.miner.validator.CallResult;
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

/// The measurements of `deploy/load-validator`: heartbeats at a fixed rate, then a whole subnet as
/// it lives.
final class ValidatorLoad {
  private static final int ROUNDS_TIMED = 3;

  /// So many miners and heartbeats come first and are not timed, so that both ends are compiled.
  private static final int WARM_MINERS = 4;

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
    var signers =
        Stream.generate(() -> Workshop.signer(random))
            .limit(WARM_MINERS + options.miners())
            .toList();
    List<Hotkey> hotkeys = signers.stream().map(Signer::hotkey).toList();
    say(
        "%d miners, %,d workers, embedded database, no challenges"
            .formatted(options.miners(), options.miners() * SimMiner.WORKERS));
    var ports = Ports.startingAnywhere(RandomGenerator.getDefault());
    try (var validator = ValidatorProcess.start(place, hotkeys, ports)) {
      var all = miners(signers, validator);
      keep(beats(all.subList(0, WARM_MINERS), WARM_BEATS));
      var miners = all.subList(WARM_MINERS, all.size());
      heartbeats(miners);
      subnet(miners, validator.process());
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

  private void heartbeats(List<SimMiner> miners) throws LoadProblem {
    var table = TextTable.ofFigures("HEARTBEATS OF 100 WORKERS", "COUNT", "RATE", "p50", "p99");
    row("first ones: handshake, 100 new workers stored", beats(miners, miners.size()), table);
    row("later ones", beats(miners, ROUNDS_TIMED * miners.size()), table);
    table.lines().forEach(this::say);
  }

  private PacedCalls beats(List<SimMiner> miners, int count) throws LoadProblem {
    return PacedCalls.make(count, options.rate(), i -> miners.get(i % miners.size()).heartbeat());
  }

  private void row(String name, PacedCalls calls, TextTable table) {
    keep(calls);
    table.row(
        name,
        Long.toString(calls.count()),
        options.rate() + "/s",
        calls.millis(0.5),
        calls.millis(0.99));
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
    table.row("score rounds", LoadRun.whole(scored(after) - scored(before)));
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

  private static double scored(Figures figures) {
    return figures.sum("byteleap_score_round_seconds_count", "");
  }

  private static String scoreTime(Figures before, Figures after) {
    double rounds = scored(after) - scored(before);
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
