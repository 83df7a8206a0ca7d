package io.byteleap.chaintest;

import io.byteleap.chain.rpc.ExtrinsicWatch;
import io.byteleap.chain.rpc.RpcCalls;
import io.byteleap.chain.rpc.RpcRequest;
import io.byteleap.chain.rpc.RpcResult;
import io.byteleap.chain.rpc.RpcResult.Answered;
import io.byteleap.chain.rpc.RpcValue;
import io.byteleap.json.Json;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/// Passes requests on, and answers the next one of a method with something wrong when it is told
/// to.
final class FalsifiedCalls implements RpcCalls {
  private static final int ANSWER_SIZE_MAX = 1 << 16;

  private final RpcCalls calls;
  private final Map<String, RpcValue> wrong = new ConcurrentHashMap<>();

  FalsifiedCalls(RpcCalls calls) {
    this.calls = calls;
  }

  /// The next answer to `method` is this JSON.
  void falsify(String method, String json) {
    wrong.put(method, new RpcValue(Json.upTo(ANSWER_SIZE_MAX).parse("{\"result\":" + json + "}")));
  }

  /// Whether everything wrong was said.
  boolean isSpent() {
    return wrong.isEmpty();
  }

  @Override
  public CompletionStage<RpcResult> call(RpcRequest request) {
    var answer = wrong.remove(request.method());
    return answer == null
        ? calls.call(request)
        : CompletableFuture.completedStage(new Answered(answer));
  }

  @Override
  public ExtrinsicWatch handIn(String hex) {
    return calls.handIn(hex);
  }
}
