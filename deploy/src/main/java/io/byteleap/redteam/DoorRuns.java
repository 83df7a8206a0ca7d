package io.byteleap.redteam;

import io.byteleap.keys.Signer;
import io.byteleap.loadtest.LoadProblem;
import io.byteleap.loadtest.MinerCalls;
import io.byteleap.loadtest.ValidatorProcess;
import io.byteleap.loadtest.Workshop;
import io.byteleap.localnet.StatusClient;
import io.byteleap.node.FreePorts;
import io.byteleap.wire.ChallengeParts;
import io.byteleap.wire.exact.ExactParts;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorSystem;

/// The same strategies at the door of a real validator: a process of its own with its database, on
/// a simulated chain on which each strategy is a miner, over the real sessions.
final class DoorRuns {
  /// A proof of v1 is waited for two minutes, whatever is configured.
  private static final Set<String> TOO_LONG = Set.of("v1-slow-drip");

  private static final Duration WAIT_FOR_A_CHALLENGE = Duration.ofSeconds(90);

  /// The honest unit beside those that are played against version 2.
  static final Strategy MATE =
      new Strategy(
          "v2-mate",
          Strategy.Family.V2,
          "does the work; others sign with its key",
          new Strategy.Honest(),
          new Strategy.OfExact(ExactCheats.honest(0, 0, 1)));

  private final Path home;
  private final Path folder;
  private final ActorSystem<?> system;
  private final long seed;

  DoorRuns(Path home, Path folder, ActorSystem<?> system, long seed) {
    this.home = home;
    this.folder = folder;
    this.system = system;
    this.seed = seed;
  }

  /// Whether the strategy can be played there.
  static boolean suits(Strategy strategy) {
    return !(strategy.play() instanceof Strategy.OfPay) && !TOO_LONG.contains(strategy.name());
  }

  /// So many rounds of each of the strategies that can be played there, all at the same time, and
  /// of [#MATE] where it has mates.
  List<Row> play(List<Strategy> all, int rounds) throws IOException, LoadProblem {
    var suitable = all.stream().filter(DoorRuns::suits).toList();
    if (suitable.isEmpty() || rounds == 0) {
      return List.of();
    }
    var mate =
        suitable.stream().anyMatch(DoorRuns::isExact) ? Stream.of(MATE) : Stream.<Strategy>of();
    var strategies = Stream.concat(mate, suitable.stream()).toList();
    Workshop.empty(folder);
    var chance = new SecureRandom();
    var signers = Stream.generate(() -> Workshop.signer(chance)).limit(strategies.size()).toList();
    var place = new ValidatorProcess.Place(home, folder);
    var ports = FreePorts.startingAnywhere(RandomGenerator.getDefault());
    var hotkeys = signers.stream().map(Signer::hotkey).toList();
    try (var validator = ValidatorProcess.start(place, hotkeys, validation(strategies), ports);
        var client = new StatusClient();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var verdicts = new DoorVerdicts(validator, client);
      var board = new DoorBoard();
      List<Future<Row>> rows = new ArrayList<>();
      for (int i = 0; i < strategies.size(); i++) {
        var strategy = strategies.get(i);
        var calls = MinerCalls.start("redteam-" + i, signers.get(i), validator.target(), system);
        var miner = new DoorMiner(calls, capabilities(strategy));
        var player = new DoorPlayer(strategy, miner, verdicts, board, random(strategy));
        rows.add(threads.submit(row(strategy, player, rounds, board)));
      }
      return gathered(rows);
    }
  }

  private static boolean isExact(Strategy strategy) {
    return strategy.family() == Strategy.Family.V2;
  }

  private static Callable<Row> row(
      Strategy strategy, DoorPlayer player, int rounds, DoorBoard board) {
    return () -> {
      if (isExact(strategy) && !strategy.equals(MATE)) {
        board.awaitMate(WAIT_FOR_A_CHALLENGE);
      }
      var outcomes = player.play(rounds, WAIT_FOR_A_CHALLENGE);
      if (outcomes.isEmpty()) {
        throw new LoadProblem(strategy.name() + " was given no challenge");
      }
      return Row.of(strategy, outcomes);
    };
  }

  private static List<Row> gathered(List<Future<Row>> rows) throws LoadProblem {
    var gathered = new ArrayList<Row>();
    for (var row : rows) {
      try {
        gathered.add(row.get());
      } catch (ExecutionException e) {
        throw new LoadProblem(String.valueOf(e.getMessage()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new LoadProblem("interrupted");
      }
    }
    return gathered;
  }

  private RandomGenerator random(Strategy strategy) {
    return RandomGeneratorFactory.of("L64X128MixRandom")
        .create(31 * seed + strategy.name().hashCode());
  }

  private static List<String> capabilities(Strategy strategy) {
    return isExact(strategy)
        ? List.of(ChallengeParts.CPU_MATRIX, ExactParts.MATMUL_EXACT_V2)
        : List.of(ChallengeParts.CPU_MATRIX);
  }

  /// Sizes as in simulated time, so that predictions are the same; rows as a validator has it that
  /// configures nothing.
  private static List<String> validation(List<Strategy> strategies) {
    String step = DoorTimes.STEP.toSeconds() + "s";
    var lines = new ArrayList<String>();
    lines.add("challenge_interval: " + DoorTimes.ROUND.toSeconds() + "s");
    lines.add("challenge_timeout: " + step);
    lines.add("cpu: {matrix_size: %d, size_variance: 0}".formatted(MatrixArena.SIZE));
    if (strategies.stream().anyMatch(DoorRuns::isExact)) {
      lines.add(
          ("exact: {commit_timeout: %1$s, open_timeout: %1$s, judge_timeout: %1$s,"
                  + " cpu: {matrix_size: %2$d, iterations: %3$d}}")
              .formatted(step, ExactArena.SHAPE.size(), ExactArena.SHAPE.steps()));
    }
    return List.copyOf(lines);
  }
}
