package io.byteleap.validator;

import io.byteleap.actor.Entities;
import io.byteleap.domain.rental.RentalId;
import io.byteleap.persistence.gateway.JdbcDevices;
import io.byteleap.persistence.read.JdbcRentals;
import io.byteleap.tls.TlsProblem;
import io.byteleap.validator.api.Renting;
import io.byteleap.validator.enrolment.GatewayTokens;
import io.byteleap.validator.enrolment.TokenReader;
import io.byteleap.validator.gateway.DeviceDesk;
import io.byteleap.validator.gateway.GatewayAuthority;
import io.byteleap.validator.gateway.GatewayMeters;
import io.byteleap.validator.gateway.GatewayServer;
import io.byteleap.validator.gateway.RentalEntity;
import io.byteleap.validator.gateway.RentalInbox;
import io.byteleap.validator.gateway.RentalKeeper;
import io.byteleap.validator.presence.ScoringEntity;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import javax.sql.DataSource;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.SpawnProtocol;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.persistence.typed.PersistenceId;

/// The reference VM gateway within a validator: what it needs of files, its entities, its doors.
public sealed interface ValidatorGateway {
  record Off() implements ValidatorGateway {}

  record On(
      GatewayConfig config,
      GatewayAuthority authority,
      GatewayServer.Front front,
      TokenReader tokens)
      implements ValidatorGateway {}

  /// As the configuration has it; reads or makes the authority's files.
  static ValidatorGateway open(GatewayConfig config, Path dataDir, GatewayTokens tokens)
      throws TlsProblem {
    var now = InstantSource.system().instant();
    return new On(
        config,
        GatewayAuthority.open(config.authorityIn(dataDir), now, new SecureRandom()),
        config.front(),
        tokens.reader());
  }

  /// What of the node the gateway has to do with.
  record Node(
      ActorSystem<?> system,
      DataSource pool,
      Entities<ScoringEntity.Command> ledgers,
      GatewayMeters meters,
      InstantSource clock,
      SecureRandom random) {}

  /// A gateway whose entities can be found.
  record Started(On gateway, Node node, RentalInbox.Rentals rentals, DeviceDesk.Desks desks) {
    Renting renting() {
      return new Renting.On(
          rentals,
          new JdbcDevices(node.pool()),
          gateway.config().silenceMax(),
          node.system().scheduler());
    }

    /// Opens the doors; `spawner` makes the actors of sessions.
    CompletionStage<GatewayServer.Bound> bind(ActorRef<SpawnProtocol.Command> spawner) {
      var tools =
          new GatewayServer.Tools(
              gateway.authority(),
              gateway.tokens(),
              new JdbcDevices(node.pool()),
              desks,
              new RentalInbox(rentals),
              node.meters(),
              node.clock(),
              node.random(),
              node.system().dispatchers().lookup(DispatcherSelector.blocking()));
      return GatewayServer.bind(
          node.system(),
          spawner,
          gateway.config().doors(),
          gateway.front(),
          gateway.config().terms(),
          tools);
    }

    /// Keeps open rentals awake; one of these is enough in a cluster.
    Behavior<RentalKeeper.Command> keeper() {
      return RentalKeeper.create(
          new JdbcRentals(node.pool()),
          rentals,
          node.system().dispatchers().lookup(DispatcherSelector.blocking()));
    }
  }

  /// Starts the entities.
  static Started start(On gateway, Node node) {
    var sharding = ClusterSharding.get(node.system());
    sharding.init(Entity.of(DeviceDesk.TYPE_KEY, _ -> DeviceDesk.create()));
    DeviceDesk.Desks desks =
        owner -> sharding.entityRefFor(DeviceDesk.TYPE_KEY, DeviceDesk.idOf(owner));
    var settings =
        new RentalEntity.Settings(
            node.ledgers(),
            desks,
            gateway.config().leaseLength(),
            gateway.config().patience(),
            node.meters(),
            node.clock());
    sharding.init(
        Entity.of(
            RentalEntity.TYPE_KEY,
            entity ->
                RentalEntity.create(
                    PersistenceId.of(RentalEntity.TYPE_KEY.name(), entity.getEntityId()),
                    new RentalId(entity.getEntityId()),
                    settings)));
    return new Started(
        gateway, node, id -> sharding.entityRefFor(RentalEntity.TYPE_KEY, id.value()), desks);
  }
}
