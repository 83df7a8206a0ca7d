package io.byteleap.miner.api;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.miner.challenge.ChallengeDesk;
import io.byteleap.miner.presence.HeartbeatPulse;
import io.byteleap.miner.validator.ValidatorDirectory;
import io.byteleap.miner.worker.WorkerRegistry;
import org.apache.pekko.actor.typed.ActorRef;

/// Whom to ask about one hotkey; `name` is that of its wallet, `door` where its workers connect.
public record Owners(
    Hotkey hotkey,
    String name,
    String door,
    ActorRef<WorkerRegistry.Command> workers,
    ActorRef<ValidatorDirectory.Command> validators,
    ActorRef<ChallengeDesk.Command> challenges,
    ActorRef<HeartbeatPulse.Command> heartbeats) {}
