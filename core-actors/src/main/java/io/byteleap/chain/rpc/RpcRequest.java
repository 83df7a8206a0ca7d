package io.byteleap.chain.rpc;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// A question to a node, and how long to wait for the answer, queueing included.
public record RpcRequest(String method, List<RpcParam> params, Duration timeout) {
  private static final Pattern METHOD = Pattern.compile("[A-Za-z0-9_]{1,64}");

  public RpcRequest {
    if (!METHOD.matcher(method).matches()) {
      throw new IllegalArgumentException("not the name of a method");
    }
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException("a request needs time");
    }
    params = List.copyOf(params);
  }

  public static RpcRequest of(String method, Duration timeout, RpcParam... params) {
    return new RpcRequest(method, Arrays.asList(params), timeout);
  }

  RpcRequest within(Duration left) {
    return new RpcRequest(method, params, left);
  }

  /// The text frame of JSON-RPC 2.0.
  String toJson(long id) {
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + id
        + ",\"method\":\""
        + method
        + "\",\"params\":"
        + new RpcParam.Items(params).toJson()
        + "}";
  }
}
