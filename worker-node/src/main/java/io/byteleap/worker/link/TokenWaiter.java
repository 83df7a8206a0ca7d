package io.byteleap.worker.link;

import io.byteleap.domain.units.Label;
import io.byteleap.wire.worker.MinerFrame;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/// Who waits for a token for a VM gateway. The miner's answer says not which request it is for, and
/// it answers one at a time, so whoever waits gets the next. For one thread at a time, as an actor
/// is.
final class TokenWaiter {
  private static final int WAITING_MAX = 4;

  private final List<ActorRef<TokenReply>> waiting = new ArrayList<>();

  void add(ActorRef<TokenReply> replyTo) {
    if (waiting.size() == WAITING_MAX) {
      waiting.removeFirst().tell(new TokenReply.Refused("another request took its place"));
    }
    waiting.add(replyTo);
  }

  void heard(MinerFrame frame) {
    switch (frame) {
      case MinerFrame.EnrolTokenGiven(var grant) -> all(new TokenReply.Given(grant));
      case MinerFrame.EnrolTokenRefused(int code, var error) ->
          all(new TokenReply.Refused(Label.of(error) + " (" + code + ")"));
      case MinerFrame.Hello _,
          MinerFrame.RegistrationAck _,
          MinerFrame.HeartbeatAck _,
          MinerFrame.TaskAssignment _,
          MinerFrame.UnreadableTask _,
          MinerFrame.ProofRequest _,
          MinerFrame.RowsRequest _,
          MinerFrame.UnreadableProofRequest _,
          MinerFrame.HeartbeatRequest _ ->
          throw new IllegalStateException("BUG: no answer about tokens");
    }
  }

  /// The miner is not there any more.
  void lost() {
    all(new TokenReply.Away());
  }

  private void all(TokenReply reply) {
    waiting.forEach(replyTo -> replyTo.tell(reply));
    waiting.clear();
  }
}
