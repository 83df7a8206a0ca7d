package io.byteleap.chaintest;

import io.byteleap.chain.rpc.RpcCalls;
import io.byteleap.chain.rpc.RpcParam;
import io.byteleap.chain.rpc.RpcRequest;
import io.byteleap.chain.rpc.RpcResult;
import io.byteleap.chain.rpc.RpcResult.Answered;
import io.byteleap.chain.subtensor.StorageItem;
import io.byteleap.domain.units.Bytes;
import io.byteleap.scale.ScaleResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Looks at the chain itself, beside the client that is tested.
final class Peek {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final RpcCalls calls;

  Peek(RpcCalls calls) {
    this.calls = calls;
  }

  /// Waits for the node to be there.
  void await(Instant until, InstantSource clock) {
    while (!(ask("chain_getHeader") instanceof Answered)) {
      if (!clock.instant().isBefore(until)) {
        throw new StepFailed("the runtime does not come up; see chopsticks.log");
      }
      CompletableFuture.runAsync(
              () -> {}, CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS))
          .join();
    }
  }

  /// The number of the newest block.
  long block() {
    return switch (ask("chain_getHeader")) {
      case Answered(var value) -> Long.parseLong(value.object().literal("number").substring(2), 16);
      case RpcResult.NoValue why -> throw new StepFailed("no header: " + why);
    };
  }

  long specVersion() {
    return switch (ask("state_getRuntimeVersion")) {
      case Answered(var value) -> value.object().integer("specVersion");
      case RpcResult.NoValue why -> throw new StepFailed("no runtime: " + why);
    };
  }

  /// The stored value; empty when there is none.
  <V> Optional<V> value(StorageItem<V> item, Bytes... keys) {
    return switch (ask("state_getStorage", RpcParam.of(item.key(keys).hex()))) {
      case Answered(var value) -> value.optionalText().map(hex -> read(item, hex));
      case RpcResult.NoValue why -> throw new StepFailed(item + ": " + why);
    };
  }

  private static <V> V read(StorageItem<V> item, String hex) {
    var bytes = Bytes.copyOf(HexFormat.of().parseHex(hex.substring(2)));
    return switch (item.read(bytes)) {
      case ScaleResult.Read<V>(var value) -> value;
      case ScaleResult.Refused<V>(var why) -> throw new StepFailed(item + ": " + why);
    };
  }

  private RpcResult ask(String method, RpcParam... params) {
    return calls.call(RpcRequest.of(method, TIMEOUT, params)).toCompletableFuture().join();
  }
}
