package io.byteleap.chain.rpc;

import java.util.concurrent.CompletionStage;

/// Whoever answers requests to the chain: [RpcClient], or what stands before it. Its stages never
/// fail.
public interface RpcCalls {
  CompletionStage<RpcResult> call(RpcRequest request);

  /// Hands in a signed transaction, `0x` and hexadecimal digits; the caller closes the watch.
  ExtrinsicWatch handIn(String hex);
}
