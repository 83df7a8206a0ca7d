package io.byteleap.chain.rpc;

import io.byteleap.chain.rpc.ExtrinsicStatus.Failed;
import io.byteleap.chain.rpc.RpcResult.Absence;
import io.byteleap.chain.rpc.RpcResult.NoValue;
import io.byteleap.chain.rpc.RpcResult.Unreachable;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// One transaction that is handed in, and what the node's pool says of it, for code that works with
/// stages: the owner looks at it from any thread, and lets it go when it knows enough.
public final class ExtrinsicWatch implements AutoCloseable {
  private final RpcSubscription.WatchExtrinsic extrinsic;
  private final CompletableFuture<Door> door = new CompletableFuture<>();
  private final CompletableFuture<ActorRef<Command>> listener = new CompletableFuture<>();
  private volatile Optional<String> failure = Optional.empty();

  /// Whether the node took it.
  public sealed interface Door {}

  public record Taken() implements Door {}

  /// The node says no, or nothing; [Absence#maybeDone] says whether it may have it nevertheless.
  public record NotTaken(NoValue why) implements Door {}

  sealed interface Command {}

  private record Heard(RpcNews news) implements Command {}

  private record LetGo() implements Command {}

  ExtrinsicWatch(RpcSubscription.WatchExtrinsic extrinsic) {
    this.extrinsic = extrinsic;
  }

  /// A watch of what nobody hands in: what the node's pool says is not known.
  public static ExtrinsicWatch ofNone(Door door) {
    var watch = new ExtrinsicWatch(RpcSubscription.WatchExtrinsic.of("0x"));
    watch.door.complete(door);
    return watch;
  }

  RpcSubscription.WatchExtrinsic extrinsic() {
    return extrinsic;
  }

  /// Never fails; there is an answer within the time that the link is given, and a little more.
  public CompletionStage<Door> door() {
    return door;
  }

  void giveUpAfter(Duration time) {
    var late = new NotTaken(Unreachable.of(Absence.TIMED_OUT, "the link does not answer"));
    var _ = door.completeOnTimeout(late, time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Why the pool says that it will not get into a block, once it says so.
  public Optional<String> failure() {
    return failure;
  }

  /// Nothing more is wanted to be heard.
  @Override
  public void close() {
    var _ = listener.thenAccept(actor -> actor.tell(new LetGo()));
  }

  /// Listens to the subscription, which `begin` begins for it.
  Behavior<Command> listening(Consumer<ActorRef<RpcNews>> begin) {
    return Behaviors.setup(
        context -> {
          begin.accept(context.messageAdapter(RpcNews.class, Heard::new));
          listener.complete(context.getSelf());
          return Behaviors.receiveMessage(
              command ->
                  switch (command) {
                    case LetGo() -> Behaviors.stopped();
                    case Heard(var news) -> heard(news);
                  });
        });
  }

  private Behavior<Command> heard(RpcNews news) {
    switch (news) {
      case RpcNews.Began() -> door.complete(new Taken());
      case RpcNews.Item(var value) -> {
        if (ExtrinsicStatus.read(value) instanceof Failed(var why)) {
          failure = Optional.of(why);
        }
      }
      case RpcNews.Ended(var why) -> door.complete(new NotTaken(why)); // unless it was taken before
      case RpcNews.Interrupted _, RpcNews.Completed() -> {}
    }
    return Behaviors.same();
  }
}
