package io.byteleap.miner.validator;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.domain.subnet.Metagraph;
import io.byteleap.domain.subnet.Neuron;
import io.byteleap.transport.SynapseClient.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Which members of the subnet are validators to work with: those on the whitelist, wherever the
/// operator says they are, and those with a permit and enough stake. Nobody who is not in the
/// metagraph, who serves nowhere or whose endpoint is excluded.
public record ValidatorPolicy(
    Neuron.Stake stakeMin, Map<Hotkey, AxonOverride> whitelist, Trust whitelistTrust) {
  /// What a place on the whitelist spares a validator.
  public enum Trust {
    /// The stake; it still needs a permit.
    PERMIT_NEEDED,
    /// Stake and permit.
    UNCONDITIONAL
  }

  public ValidatorPolicy {
    whitelist = Map.copyOf(whitelist);
  }

  private enum Verdict {
    CHOSEN("chosen"),
    NO_PERMIT("without permit"),
    STAKE_TOO_LOW("below the stake needed"),
    NOT_SERVING("serving nowhere"),
    EXCLUDED("blacklisted");

    private final String words;

    Verdict(String words) {
      this.words = words;
    }
  }

  /// The validators in order of their uids, and how the others fared, for people.
  record Selection(List<Target> chosen, String summary) {
    Selection {
      chosen = List.copyOf(chosen);
    }
  }

  /// The validators for the miner `own`, in order of their uids.
  public List<Target> targets(Metagraph metagraph, Hotkey own) {
    return select(metagraph, own, _ -> false).chosen();
  }

  /// How the members fared, for people.
  public String summary(Metagraph metagraph, Hotkey own) {
    return select(metagraph, own, _ -> false).summary();
  }

  /// What follows for the miner `own`; `excluded` endpoints are left out.
  Selection select(Metagraph metagraph, Hotkey own, Predicate<Endpoint> excluded) {
    var chosen = new ArrayList<Target>();
    var verdicts = new EnumMap<Verdict, Integer>(Verdict.class);
    metagraph.neurons().values().stream()
        .filter(neuron -> !neuron.hotkey().equals(own))
        .sorted(Comparator.comparingInt(neuron -> neuron.uid().value()))
        .forEach(
            neuron -> {
              var target = target(neuron);
              var verdict = verdict(neuron, target.endpoint(), excluded);
              verdicts.merge(verdict, 1, Integer::sum);
              if (verdict == Verdict.CHOSEN) {
                chosen.add(target);
              }
            });
    return new Selection(chosen, summary(verdicts));
  }

  private Target target(Neuron neuron) {
    var override = whitelist.getOrDefault(neuron.hotkey(), new AxonOverride.OnChain());
    return new Target(override.over(neuron.axon()), neuron.hotkey());
  }

  private Verdict verdict(Neuron neuron, Endpoint endpoint, Predicate<Endpoint> excluded) {
    boolean listed = whitelist.containsKey(neuron.hotkey());
    boolean needsPermit = !listed || whitelistTrust == Trust.PERMIT_NEEDED;
    if (needsPermit && !neuron.validatorPermit()) {
      return Verdict.NO_PERMIT;
    }
    if (!listed && !neuron.stake().isAtLeast(stakeMin)) {
      return Verdict.STAKE_TOO_LOW;
    }
    if (!endpoint.isServing()) {
      return Verdict.NOT_SERVING;
    }
    return excluded.test(endpoint) ? Verdict.EXCLUDED : Verdict.CHOSEN;
  }

  private static String summary(Map<Verdict, Integer> verdicts) {
    return verdicts.isEmpty()
        ? "nobody else is in the subnet"
        : verdicts.entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey().words)
            .collect(Collectors.joining(", "));
  }
}
