package io.byteleap.chaintest;

import io.byteleap.chain.rpc.RpcCalls;
import io.byteleap.chain.rpc.RpcParam;
import io.byteleap.chain.rpc.RpcRequest;
import io.byteleap.chain.rpc.RpcResult.Answered;
import io.byteleap.chain.subtensor.StorageKey;
import io.byteleap.domain.units.Bytes;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Makes a block now and then, and writes to the chain's storage in between.
final class BlockMaker implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final long MILLIS_BETWEEN_BLOCKS = 300;

  private final RpcCalls calls;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());

  BlockMaker(RpcCalls calls) {
    this.calls = calls;
  }

  void start() {
    var _ =
        thread.scheduleWithFixedDelay(
            () -> done("dev_newBlock"), 0, MILLIS_BETWEEN_BLOCKS, TimeUnit.MILLISECONDS);
  }

  /// Writes one value, not while a block is made.
  void write(StorageKey key, Bytes value) {
    var pair =
        RpcParam.list(
            RpcParam.of(key.hex()), RpcParam.of("0x" + HexFormat.of().formatHex(value.toArray())));
    try {
      boolean written = thread.submit(() -> done("dev_setStorage", RpcParam.list(pair))).get();
      if (!written) {
        throw new StepFailed("the storage cannot be written");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StepFailed("interrupted");
    } catch (ExecutionException e) {
      throw new StepFailed("the storage cannot be written: " + e.getCause());
    }
  }

  private boolean done(String method, RpcParam... params) {
    var result = calls.call(RpcRequest.of(method, TIMEOUT, params)).toCompletableFuture().join();
    return result instanceof Answered;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
