package io.byteleap.simulation.actors;

import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.units.Bytes;
import io.byteleap.persistence.inventory.Exchange;
import io.byteleap.simulation.World;
import io.byteleap.validator.peer.PeerWitness;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.validator.Answer;
import io.byteleap.wire.validator.AnswerCodec;
import io.byteleap.wire.validator.HeartbeatData;
import io.byteleap.wire.validator.Payload;
import io.byteleap.wire.validator.PayloadCodec;
import io.byteleap.wire.validator.SynapseType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.Supplier;

/// Sees what a validator says inside its sessions, and holds it against the rules: heartbeats that
/// were confirmed, targets that were told, and tokens where none may be.
final class DoorAudit implements PeerWitness {
  private final ValidatorActors validator;
  private final World world;
  private final Pump pump;

  DoorAudit(ValidatorActors validator, Pump pump) {
    this.validator = validator;
    this.world = validator.world();
    this.pump = pump;
  }

  @Override
  public void heard(Hotkey miner, HeartbeatData data, Instant at) {
    pump.guarded(
        () ->
            world.auditor().scores().heard(validator.with(miner), validator, data.toReport(), at));
  }

  @Override
  public void exchanged(Supplier<Exchange> exchange) {
    if (world.isClose()) {
      pump.guarded(() -> look(exchange.get()));
    }
  }

  private void look(Exchange exchange) {
    world.auditor().tokens().shown(exchange.request() + exchange.answer());
    if (!exchange.type().value().equals(SynapseType.CHALLENGE.name())) {
      return;
    }
    var now = validator.now();
    if (PayloadCodec.decode(SynapseType.CHALLENGE, bytes(exchange.request()), now)
            instanceof Decoded.Read<Payload>(Payload.CommitmentData asked)
        && AnswerCodec.decode(SynapseType.CHALLENGE, bytes(exchange.answer()), now)
            instanceof Decoded.Read<Answer>(Answer.ProofRequests(var targets))) {
      world.auditor().challenges().answered(new ChallengeId(asked.challengeId()), targets);
    }
  }

  private static Bytes bytes(String text) {
    return Bytes.adopting(text.getBytes(StandardCharsets.UTF_8));
  }
}
