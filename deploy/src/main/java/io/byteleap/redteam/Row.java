package io.byteleap.redteam;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What came of all runs of one strategy. Pay and work are shares of those of one honest machine;
/// `gain` is what is expected of it by the argument: pay less the cost of its work, at the worst
/// price for us, at which honest work earns nothing.
record Row(
    Strategy strategy,
    int runs,
    int caught,
    SortedMap<String, Integer> rules,
    double pay,
    double work,
    double gain,
    List<String> broken) {
  /// How sure we are before we say that a strategy is caught less often than predicted: one in a
  /// million runs of the program would say so of a rate that holds.
  static final double DOUBT = 1e-6;

  private static final double ROUNDING = 1e-9;

  Row {
    rules = new TreeMap<>(rules);
    broken = List.copyOf(broken);
  }

  /// The figures of `outcomes`, at least one, in order.
  static Row of(Strategy strategy, List<Outcome> outcomes) {
    var rules = new TreeMap<String, Integer>();
    outcomes.stream()
        .filter(Outcome::isCaught)
        .forEach(outcome -> rules.merge(outcome.rule(), 1, Integer::sum));
    int caught =
        (int)
            outcomes.stream()
                .filter(outcome -> outcome.isCaught() && !(outcome instanceof Outcome.Unjudged))
                .count();
    double pay = pay(outcomes);
    double work = outcomes.stream().mapToDouble(Outcome::work).average().orElse(0);
    var row =
        new Row(
            strategy,
            outcomes.size(),
            caught,
            rules,
            pay,
            work,
            expected(strategy, outcomes, pay) - work,
            List.of());
    return row.with(row.faults(outcomes));
  }

  private Row with(List<String> faults) {
    return new Row(strategy, runs, caught, rules, pay, work, gain, faults);
  }

  private static double pay(List<Outcome> outcomes) {
    var verified = new ArrayList<Integer>();
    double scored = 0;
    for (var outcome : outcomes) {
      switch (outcome) {
        case Outcome.Judged judged -> verified.add(judged.verified());
        case Outcome.Scored(_, var pay, _) -> scored += pay;
        case Outcome.Unjudged _ -> verified.add(0);
      }
    }
    double judged = verified.isEmpty() ? 0 : Economics.pay(verified) * verified.size();
    return (judged + scored) / outcomes.size();
  }

  /// What is paid when it is caught exactly as often as predicted.
  private static double expected(Strategy strategy, List<Outcome> outcomes, double pay) {
    return switch (strategy.claim()) {
      case Strategy.Caught(var chance) ->
          chance * verified(outcomes, true, 0) + (1 - chance) * verified(outcomes, false, 1);
      case Strategy.Fair _, Strategy.Weak _, Strategy.Open _, Strategy.Honest _ -> pay;
    };
  }

  /// Mean pay of the rounds in which it was caught, or was not; `fallback` when there were none.
  private static double verified(List<Outcome> outcomes, boolean caught, double fallback) {
    return outcomes.stream()
        .filter(outcome -> outcome.isCaught() == caught)
        .mapToDouble(
            outcome ->
                switch (outcome) {
                  case Outcome.Judged(_, var count, _) -> count;
                  case Outcome.Scored(_, var pay, _) -> pay;
                  case Outcome.Unjudged _ -> 0;
                })
        .average()
        .orElse(fallback);
  }

  private List<String> faults(List<Outcome> outcomes) {
    var faults = new ArrayList<String>();
    long unjudged = outcomes.stream().filter(Outcome.Unjudged.class::isInstance).count();
    if (unjudged > 0) {
      faults.add("not judged in %d of %d runs".formatted(unjudged, runs));
    }
    switch (strategy.claim()) {
      case Strategy.Caught(var chance) -> {
        if (Chances.atMost(caught, runs, chance) < DOUBT) {
          faults.add("caught in %d of %d runs, predicted %.4f".formatted(caught, runs, chance));
        }
        addPayFaults(faults);
      }
      case Strategy.Fair() -> addPayFaults(faults);
      case Strategy.Weak _, Strategy.Open _ -> {}
      case Strategy.Honest() -> {
        if (caught > 0) {
          faults.add("honest, and punished in %d of %d runs: %s".formatted(caught, runs, rules));
        }
      }
    }
    return faults;
  }

  /// Challenge v1 is kept for those who know no other, and pays some cheats; that is for the table
  /// to say.
  private void addPayFaults(List<String> faults) {
    if (strategy.family() == Strategy.Family.V1) {
      return;
    }
    if (pay > 1 + ROUNDING) {
      faults.add("paid %.4f of honest pay".formatted(pay));
    }
    if (gain > ROUNDING) {
      faults.add("gains %.4f by what it saves".formatted(gain));
    }
  }

  /// What caught it and how often, the most frequent first, for people.
  String rulesInWords() {
    return rules.entrySet().stream()
        .sorted((a, b) -> Integer.compare(b.getValue(), a.getValue()))
        .map(rule -> rule.getKey() + (rule.getValue() == runs ? "" : " x" + rule.getValue()))
        .collect(Collectors.joining(", "));
  }

  /// For people, in a few words.
  String verdict() {
    if (!broken.isEmpty()) {
      return "BROKEN: " + String.join("; ", broken);
    }
    return switch (strategy.claim()) {
      case Strategy.Caught _ -> "holds";
      case Strategy.Fair() -> "gains nothing";
      case Strategy.Weak(var why) -> "v1 IS WEAK: " + why;
      case Strategy.Open(var why) -> "NOT COVERED: " + why;
      case Strategy.Honest() -> "never punished";
    };
  }
}
