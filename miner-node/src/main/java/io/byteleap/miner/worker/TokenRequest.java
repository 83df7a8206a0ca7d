package io.byteleap.miner.worker;

import io.byteleap.domain.identity.WorkerId;
import org.apache.pekko.actor.typed.ActorRef;

/// A registered worker asks for an enrolment token. `saysId` is what it calls itself in the
/// request, `connection` the one that it asked over: the answer belongs there and nowhere else,
/// since whoever registers as this worker later may be another machine.
public record TokenRequest(
    WorkerId worker, String saysId, ActorRef<WorkerConnection.Command> connection) {}
