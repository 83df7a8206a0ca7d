package io.byteleap.miner.doctor;

import io.byteleap.actor.FailureCause;
import io.byteleap.chain.ChainSource;
import io.byteleap.chain.rpc.NodeUrl;
import io.byteleap.chain.rpc.RpcClient;
import io.byteleap.chain.rpc.RpcLink;
import io.byteleap.chain.rpc.RpcParam;
import io.byteleap.chain.rpc.RpcRequest;
import io.byteleap.chain.rpc.RpcResult;
import io.byteleap.chain.rpc.RpcSettings;
import io.byteleap.chain.subtensor.SubtensorStorage;
import io.byteleap.domain.units.Bytes;
import io.byteleap.miner.doctor.ChainSight.Behind;
import io.byteleap.miner.doctor.ChainSight.BlockClock;
import io.byteleap.miner.doctor.ChainSight.Unknown;
import io.byteleap.port.Chain;
import io.byteleap.scale.ScaleResult;
import io.byteleap.wire.Decoded;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// Looks at the chain once, and stops.
public final class ChainLook {
  private static final Duration TIMEOUT = Duration.ofSeconds(40);

  private record Seen(ChainSight sight) {}

  private ChainLook() {}

  /// Looks through `source`, and for the clock at `nodes` (none: the chain has no clock); `told`
  /// hears what was seen, once.
  public static Behavior<?> create(
      ChainSource source, List<NodeUrl> nodes, InstantSource clock, Consumer<ChainSight> told) {
    return Behaviors.<Seen>setup(
        context -> {
          var reading =
              source
                  .start(context)
                  .metagraph()
                  .toCompletableFuture()
                  .orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                  .exceptionally(failure -> new Chain.Unseen(FailureCause.text(failure)));
          context.pipeToSelf(
              reading.thenCombine(blockClock(nodes, clock, context), ChainSight::new),
              (sight, failure) ->
                  new Seen(
                      failure == null
                          ? sight
                          : new ChainSight(
                              new Chain.Unseen(FailureCause.text(failure)), new Unknown())));
          return Behaviors.receiveMessage(
              seen -> {
                told.accept(seen.sight());
                return Behaviors.stopped();
              });
        });
  }

  private static CompletionStage<BlockClock> blockClock(
      List<NodeUrl> nodes, InstantSource clock, ActorContext<?> context) {
    if (nodes.isEmpty()) {
      return CompletableFuture.completedStage(new Unknown());
    }
    var settings = new RpcSettings(nodes, RpcSettings.Timing.USUAL);
    var tools = new RpcLink.Tools(clock, new SecureRandom());
    var link = context.spawn(RpcLink.create(settings, tools), "clock-link");
    var key = RpcParam.of(SubtensorStorage.NOW.key().hex());
    return new RpcClient(link, context.getSystem().scheduler())
        .call(RpcRequest.of("state_getStorage", TIMEOUT, key))
        .thenApply(result -> blockClock(result, clock.instant()));
  }

  static BlockClock blockClock(RpcResult result, Instant now) {
    if (!(result instanceof RpcResult.Answered(var value))) {
      return new Unknown();
    }
    var bytes =
        Decoded.of(
            () -> Bytes.copyOf(HexFormat.of().parseHex(value.text().replaceFirst("^0x", ""))));
    return bytes instanceof Decoded.Read<Bytes>(var read)
            && SubtensorStorage.NOW.read(read) instanceof ScaleResult.Read<Long>(var millis)
        ? new Behind(Duration.between(Instant.ofEpochMilli(millis), now))
        : new Unknown();
  }
}
