package io.byteleap.validator;

import io.byteleap.actor.Entities;
import io.byteleap.chain.SubnetView;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.scoring.MinerScore;
import io.byteleap.domain.scoring.ScoreRound;
import io.byteleap.domain.units.Label;
import io.byteleap.node.Build;
import io.byteleap.node.Health;
import io.byteleap.node.HealthNote;
import io.byteleap.node.Metrics;
import io.byteleap.persistence.read.JdbcHistory;
import io.byteleap.persistence.task.JdbcHubTasks;
import io.byteleap.validator.enrolment.HubTokens;
import io.byteleap.validator.hub.HubLink;
import io.byteleap.validator.hub.ScoreReports;
import io.byteleap.validator.policy.PolicyFollower;
import io.byteleap.validator.policy.PolicyKeeper;
import io.byteleap.validator.policy.PolicyView;
import io.byteleap.validator.presence.ScoringEntity;
import io.byteleap.validator.presence.ScoringEntity.Assessment;
import io.byteleap.validator.weights.RoundListener;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/// Wires the hub to the validator: the link, the policy that it may change, the tasks that it
/// publishes. Without a hub in the configuration nothing of it runs, and the configuration's policy
/// holds.
final class ValidatorHub {
  private static final String NAME = "hub";

  /// Starts actors of which there is one in the cluster.
  interface Singletons {
    <C> ActorRef<C> start(String name, Behavior<C> behavior);
  }

  /// What the hub's side shares with the rest of the node.
  record Node(
      SubnetView subnet,
      Health health,
      HubTokens tokens,
      Metrics metrics,
      InstantSource clock,
      SecureRandom random) {}

  private final ActorContext<?> context;
  private final ValidatorGuardian.Parts parts;
  private final Node node;
  private final ConfiguredPolicy rules;
  private final PolicyView policy;

  ValidatorHub(ActorContext<?> context, ValidatorGuardian.Parts parts, Node node) {
    this.context = context;
    this.parts = parts;
    this.node = node;
    this.rules = new ConfiguredPolicy(parts.config());
    this.policy = new PolicyView(rules.configured());
  }

  /// What holds now.
  PolicyView policy() {
    return policy;
  }

  /// Connects to the hub, if there is one; returns who tells it of rounds of scores.
  RoundListener start(Entities<ScoringEntity.Command> ledgers, Singletons singletons) {
    var config = parts.config().meshhub();
    if (!config.isThere()) {
      return RoundListener.NOBODY;
    }
    if (config.isInClear()) {
      context.getLog().warn("meshhub.ws_url is ws://: the access token can be read on the way");
    }
    node.health().useWithoutNeed(NAME);
    var office = office(ledgers, singletons);
    var tools =
        new HubLink.Tools(
            office,
            node.tokens(),
            new HealthNote(node.health(), NAME),
            node.metrics().registry(),
            node.clock(),
            node.random());
    var link =
        singletons.start(
            NAME,
            HubLink.create(config.settings(parts.signer(), Label.of(Build.version())), tools));
    return (round, assessments) -> tell(link, round, assessments);
  }

  private HubOffice office(Entities<ScoringEntity.Command> ledgers, Singletons singletons) {
    var system = context.getSystem();
    var pool = parts.database().dataSource();
    var tasks = new JdbcHubTasks(pool);
    context.spawn(
        HubTaskRetention.create(tasks, parts.config().ages().rounds(), node.clock()),
        "hub-tasks",
        DispatcherSelector.blocking());
    return new HubOffice(
        parts.signer().hotkey(),
        new HubOffice.Sources(
            ledgers,
            policyDesk(singletons),
            tasks,
            new JdbcHistory(pool),
            node.subnet(),
            system.dispatchers().lookup(DispatcherSelector.blocking()),
            system.scheduler()),
        node.clock());
  }

  private HubOffice.PolicyDesk policyDesk(Singletons singletons) {
    if (!parts.config().meshhub().acceptPolicy()) {
      return new HubOffice.NotTaken();
    }
    var keeper = singletons.start("policy", PolicyKeeper.create(rules, node.clock()));
    context.spawn(PolicyFollower.create(keeper, rules, policy), "policy-follower");
    return new HubOffice.Kept(keeper);
  }

  private static void tell(
      ActorRef<HubLink.Command> link, ScoreRound round, List<Assessment> assessments) {
    Map<Hotkey, MinerScore> scores =
        assessments.stream().collect(Collectors.toMap(Assessment::miner, Assessment::score));
    ScoreReports.of(round, scores).forEach(report -> link.tell(HubLink.Publish.of(report)));
  }
}
