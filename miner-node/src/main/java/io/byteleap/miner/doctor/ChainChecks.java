package io.byteleap.miner.doctor;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.subnet.Metagraph;
import io.byteleap.miner.MinerConfig;
import io.byteleap.miner.doctor.Doctor.Address;
import io.byteleap.node.Finding;
import io.byteleap.port.Chain;
import io.byteleap.transport.SynapseClient.Target;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// What the chain says of a miner that does not run: whether its hotkeys are registered, and
/// whether there are validators for them.
final class ChainChecks {
  private final MinerConfig config;
  private final List<Address> addresses;
  private final InstantSource clock;

  ChainChecks(MinerConfig config, List<Address> addresses, InstantSource clock) {
    this.config = config;
    this.addresses = addresses;
    this.clock = clock;
  }

  List<Finding> findings(ChainSight sight) {
    var findings = new ArrayList<Finding>();
    switch (sight.reading()) {
      case Chain.Unseen(var cause) ->
          findings.add(
              Finding.fail(
                  "chain",
                  cause,
                  "see whether the nodes of subtensor.network or subtensor.endpoints can be"
                      + " reached from here"));
      case Chain.Seen(var metagraph) -> {
        findings.add(
            Finding.ok(
                "chain",
                "block "
                    + metagraph.block()
                    + ", "
                    + metagraph.neurons().size()
                    + " members of subnet "
                    + config.netuid()));
        addresses.forEach(address -> findings.add(registered(address, metagraph)));
        findings.addAll(validators(metagraph));
      }
    }
    ClockCheck.against(sight.blockClock()).ifPresent(findings::add);
    return findings;
  }

  private Finding registered(Address address, Metagraph metagraph) {
    String check = "registered " + address.config().name();
    if (address.hotkey().isEmpty()) {
      return Finding.warn(
          check,
          "the address is not known without the password",
          "put the public half beside the key (btcli does), or start the miner and ask again");
    }
    var hotkey = address.hotkey().get();
    return metagraph
        .of(hotkey)
        .map(neuron -> Finding.ok(check, "uid " + neuron.uid().value()))
        .orElseGet(
            () ->
                Finding.fail(
                    check,
                    "hotkey " + hotkey + " is not in subnet " + config.netuid(),
                    "register it: btcli subnets register --netuid " + config.netuid()));
  }

  private List<Finding> validators(Metagraph metagraph) {
    var own = addresses.stream().flatMap(address -> address.hotkey().stream()).findFirst();
    if (own.isEmpty()) {
      return List.of();
    }
    var targets = config.metagraph().policy().targets(metagraph, own.get());
    var findings = new ArrayList<Finding>();
    findings.add(chosen(targets, metagraph, own.get()));
    findings.addAll(
        ClockCheck.against(targets.stream().map(Target::endpoint).distinct().toList(), clock));
    return findings;
  }

  private Finding chosen(List<Target> targets, Metagraph metagraph, Hotkey own) {
    String summary = config.metagraph().policy().summary(metagraph, own);
    return targets.isEmpty()
        ? Finding.fail(
            "validators",
            "none to work with: " + summary,
            "look at metagraph.validator_min_stake_tao and metagraph.validator_whitelist")
        : Finding.ok("validators", summary);
  }
}
