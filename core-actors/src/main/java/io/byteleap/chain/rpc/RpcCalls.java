package io.byteleap.chain.rpc;

import java.util.concurrent.CompletionStage;

/// Whoever answers requests to the chain: [RpcClient], or what stands before it. Its stages never
/// fail.
@FunctionalInterface
public interface RpcCalls {
  CompletionStage<RpcResult> call(RpcRequest request);
}
