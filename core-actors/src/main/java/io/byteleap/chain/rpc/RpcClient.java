package io.byteleap.chain.rpc;

import io.byteleap.actor.FailureCause;
import io.byteleap.chain.rpc.RpcResult.Absence;
import io.byteleap.chain.rpc.RpcResult.Unreachable;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/// The connection to the chain for code that works with stages. Its stages never fail.
public record RpcClient(ActorRef<RpcLink.Command> link, Scheduler scheduler) implements RpcCalls {
  /// What the link may take beyond a request's own time to say that it is over.
  private static final Duration MARGIN = Duration.ofSeconds(5);

  @Override
  public CompletionStage<RpcResult> call(RpcRequest request) {
    CompletionStage<RpcResult> answer =
        AskPattern.ask(
            link,
            (ActorRef<RpcResult> replyTo) -> new RpcLink.Call(request, replyTo),
            request.timeout().plus(MARGIN),
            scheduler);
    return answer.exceptionally(
        failure -> Unreachable.of(Absence.TIMED_OUT, FailureCause.text(failure)));
  }

  @Override
  public ExtrinsicWatch handIn(String hex) {
    var watch = new ExtrinsicWatch(RpcSubscription.WatchExtrinsic.of(hex));
    watch.giveUpAfter(RpcConnection.SUBSCRIBE_TIMEOUT.plus(MARGIN));
    link.tell(new RpcLink.HandIn(watch));
    return watch;
  }
}
